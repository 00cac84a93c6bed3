#include "common/filter/checker.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/base/status_macros.h"
#include "common/filter/lexer.h"
#include "common/filter/parser.h"
#include "common/filter/value.h"

namespace guanxi::filter {
namespace {

using Op = Predicate::Op;

// What the filter says wrongly gets its position and the reason.
absl::Status At(size_t position, const absl::Status& status) {
  if (status.code() != absl::StatusCode::kInvalidArgument) return status;
  return FilterError(position, status.message());
}

bool IsOrdering(Comparator comparator) {
  return comparator == Comparator::kLess || comparator == Comparator::kLessOrEqual ||
         comparator == Comparator::kGreater || comparator == Comparator::kGreaterOrEqual;
}

bool IsOrdered(Kind kind) {
  return kind != Kind::kName && kind != Kind::kEnum && kind != Kind::kBool;
}

absl::Status CheckComparator(const Field& field, Comparator comparator) {
  if (field.repeated && comparator != Comparator::kHas) {
    return absl::InvalidArgumentError(
        absl::StrCat("\"", field.path, "\" is repeated: expected \":\""));
  }
  if (IsOrdering(comparator) && !IsOrdered(field.kind)) {
    return absl::InvalidArgumentError(
        absl::StrCat("\"", field.path, "\" has no order: expected =, != or :"));
  }
  return absl::OkStatus();
}

Op OpOf(Comparator comparator) {
  switch (comparator) {
    case Comparator::kLess:
      return Op::kLess;
    case Comparator::kLessOrEqual:
      return Op::kLessOrEqual;
    case Comparator::kGreater:
      return Op::kGreater;
    case Comparator::kGreaterOrEqual:
      return Op::kGreaterOrEqual;
    case Comparator::kEqual:
    case Comparator::kNotEqual:
    case Comparator::kHas:
      break;
  }
  return Op::kEqual;
}

absl::string_view SymbolOf(const Predicate& comparison) {
  switch (comparison.op) {
    case Op::kLess:
      return " < ";
    case Op::kLessOrEqual:
      return " <= ";
    case Op::kGreater:
      return " > ";
    case Op::kGreaterOrEqual:
      return " >= ";
    default:
      return comparison.field->repeated ? ":" : " = ";
  }
}

// Whether the value means absence: see predicate.h.
bool IsMissing(const Field& field, const Literal& value) {
  if (field.kind == Kind::kString) return std::get<std::string>(value).empty();
  return field.kind == Kind::kEnum && std::get<int64_t>(value) == 0;
}

std::string InParentheses(const Predicate& predicate) {
  const bool compound = predicate.op == Op::kAnd || predicate.op == Op::kOr;
  return compound ? absl::StrCat("(", predicate.canonical, ")") : predicate.canonical;
}

Predicate Not(Predicate operand) {
  if (operand.op == Op::kNot) return std::move(operand.operands[0]);
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

// AND or OR of the operands: flat, sorted, each once.
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

// `"a*"`, `"*a"`, `"*a*"`, `"*"`; the argument has at least one star.
absl::StatusOr<Predicate> CheckPattern(FieldPtr field, const Argument& argument) {
  const std::string& text = argument.text;
  const bool leading = argument.stars.front() == 0;
  const bool trailing = argument.stars.back() + 1 == text.size();
  if (text.size() == 1) return Present(std::move(field));
  if (argument.stars.size() != static_cast<size_t>(leading) + static_cast<size_t>(trailing)) {
    return absl::InvalidArgumentError(
        "\"*\" may stand only at the start and at the end of a value; write \\* for a star");
  }
  const std::string middle = text.substr(leading, text.size() - leading - trailing);
  if (middle.empty()) return Present(std::move(field));

  Predicate pattern;
  pattern.op = !trailing ? Op::kEndsWith : leading ? Op::kContains : Op::kStartsWith;
  std::string quoted = QuoteString(middle);
  if (leading) quoted.insert(1, "*");
  if (trailing) quoted.insert(quoted.size() - 1, "*");
  pattern.canonical = absl::StrCat(field->path, field->repeated ? ":" : " = ", quoted);
  pattern.field = std::move(field);
  pattern.value = middle;
  return pattern;
}

// A bare word that other languages have for absence would be taken for text, and find nothing.
absl::Status CheckNotNull(const Field& field, const Restriction& restriction) {
  const Argument& argument = restriction.argument;
  const bool is_null = !argument.quoted && (absl::EqualsIgnoreCase(argument.text, "null") ||
                                            absl::EqualsIgnoreCase(argument.text, "undefined") ||
                                            absl::EqualsIgnoreCase(argument.text, "nil"));
  if (!is_null) return absl::OkStatus();
  const bool negated = restriction.comparator == Comparator::kNotEqual;
  return absl::InvalidArgumentError(
      absl::StrCat("null is no value: write ", negated ? "" : "NOT ", field.path, ":* for records ",
                   negated ? "with" : "without", " one, or put the word in quotes if it is text"));
}

// A comparison other than `!=`.
absl::StatusOr<Predicate> CheckComparison(FieldPtr field, const Restriction& restriction) {
  const Argument& argument = restriction.argument;
  GUANXI_RETURN_IF_ERROR(CheckNotNull(*field, restriction));
  if (!argument.stars.empty() && !IsOrdering(restriction.comparator)) {
    if (field->kind == Kind::kString) return CheckPattern(std::move(field), argument);
    if (restriction.comparator == Comparator::kHas && argument.text == "*") {
      return Present(std::move(field));
    }
  }
  GUANXI_ASSIGN_OR_RETURN(Value value, ParseValue(*field, argument.text));
  Predicate comparison;
  comparison.op = OpOf(restriction.comparator);
  if (comparison.op == Op::kEqual && IsMissing(*field, value.literal)) {
    return Not(Present(std::move(field)));
  }
  comparison.field = std::move(field);
  comparison.value = std::move(value.literal);
  comparison.canonical =
      absl::StrCat(comparison.field->path, SymbolOf(comparison), value.canonical);
  return comparison;
}

class Checker {
 public:
  Checker(const Schema& schema, const FieldResolver& resolver)
      : schema_(schema), resolver_(resolver) {}

  absl::StatusOr<Predicate> Check(const Expression& expression) const {
    if (expression.kind == Expression::Kind::kRestriction) {
      return CheckRestriction(expression.restriction);
    }
    std::vector<Predicate> operands;
    for (const Expression& operand : expression.operands) {
      GUANXI_ASSIGN_OR_RETURN(Predicate checked, Check(operand));
      operands.push_back(std::move(checked));
    }
    if (expression.kind == Expression::Kind::kNot) return Not(std::move(operands[0]));
    return Join(expression.kind == Expression::Kind::kAnd ? Op::kAnd : Op::kOr,
                std::move(operands));
  }

 private:
  absl::StatusOr<Predicate> CheckRestriction(const Restriction& restriction) const {
    const bool has_key = restriction.comparator == Comparator::kHas &&
                         restriction.path.size() == 1 && schema_.IsOpen(restriction.path[0]);
    if (has_key) return CheckHasKey(restriction);
    absl::StatusOr<FieldPtr> field = schema_.Find(restriction.path, resolver_);
    if (!field.ok()) return At(restriction.position, field.status());
    if (const absl::Status status = CheckComparator(**field, restriction.comparator);
        !status.ok()) {
      return At(restriction.position, status);
    }
    absl::StatusOr<Predicate> comparison = CheckComparison(*std::move(field), restriction);
    if (!comparison.ok()) return At(restriction.argument.position, comparison.status());
    const bool negated = restriction.comparator == Comparator::kNotEqual;
    return negated ? Not(*std::move(comparison)) : std::move(comparison);
  }

  // `custom:area`: the map has that key.
  absl::StatusOr<Predicate> CheckHasKey(const Restriction& restriction) const {
    absl::StatusOr<FieldPtr> field =
        schema_.Find({restriction.path[0], restriction.argument.text}, resolver_);
    if (!field.ok()) return At(restriction.argument.position, field.status());
    return Present(*std::move(field));
  }

  const Schema& schema_;
  const FieldResolver& resolver_;
};

}  // namespace

absl::StatusOr<Predicate> Check(const Expression& expression, const Schema& schema,
                                const FieldResolver& resolver) {
  return Checker(schema, resolver).Check(expression);
}

absl::StatusOr<Predicate> Compile(absl::string_view filter, const Schema& schema,
                                  const FieldResolver& resolver) {
  GUANXI_ASSIGN_OR_RETURN(const Expression expression, Parse(filter));
  return Check(expression, schema, resolver);
}

}  // namespace guanxi::filter
