// Finds the row of a CSV file that names its columns.
#ifndef GUANXI_CUSTOMER_SVC_TRANSFER_HEADER_ROW_H_
#define GUANXI_CUSTOMER_SVC_TRANSFER_HEADER_ROW_H_

#include <cstddef>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/tabular/header.h"
#include "common/tabular/record.h"

namespace guanxi::customer {

// So much of a file shows its delimiter, and what its lines look like.
inline constexpr size_t kSampleBytes = 64 << 10;

struct Header {
  tabular::Record record;
  char delimiter = ',';
};

// The header of the file that begins with `head`; see FindLayout.
//
// Errors: INVALID_ARGUMENT (FILE_EMPTY; FILE_FORMAT: a separator that is none of ours;
// INVALID_FIELD: a row that cannot be taken apart).
absl::StatusOr<Header> FindHeader(absl::string_view head, const tabular::HeaderRules& rules);

// The first ten rows with text, from `start` on; none if the file has no text.
std::vector<tabular::Record> FirstRecords(absl::string_view head, char delimiter,
                                          tabular::Position start);

// How many columns of a row are known, by name or by mapping.
size_t CountKnown(const tabular::Record& record, const tabular::HeaderRules& rules);

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_TRANSFER_HEADER_ROW_H_
