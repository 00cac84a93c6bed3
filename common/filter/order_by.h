// The `order_by` of list requests (AIP-132): `create_time desc, display_name`.
#ifndef GUANXI_COMMON_FILTER_ORDER_BY_H_
#define GUANXI_COMMON_FILTER_ORDER_BY_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/filter/schema.h"

namespace guanxi::filter {

inline constexpr size_t kMaxOrderByBytes = 1024;
inline constexpr size_t kMaxOrderByTerms = 5;

struct OrderTerm {
  FieldPtr field;
  bool descending = false;
};

// INVALID_ARGUMENT, reason INVALID_ORDER_BY, for anything but declared sortable
// fields, each at most once, with nothing, `asc` or `desc` behind it. Empty for
// an empty text.
absl::StatusOr<std::vector<OrderTerm>> ParseOrderBy(absl::string_view order_by,
                                                    const Schema& schema);

// In one form whatever the spelling was: `create_time desc,display_name`.
std::string CanonicalOrderBy(const std::vector<OrderTerm>& terms);

}  // namespace guanxi::filter

#endif  // GUANXI_COMMON_FILTER_ORDER_BY_H_
