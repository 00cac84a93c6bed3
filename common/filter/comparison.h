// Checks one comparison: does its operator fit the field, and its right side both.
#ifndef GUANXI_COMMON_FILTER_COMPARISON_H_
#define GUANXI_COMMON_FILTER_COMPARISON_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/filter/call.h"
#include "common/filter/predicate.h"
#include "common/filter/schema.h"
#include "common/filter/syntax.h"

// All errors are INVALID_ARGUMENT; their text says what was expected and never quotes a value. A
// `!=` is checked as `=`: its NOT is for the caller.
namespace guanxi::filter {

// Whether the field knows the operator at all.
absl::Status CheckComparator(const Field& field, Comparator comparator);

// With a value: `state = ACTIVE`, `display_name = "a*"`, `owner:*`.
absl::StatusOr<Predicate> CompareWithValue(FieldPtr field, const Restriction& restriction);
// With a field: `amount > limit`.
absl::StatusOr<Predicate> CompareWithField(FieldPtr field, Comparator comparator, FieldPtr other);
// With a function: `create_time > ago("15d")`.
absl::StatusOr<Predicate> CompareWithCall(FieldPtr field, Comparator comparator, const Call& call);

}  // namespace guanxi::filter

#endif  // GUANXI_COMMON_FILTER_COMPARISON_H_
