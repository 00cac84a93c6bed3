// What the comparison of a form compares its field with.
#ifndef GUANXI_COMMON_FILTER_FORM_OPERAND_H_
#define GUANXI_COMMON_FILTER_FORM_OPERAND_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/filter/syntax.h"
#include "guanxi/type/v1/condition.pb.h"

namespace guanxi::filter {

// INVALID_ARGUMENT, reason INVALID_FILTER, about `path` of a form.
absl::Status FormError(absl::string_view path, absl::string_view problem);

// The comparison's arguments, one of which is to fit; without positions. FormError about a part of
// `path`, the comparison's own, for operands that its operator does not take.
absl::StatusOr<std::vector<Argument>> ArgumentsOf(const type::v1::Condition::Comparison& comparison,
                                                  const std::string& path);

}  // namespace guanxi::filter

#endif  // GUANXI_COMMON_FILTER_FORM_OPERAND_H_
