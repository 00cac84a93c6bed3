// The syntax tree of a filter, before any field name is looked up.
#ifndef GUANXI_COMMON_FILTER_SYNTAX_H_
#define GUANXI_COMMON_FILTER_SYNTAX_H_

#include <cstddef>
#include <string>
#include <vector>

namespace guanxi::filter {

enum class Comparator { kEqual, kNotEqual, kLess, kLessOrEqual, kGreater, kGreaterOrEqual, kHas };

// The right-hand side of a comparison, escapes already resolved.
struct Argument {
  std::string text;
  // Offsets in `text` of the `*` that were not escaped.
  std::vector<size_t> stars;
  size_t position = 0;
  // Whether it stood in quotes.
  bool quoted = false;
};

// One comparison: `address.region_code = "CN"`.
struct Restriction {
  std::vector<std::string> path;
  size_t position = 0;
  Comparator comparator = Comparator::kEqual;
  Argument argument;
};

// A node of the tree. Positions are byte offsets into the filter's text.
struct Expression {
  enum class Kind { kAnd, kOr, kNot, kRestriction };

  Kind kind = Kind::kAnd;
  std::vector<Expression> operands;  // of AND, OR; exactly one for NOT
  Restriction restriction;           // of a restriction
};

}  // namespace guanxi::filter

#endif  // GUANXI_COMMON_FILTER_SYNTAX_H_
