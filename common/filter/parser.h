// Parses the filter language of AIP-160 into a syntax tree.
//
//   expression  = sequence {AND sequence}
//   sequence    = factor {factor}                  (an implicit AND)
//   factor      = term {OR term}                   (OR binds tighter than AND)
//   term        = [NOT | "-"] simple
//   simple      = restriction | "(" expression ")"
//   restriction = member comparator argument
//   member      = name {"." name}                  (a name may be quoted)
//   comparator  = "=" | "!=" | "<" | "<=" | ">" | ">=" | ":"
//   argument    = value | function "(" [value] ")" | member | "(" expression of arguments ")"
//
// `state = (ACTIVE OR LEAD)` stands for `(state = ACTIVE OR state = LEAD)`, and
// `!=` before a parenthesis for NOT. Values without a field are refused. Whether a bare word on the
// right is a value or a field is for the checker to say.
#ifndef GUANXI_COMMON_FILTER_PARSER_H_
#define GUANXI_COMMON_FILTER_PARSER_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/filter/syntax.h"

namespace guanxi::filter {

inline constexpr size_t kMaxFilterBytes = 8 * 1024;
// Parentheses within parentheses.
inline constexpr int kMaxFilterDepth = 32;
// Comparisons.
inline constexpr int kMaxFilterTerms = 100;

// An empty or blank filter is an AND without operands. Errors: INVALID_ARGUMENT,
// reason INVALID_FILTER; the text has the byte position and what was expected.
absl::StatusOr<Expression> Parse(absl::string_view filter);

// The steps of a field's path alone, `custom."a.b"`; the same errors.
absl::StatusOr<std::vector<std::string>> ParsePath(absl::string_view path);

}  // namespace guanxi::filter

#endif  // GUANXI_COMMON_FILTER_PARSER_H_
