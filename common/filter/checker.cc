#include "common/filter/checker.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/filter/call.h"
#include "common/filter/comparison.h"
#include "common/filter/lexer.h"
#include "common/filter/logic.h"
#include "common/filter/parser.h"

namespace guanxi::filter {
namespace {

using Op = Predicate::Op;

class Checker {
 public:
  Checker(const Schema& schema, const FieldResolver& resolver, const ErrorAt& error_at)
      : schema_(schema), resolver_(resolver), error_at_(error_at) {}

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
  // What the filter says wrongly gets its position and the reason.
  absl::Status At(size_t position, const absl::Status& status) const {
    if (status.code() != absl::StatusCode::kInvalidArgument) return status;
    return error_at_(position, status.message());
  }

  absl::StatusOr<Predicate> CheckRestriction(const Restriction& restriction) const {
    const bool has_key =
        restriction.comparator == Comparator::kHas && schema_.IsOpen(restriction.path);
    if (has_key) return CheckHasKey(restriction);
    absl::StatusOr<FieldPtr> field = schema_.Find(restriction.path, resolver_);
    if (!field.ok()) return At(restriction.position, field.status());
    if (const absl::Status status = CheckComparator(**field, restriction.comparator);
        !status.ok()) {
      return At(restriction.position, status);
    }
    GUANXI_ASSIGN_OR_RETURN(Predicate comparison, CheckOperand(*std::move(field), restriction));
    const bool negated = restriction.comparator == Comparator::kNotEqual;
    return negated ? Not(std::move(comparison)) : std::move(comparison);
  }

  // A call, a bare word that is a field's path, or else a value.
  absl::StatusOr<Predicate> CheckOperand(FieldPtr field, const Restriction& restriction) const {
    const Argument& argument = restriction.argument;
    if (argument.is_call) return CheckCall(std::move(field), restriction);
    FieldPtr other;
    if (!argument.path.empty()) {
      absl::StatusOr<FieldPtr> found = argument.is_field ? schema_.Find(argument.path, resolver_)
                                                         : schema_.Lookup(argument.path, resolver_);
      if (!found.ok()) return At(argument.position, found.status());
      other = *std::move(found);
    }
    absl::StatusOr<Predicate> comparison =
        other != nullptr
            ? CompareWithField(std::move(field), restriction.comparator, std::move(other))
            : CompareWithValue(std::move(field), restriction);
    if (!comparison.ok()) return At(argument.position, comparison.status());
    return comparison;
  }

  absl::StatusOr<Predicate> CheckCall(FieldPtr field, const Restriction& restriction) const {
    const Argument& argument = restriction.argument;
    const std::optional<Call::Function> function = FindFunction(argument.text);
    if (!function.has_value()) {
      return error_at_(argument.position,
                       absl::StrCat("there is no such function; there are ", FunctionList()));
    }
    const absl::StatusOr<Call> call =
        ParseCall(*function, argument.parameter.has_value() ? &*argument.parameter : nullptr);
    if (!call.ok()) return At(argument.parameter_position, call.status());
    absl::StatusOr<Predicate> comparison =
        CompareWithCall(std::move(field), restriction.comparator, *call);
    if (!comparison.ok()) return At(argument.position, comparison.status());
    return comparison;
  }

  // `custom:area`: the map has that key.
  absl::StatusOr<Predicate> CheckHasKey(const Restriction& restriction) const {
    std::vector<std::string> path = restriction.path;
    path.push_back(restriction.argument.text);
    absl::StatusOr<FieldPtr> field = schema_.Find(path, resolver_);
    if (!field.ok()) return At(restriction.argument.position, field.status());
    return Present(*std::move(field));
  }

  const Schema& schema_;
  const FieldResolver& resolver_;
  const ErrorAt& error_at_;
};

}  // namespace

absl::StatusOr<Predicate> Check(const Expression& expression, const Schema& schema,
                                const FieldResolver& resolver, const ErrorAt& error_at) {
  GUANXI_ASSIGN_OR_RETURN(Predicate predicate,
                          Checker(schema, resolver, error_at).Check(expression));
  if (predicate.canonical.size() > kMaxFilterBytes) {
    return error_at(0, absl::StrCat("at most ", kMaxFilterBytes,
                                    " bytes, quotes and escapes "
                                    "included"));
  }
  if (Depth(predicate) > kMaxFilterDepth) {
    return error_at(0, absl::StrCat("at most ", kMaxFilterDepth, " nested groups"));
  }
  return predicate;
}

absl::StatusOr<Predicate> Compile(absl::string_view filter, const Schema& schema,
                                  const FieldResolver& resolver) {
  GUANXI_ASSIGN_OR_RETURN(const Expression expression, Parse(filter));
  return Check(expression, schema, resolver, FilterError);
}

}  // namespace guanxi::filter
