#include "common/filter/conjunction.h"

#include <algorithm>
#include <variant>

namespace guanxi::filter {
namespace {

using Op = Predicate::Op;

bool IsRange(Op op) {
  return op == Op::kLess || op == Op::kLessOrEqual || op == Op::kGreater ||
         op == Op::kGreaterOrEqual || op == Op::kStartsWith;
}

void Add(const Predicate& part, Conjunction* conjunction) {
  const bool same_field =
      std::any_of(conjunction->equalities.begin(), conjunction->equalities.end(),
                  [&part](const Predicate* other) {
                    return part.field && other->field->path == part.field->path;
                  });
  // Money lies in two columns; a field on the right side is no constant.
  const bool indexable = part.IsComparison() && !part.field->repeated &&
                         part.field->kind != Kind::kMoney &&
                         !std::holds_alternative<FieldPtr>(part.operand);
  if (indexable && part.op == Op::kEqual && !same_field) {
    conjunction->equalities.push_back(&part);
  } else if (indexable && IsRange(part.op)) {
    conjunction->ranges.push_back(&part);
  } else {
    conjunction->rest.push_back(&part);
  }
}

}  // namespace

Conjunction SplitConjunction(const Predicate& predicate) {
  Conjunction conjunction;
  if (predicate.op != Op::kAnd) {
    Add(predicate, &conjunction);
  } else {
    for (const Predicate& part : predicate.operands) Add(part, &conjunction);
  }
  return conjunction;
}

}  // namespace guanxi::filter
