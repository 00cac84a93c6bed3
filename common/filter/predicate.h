// The checked tree of a filter: declared fields, typed values, one meaning.
//
// The meaning is three-valued (Kleene 1938), in SQL and in memory alike:
//   - A comparison is unknown where its field, or the field on its right side, is missing, and
//     where it would compare amounts of different currencies. NOT of unknown is unknown; AND is
//     the least and OR the greatest of false < unknown < true. A list holds what is true.
//   - `field:*` is never unknown. Nor is `:` on a set: an empty set is a value.
//   - An empty STRING (blanks alone included) and number 0 of an ENUM count as missing:
//     `field = ""` is NOT `field:*`.
//   - Strings compare by code point, blanks at the end do not count; a pattern
//     (`"a*"`) compares every byte.
#ifndef GUANXI_COMMON_FILTER_PREDICATE_H_
#define GUANXI_COMMON_FILTER_PREDICATE_H_

#include <string>
#include <variant>
#include <vector>

#include "common/filter/call.h"
#include "common/filter/literal.h"
#include "common/filter/schema.h"

namespace guanxi::filter {

struct Predicate {
  enum class Op {
    kAnd,  // of no operands: true
    kOr,
    kNot,  // of one operand
    // Comparisons of `field` with `operand`.
    kEqual,
    kLess,
    kLessOrEqual,
    kGreater,
    kGreaterOrEqual,
    // Patterns over a STRING; `operand` is the text without its `*`.
    kStartsWith,
    kEndsWith,
    kContains,
    // `field` is there; no operand.
    kPresent,
  };

  // A value; a function, whose value depends on the moment; another field of the record.
  using Operand = std::variant<Literal, Call, FieldPtr>;

  bool IsComparison() const { return op > Op::kNot; }
  // The filter that lets everything pass.
  bool IsTrue() const { return op == Op::kAnd && operands.empty(); }

  Op op = Op::kAnd;
  std::vector<Predicate> operands;
  FieldPtr field;
  Operand operand = Literal(false);
  // The value of a literal operand, or a date, as the language writes it, without quotes and
  // escapes.
  std::string text;
  // This subtree in the filter language, in one form whatever the spelling was:
  // AND and OR are flat, sorted and without doubles, values are normalised.
  // Checking this text again gives the same tree.
  std::string canonical;
};

}  // namespace guanxi::filter

#endif  // GUANXI_COMMON_FILTER_PREDICATE_H_
