// From a condition as a form, guanxi.type.v1.Condition, to a checked filter.
#ifndef GUANXI_COMMON_FILTER_FROM_FORM_H_
#define GUANXI_COMMON_FILTER_FROM_FORM_H_

#include "absl/status/statusor.h"
#include "common/filter/predicate.h"
#include "common/filter/schema.h"
#include "guanxi/type/v1/condition.pb.h"

namespace guanxi::filter {

// Checks a form; `canonical` of the result is its text, to be stored and compiled again. Errors of
// the `resolver` that are not about the key itself come back as they are. Otherwise:
//   INVALID_ARGUMENT  INVALID_FILTER  the field violation's path names the row,
//                                     `rows[2].group.rows[0].comparison`, and the text what was
//                                     expected
absl::StatusOr<Predicate> FromForm(const type::v1::Condition& form, const Schema& schema,
                                   const FieldResolver& resolver = nullptr);

}  // namespace guanxi::filter

#endif  // GUANXI_COMMON_FILTER_FROM_FORM_H_
