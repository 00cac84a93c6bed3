#include "lead-svc/wins/win_ledger.h"

#include <utility>
#include <vector>

#include "common/base/status_macros.h"
#include "common/resource/environment.h"
#include "common/resource/resource_name.h"
#include "google/protobuf/util/message_differencer.h"
#include "lead-svc/wins/win_splits.h"

namespace guanxi::lead {
namespace {

using google::protobuf::util::MessageDifferencer;
using resource::ResourceName;
using v1::Opportunity;
using v1::WinEntry;

bool SameSplits(const Opportunity& a, const Opportunity& b) {
  if (a.win_splits_size() != b.win_splits_size()) return false;
  for (int i = 0; i < a.win_splits_size(); ++i) {
    if (!MessageDifferencer::Equals(a.win_splits(i), b.win_splits(i))) return false;
  }
  return true;
}

absl::Status Post(resource::UnitOfWork& work, const resource::Resource& win_entries,
                  const ResourceName& opportunity, std::vector<WinEntry> entries) {
  for (WinEntry& entry : entries) {
    const ResourceName name = resource::ChildOf(opportunity, work.environment().uuids().Next());
    GUANXI_RETURN_IF_ERROR(work.Insert(win_entries, name, &entry));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<WinEntry>> OutstandingOf(resource::UnitOfWork& work,
                                                    const resource::Resource& win_entries,
                                                    const ResourceName& opportunity) {
  std::vector<WinEntry> ledger;
  GUANXI_RETURN_IF_ERROR(work.VisitChildren(win_entries, opportunity.id, /*filter=*/"",
                                            /*order_by=*/"",
                                            [&](const google::protobuf::Message& entry) {
                                              ledger.push_back(static_cast<const WinEntry&>(entry));
                                              return true;
                                            }));
  return Outstanding(ledger);
}

// Whom the former credits were for, by the same parts.
WinSplits SplitsOf(const std::vector<WinEntry>& credits) {
  WinSplits splits;
  for (const WinEntry& credit : credits) {
    v1::WinSplit& split = *splits.Add();
    split.set_user(credit.user());
    *split.mutable_percent() = credit.percent();
  }
  return splits;
}

}  // namespace

absl::Status PostWin(resource::UnitOfWork& work, const resource::Resource& opportunities,
                     const resource::Resource& win_entries, const Opportunity* old,
                     const Opportunity& next) {
  const bool was_won = old != nullptr && old->state() == Opportunity::WON;
  const bool is_won = next.state() == Opportunity::WON;
  if (!was_won && !is_won) return absl::OkStatus();
  GUANXI_ASSIGN_OR_RETURN(const ResourceName name,
                          resource::ParseName(opportunities.type(), next.name(), "name"));
  if (!was_won) return Post(work, win_entries, name, Divide(next, SplitsOf(next)));
  const bool other_splits = !SameSplits(*old, next);
  const bool other_amount = !MessageDifferencer::Equals(old->amount(), next.amount()) ||
                            !MessageDifferencer::Equals(old->base_amount(), next.base_amount());
  if (is_won && !other_splits && !other_amount) return absl::OkStatus();
  GUANXI_ASSIGN_OR_RETURN(const std::vector<WinEntry> credits,
                          OutstandingOf(work, win_entries, name));
  std::vector<WinEntry> entries;
  for (const WinEntry& credit : credits) entries.push_back(Reversal(credit));
  if (is_won) {
    // Who was credited stays so, whoever owns it by now.
    const WinSplits splits = other_splits ? SplitsOf(next) : SplitsOf(credits);
    for (WinEntry& credit : Divide(next, splits)) entries.push_back(std::move(credit));
  }
  return Post(work, win_entries, name, std::move(entries));
}

}  // namespace guanxi::lead
