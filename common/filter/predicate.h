// The checked tree of a filter: declared fields, typed values, one meaning.
//
// The meaning is two-valued, in SQL and in memory alike:
//   - A comparison with a field that a record lacks is false. So `!=`, which is
//     NOT of `=`, is true there, and so is every NOT.
//   - An empty STRING and number 0 of an ENUM count as missing: `field = ""` is
//     NOT `field:*`.
//   - Strings compare by code point, blanks at the end do not count; a pattern
//     (`"a*"`) compares every byte.
#ifndef GUANXI_COMMON_FILTER_PREDICATE_H_
#define GUANXI_COMMON_FILTER_PREDICATE_H_

#include <string>
#include <vector>

#include "common/filter/literal.h"
#include "common/filter/schema.h"

namespace guanxi::filter {

struct Predicate {
  enum class Op {
    kAnd,  // of no operands: true
    kOr,
    kNot,  // of one operand
    // Comparisons of `field` with `value`.
    kEqual,
    kLess,
    kLessOrEqual,
    kGreater,
    kGreaterOrEqual,
    // Patterns over a STRING; `value` is the text without its `*`.
    kStartsWith,
    kEndsWith,
    kContains,
    // `field` is there; no value.
    kPresent,
  };

  bool IsComparison() const { return op > Op::kNot; }
  // The filter that lets everything pass.
  bool IsTrue() const { return op == Op::kAnd && operands.empty(); }

  Op op = Op::kAnd;
  std::vector<Predicate> operands;
  FieldPtr field;
  Literal value = false;
  // This subtree in the filter language, in one form whatever the spelling was:
  // AND and OR are flat, sorted and without doubles, values are normalised.
  // Checking this text again gives the same tree.
  std::string canonical;
};

}  // namespace guanxi::filter

#endif  // GUANXI_COMMON_FILTER_PREDICATE_H_
