// The syntax tree of a filter, before any field name is looked up.
#ifndef GUANXI_COMMON_FILTER_SYNTAX_H_
#define GUANXI_COMMON_FILTER_SYNTAX_H_

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace guanxi::filter {

enum class Comparator { kEqual, kNotEqual, kLess, kLessOrEqual, kGreater, kGreaterOrEqual, kHas };

// The right-hand side of a comparison, escapes already resolved.
struct Argument {
  // Of a call: the function's name.
  std::string text;
  // Offsets in `text` of the `*` that were not escaped.
  std::vector<size_t> stars;
  size_t position = 0;
  // Whether it stood in quotes.
  bool quoted = false;
  // Of a bare word: its steps between dots, since it may be a field.
  std::vector<std::string> path;
  // Whether `path` is a field and nothing else.
  bool is_field = false;
  // Whether it is a call: `ago("15d")`. Its argument, if it has one, is in `parameter`.
  bool is_call = false;
  std::optional<std::string> parameter;
  size_t parameter_position = 0;
};

// One comparison: `address.region_code = "CN"`.
struct Restriction {
  std::vector<std::string> path;
  size_t position = 0;
  Comparator comparator = Comparator::kEqual;
  Argument argument;
};

// A node of the tree. Positions are byte offsets into the filter's text, or whatever else whoever
// made the tree tells an error's place by.
struct Expression {
  enum class Kind { kAnd, kOr, kNot, kRestriction };

  Kind kind = Kind::kAnd;
  std::vector<Expression> operands;  // of AND, OR; exactly one for NOT
  Restriction restriction;           // of a restriction
};

// The operands under AND or OR; one alone stands for itself.
inline Expression Combine(Expression::Kind kind, std::vector<Expression> operands) {
  if (operands.size() == 1) return std::move(operands[0]);
  Expression expression;
  expression.kind = kind;
  expression.operands = std::move(operands);
  return expression;
}

inline Expression Negate(Expression operand) {
  Expression expression;
  expression.kind = Expression::Kind::kNot;
  expression.operands.push_back(std::move(operand));
  return expression;
}

}  // namespace guanxi::filter

#endif  // GUANXI_COMMON_FILTER_SYNTAX_H_
