#include "common/filter/logic.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace guanxi::filter {
namespace {

using Op = Predicate::Op;

bool IsCompound(const Predicate& predicate) {
  return predicate.op == Op::kAnd || predicate.op == Op::kOr;
}

std::string InParentheses(const Predicate& predicate) {
  return IsCompound(predicate) ? absl::StrCat("(", predicate.canonical, ")") : predicate.canonical;
}

}  // namespace

Predicate Not(Predicate operand) {
  if (operand.op == Op::kNot) {
    Predicate inner = std::move(operand.operands[0]);
    return inner;
  }
  Predicate negation;
  negation.op = Op::kNot;
  negation.canonical = absl::StrCat("NOT ", InParentheses(operand));
  negation.operands.push_back(std::move(operand));
  return negation;
}

Predicate Present(FieldPtr field) {
  Predicate present;
  present.op = Op::kPresent;
  present.canonical = absl::StrCat(field->path, ":*");
  present.field = std::move(field);
  return present;
}

Predicate Join(Op op, std::vector<Predicate> operands) {
  std::vector<Predicate> flat;
  for (Predicate& operand : operands) {
    if (operand.op == op) {
      std::move(operand.operands.begin(), operand.operands.end(), std::back_inserter(flat));
    } else {
      flat.push_back(std::move(operand));
    }
  }
  std::sort(flat.begin(), flat.end(),
            [](const Predicate& a, const Predicate& b) { return a.canonical < b.canonical; });
  flat.erase(std::unique(
                 flat.begin(), flat.end(),
                 [](const Predicate& a, const Predicate& b) { return a.canonical == b.canonical; }),
             flat.end());
  if (flat.size() == 1) return std::move(flat[0]);
  Predicate joined;
  joined.op = op;
  joined.canonical = absl::StrJoin(flat, op == Op::kAnd ? " AND " : " OR ",
                                   [](std::string* out, const Predicate& operand) {
                                     absl::StrAppend(out, InParentheses(operand));
                                   });
  joined.operands = std::move(flat);
  return joined;
}

int Depth(const Predicate& predicate) {
  int depth = 0;
  for (const Predicate& operand : predicate.operands) {
    depth = std::max(depth, Depth(operand) + (IsCompound(operand) ? 1 : 0));
  }
  return depth;
}

}  // namespace guanxi::filter
