#include "common/filter/matcher.h"

#include <algorithm>
#include <string>
#include <utility>
#include <variant>

#include "absl/strings/match.h"
#include "common/filter/call.h"
#include "common/filter/value.h"

namespace guanxi::filter {
namespace {

using Op = Predicate::Op;

// Whether there are values of the kind that count as missing.
bool CanMiss(Kind kind) { return kind == Kind::kString || kind == Kind::kEnum; }

bool IsMissing(const Literal& value, Kind kind) {
  if (kind == Kind::kString) {
    return std::get<std::string>(value).find_first_not_of(' ') == std::string::npos;
  }
  return kind == Kind::kEnum && std::get<int64_t>(value) == 0;
}

Truth MatchesOrder(Op op, std::optional<int> order) {
  if (!order.has_value()) return Truth::kUnknown;  // different currencies
  switch (op) {
    case Op::kLess:
      return ToTruth(*order < 0);
    case Op::kLessOrEqual:
      return ToTruth(*order <= 0);
    case Op::kGreater:
      return ToTruth(*order > 0);
    case Op::kGreaterOrEqual:
      return ToTruth(*order >= 0);
    default:
      return ToTruth(*order == 0);
  }
}

Truth MatchesValue(Op op, const Literal& left, const Literal& right) {
  switch (op) {
    case Op::kStartsWith:
      return ToTruth(absl::StartsWith(std::get<std::string>(left), std::get<std::string>(right)));
    case Op::kEndsWith:
      return ToTruth(absl::EndsWith(std::get<std::string>(left), std::get<std::string>(right)));
    case Op::kContains:
      return ToTruth(absl::StrContains(std::get<std::string>(left), std::get<std::string>(right)));
    default:
      return MatchesOrder(op, Compare(left, right));
  }
}

Truth Combine(Op op, const std::vector<Explanation>& operands) {
  if (op == Op::kNot) return Not(operands[0].result);
  Truth result = op == Op::kAnd ? Truth::kTrue : Truth::kFalse;
  for (const Explanation& operand : operands) {
    result = op == Op::kAnd ? std::min(result, operand.result) : std::max(result, operand.result);
  }
  return result;
}

}  // namespace

Matcher::Matcher(const Predicate& predicate) : root_(Compile(predicate)) {}

Matcher::Node Matcher::Compile(const Predicate& predicate) {
  Node node;
  node.op = predicate.op;
  for (const Predicate& operand : predicate.operands) node.operands.push_back(Compile(operand));
  if (!predicate.IsComparison()) return node;
  node.left = SlotOf(predicate.field);
  if (predicate.op == Op::kPresent) return node;
  if (const auto* other = std::get_if<FieldPtr>(&predicate.operand)) {
    node.right = SlotOf(*other);
  } else if (const auto* call = std::get_if<Call>(&predicate.operand)) {
    node.call = *call;
  } else {
    node.value = std::get<Literal>(predicate.operand);
  }
  return node;
}

size_t Matcher::SlotOf(const FieldPtr& field) {
  const auto found = std::find_if(fields_.begin(), fields_.end(), [&](const FieldPtr& other) {
    return other->path == field->path;
  });
  const size_t slot = found - fields_.begin();
  if (found == fields_.end()) fields_.push_back(field);
  return slot;
}

Truth Matcher::Evaluate(ReadSlot read, const Moment& moment) const {
  return EvaluateNode(root_, read, moment);
}

Truth Matcher::EvaluateNode(const Node& node, ReadSlot read, const Moment& moment) const {
  switch (node.op) {
    case Op::kAnd: {
      Truth least = Truth::kTrue;
      for (const Node& operand : node.operands) {
        least = std::min(least, EvaluateNode(operand, read, moment));
        if (least == Truth::kFalse) break;
      }
      return least;
    }
    case Op::kOr: {
      Truth greatest = Truth::kFalse;
      for (const Node& operand : node.operands) {
        greatest = std::max(greatest, EvaluateNode(operand, read, moment));
        if (greatest == Truth::kTrue) break;
      }
      return greatest;
    }
    case Op::kNot:
      return Not(EvaluateNode(node.operands[0], read, moment));
    default:
      return EvaluateComparison(node, read, moment);
  }
}

Truth Matcher::EvaluateComparison(const Node& node, ReadSlot read, const Moment& moment) const {
  const Values left = Read(node.left, read);
  if (node.value.has_value()) return Compare(node, left, &*node.value);
  const std::optional<Literal> right = RightOf(node, read, moment);
  return Compare(node, left, right.has_value() ? &*right : nullptr);
}

Truth Matcher::Compare(const Node& node, const Values& left, const Literal* right) const {
  if (node.op == Op::kPresent) return ToTruth(!left.empty());
  if (right == nullptr) return Truth::kUnknown;
  if (!fields_[node.left]->repeated) {
    return left.empty() ? Truth::kUnknown : MatchesValue(node.op, left[0], *right);
  }
  return ToTruth(std::any_of(left.begin(), left.end(), [&](const Literal& value) {
    return MatchesValue(node.op, value, *right) == Truth::kTrue;
  }));
}

Values Matcher::Read(size_t slot, ReadSlot read) const {
  Values values;
  read(slot, &values);
  const Kind kind = fields_[slot]->kind;
  if (!CanMiss(kind)) return values;
  values.erase(std::remove_if(values.begin(), values.end(),
                              [&](const Literal& value) { return IsMissing(value, kind); }),
               values.end());
  return values;
}

std::optional<Literal> Matcher::RightOf(const Node& node, ReadSlot read,
                                        const Moment& moment) const {
  if (node.value.has_value()) return node.value;
  if (node.call.has_value()) return filter::Evaluate(*node.call, fields_[node.left]->kind, moment);
  if (!node.right.has_value()) return std::nullopt;
  Values values = Read(*node.right, read);
  return values.empty() ? std::nullopt : std::optional<Literal>(std::move(values[0]));
}

Explanation Matcher::Explain(ReadSlot read, const Moment& moment) const {
  return ExplainNode(root_, read, moment);
}

Explanation Matcher::ExplainNode(const Node& node, ReadSlot read, const Moment& moment) const {
  Explanation explanation;
  explanation.op = node.op;
  if (node.op <= Op::kNot) {
    for (const Node& operand : node.operands) {
      explanation.operands.push_back(ExplainNode(operand, read, moment));
    }
    explanation.result = Combine(node.op, explanation.operands);
    return explanation;
  }
  explanation.field = fields_[node.left];
  if (node.right.has_value()) explanation.right_field = fields_[*node.right];
  const Field& right_kind = node.right.has_value() ? *explanation.right_field : *explanation.field;
  const Values left = Read(node.left, read);
  for (const Literal& value : left) {
    explanation.values.push_back(TextOf(*explanation.field, value));
  }
  const std::optional<Literal> right = RightOf(node, read, moment);
  if (right.has_value()) explanation.right_value = TextOf(right_kind, *right);
  explanation.result = Compare(node, left, right.has_value() ? &*right : nullptr);
  return explanation;
}

}  // namespace guanxi::filter
