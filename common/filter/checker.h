// Gives a filter its meaning: looks up its fields, types its values.
#ifndef GUANXI_COMMON_FILTER_CHECKER_H_
#define GUANXI_COMMON_FILTER_CHECKER_H_

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/filter/predicate.h"
#include "common/filter/schema.h"
#include "common/filter/syntax.h"

namespace guanxi::filter {

// INVALID_ARGUMENT, reason INVALID_FILTER, for a field that is not declared, an
// operator that its kind does not know, a value of another kind. Errors of the
// `resolver` that are not about the key itself come back as they are.
absl::StatusOr<Predicate> Check(const Expression& expression, const Schema& schema,
                                const FieldResolver& resolver = nullptr);

// Parses and checks the text of a request's `filter`. An empty one lets
// everything pass.
absl::StatusOr<Predicate> Compile(absl::string_view filter, const Schema& schema,
                                  const FieldResolver& resolver = nullptr);

}  // namespace guanxi::filter

#endif  // GUANXI_COMMON_FILTER_CHECKER_H_
