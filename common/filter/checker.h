// Gives a filter its meaning: looks up its fields, types its values.
#ifndef GUANXI_COMMON_FILTER_CHECKER_H_
#define GUANXI_COMMON_FILTER_CHECKER_H_

#include <cstddef>
#include <functional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/filter/predicate.h"
#include "common/filter/schema.h"
#include "common/filter/syntax.h"

namespace guanxi::filter {

// Makes the error about what stands at `position`.
using ErrorAt = std::function<absl::Status(size_t position, absl::string_view problem)>;

// Errors, made by `error_at` and with INVALID_ARGUMENT: a field that is not declared; an operator
// that its kind does not know; a value, function or field of another kind; more parentheses or
// bytes than the parser takes, once the filter is in canonical form. So what is accepted can be
// stored as its canonical text, and checked again. Errors of the `resolver` that are not about the
// key itself come back as they are.
absl::StatusOr<Predicate> Check(const Expression& expression, const Schema& schema,
                                const FieldResolver& resolver, const ErrorAt& error_at);

// Parses and checks the text of a request's `filter`. An empty one lets everything pass. Errors:
//   INVALID_ARGUMENT  INVALID_FILTER  the text has the byte position and what was expected
absl::StatusOr<Predicate> Compile(absl::string_view filter, const Schema& schema,
                                  const FieldResolver& resolver = nullptr);

}  // namespace guanxi::filter

#endif  // GUANXI_COMMON_FILTER_CHECKER_H_
