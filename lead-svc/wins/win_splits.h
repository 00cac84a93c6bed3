// How a win is divided. Pure functions.
#ifndef GUANXI_LEAD_SVC_WINS_WIN_SPLITS_H_
#define GUANXI_LEAD_SVC_WINS_WIN_SPLITS_H_

#include <vector>

#include "common/errors/errors.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "guanxi/lead/v1/opportunity.pb.h"
#include "guanxi/lead/v1/win_entry.pb.h"

namespace guanxi::lead {

using WinSplits = google::protobuf::RepeatedPtrField<v1::WinSplit>;

// Brings percents into their shortest form, and says what is wrong: they sum to 100, and nobody
// stands twice. None at all is right.
void TakeSplits(WinSplits* splits, Violations* violations);

// The credits of an opportunity that is won, divided by `splits`, which TakeSplits took. Parts of
// its amount are whole smallest units of the currency, or whole billionths of what is none, and sum
// to it.
std::vector<v1::WinEntry> Divide(const v1::Opportunity& won, const WinSplits& splits);
// Its own splits; without any, all of it to its owner; nobody, if it has none.
WinSplits SplitsOf(const v1::Opportunity& won);

// What takes a credit back.
v1::WinEntry Reversal(const v1::WinEntry& credit);
// Of a ledger those credits that were not taken back.
std::vector<v1::WinEntry> Outstanding(const std::vector<v1::WinEntry>& ledger);

}  // namespace guanxi::lead

#endif  // GUANXI_LEAD_SVC_WINS_WIN_SPLITS_H_
