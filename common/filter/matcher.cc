#include "common/filter/matcher.h"

#include <algorithm>
#include <optional>
#include <string>

#include "absl/strings/match.h"

namespace guanxi::filter {
namespace {

using Op = Predicate::Op;

bool IsPresent(const Field& field, const Literal& value) {
  if (field.kind == Kind::kString) return Compare(value, std::string()) != 0;
  if (field.kind == Kind::kEnum) return Compare(value, int64_t{0}) != 0;
  return true;
}

bool MatchesPattern(Op op, const std::string& text, const std::string& part) {
  if (op == Op::kStartsWith) return absl::StartsWith(text, part);
  if (op == Op::kEndsWith) return absl::EndsWith(text, part);
  return absl::StrContains(text, part);
}

bool MatchesOrder(Op op, int order) {
  switch (op) {
    case Op::kEqual:
      return order == 0;
    case Op::kLess:
      return order < 0;
    case Op::kLessOrEqual:
      return order <= 0;
    case Op::kGreater:
      return order > 0;
    case Op::kGreaterOrEqual:
      return order >= 0;
    default:
      return false;
  }
}

bool MatchesValue(const Predicate& comparison, const Literal& value) {
  if (comparison.op == Op::kPresent) return IsPresent(*comparison.field, value);
  const std::optional<int> order = Compare(value, comparison.value);
  if (!order.has_value()) return false;
  const bool is_pattern = comparison.op == Op::kStartsWith || comparison.op == Op::kEndsWith ||
                          comparison.op == Op::kContains;
  if (!is_pattern) return MatchesOrder(comparison.op, *order);
  return MatchesPattern(comparison.op, std::get<std::string>(value),
                        std::get<std::string>(comparison.value));
}

}  // namespace

bool Matches(const Predicate& predicate, const Getter& values_of) {
  const auto matches = [&](const Predicate& operand) { return Matches(operand, values_of); };
  const std::vector<Predicate>& operands = predicate.operands;
  switch (predicate.op) {
    case Op::kAnd:
      return std::all_of(operands.begin(), operands.end(), matches);
    case Op::kOr:
      return std::any_of(operands.begin(), operands.end(), matches);
    case Op::kNot:
      return !matches(operands[0]);
    default:
      break;
  }
  const std::vector<Literal> values = values_of(*predicate.field);
  return std::any_of(values.begin(), values.end(),
                     [&](const Literal& value) { return MatchesValue(predicate, value); });
}

}  // namespace guanxi::filter
