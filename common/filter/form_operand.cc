#include "common/filter/form_operand.h"

#include <algorithm>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/filter/call.h"
#include "common/filter/parser.h"
#include "common/text/utf8.h"

namespace guanxi::filter {
namespace {

using Comparison = type::v1::Condition::Comparison;
using FormFunction = Comparison::Function;

bool IsPart(Comparison::Operator op) {
  return op == Comparison::STARTS_WITH || op == Comparison::ENDS_WITH || op == Comparison::CONTAINS;
}

bool IsPresence(Comparison::Operator op) {
  return op == Comparison::PRESENT || op == Comparison::ABSENT;
}

bool TakesMany(Comparison::Operator op) {
  return IsPart(op) || op == Comparison::EQUAL || op == Comparison::NOT_EQUAL ||
         op == Comparison::HAS || op == Comparison::HAS_NOT;
}

// Whether the comparison has the operands that its operator takes.
absl::Status CheckShape(const Comparison& comparison, const std::string& path) {
  const Comparison::Operator op = comparison.operator_();
  const int values = comparison.values_size();
  const bool other = comparison.operand_case() != Comparison::OPERAND_NOT_SET;
  if (op == Comparison::OPERATOR_UNSPECIFIED || !Comparison::Operator_IsValid(op)) {
    return FormError(absl::StrCat(path, ".operator"), "expected an operator");
  }
  if (IsPresence(op)) {
    const bool none = values == 0 && !other;
    return none ? absl::OkStatus() : FormError(path, "this operator takes no operand");
  }
  if (other && (values > 0 || IsPart(op))) {
    return FormError(path, "expected values and no other operand");
  }
  if (!other && values == 0) return FormError(absl::StrCat(path, ".values"), "expected a value");
  if (values > 1 && !TakesMany(op)) {
    return FormError(absl::StrCat(path, ".values"), "expected one value");
  }
  return absl::OkStatus();
}

absl::Status CheckValue(Comparison::Operator op, const std::string& value) {
  if (IsPart(op) && value.empty()) return absl::InvalidArgumentError("expected a part of a text");
  const bool control = std::any_of(value.begin(), value.end(), absl::ascii_iscntrl);
  if (control) return absl::InvalidArgumentError("control characters are not allowed");
  return text::ValidateUtf8(value);
}

Argument ValueArgument(Comparison::Operator op, const std::string& value) {
  Argument argument;
  argument.quoted = true;
  if (op == Comparison::ENDS_WITH || op == Comparison::CONTAINS) {
    argument.stars.push_back(0);
    argument.text = "*";
  }
  argument.text += value;
  if (op == Comparison::STARTS_WITH || op == Comparison::CONTAINS) {
    argument.stars.push_back(argument.text.size());
    argument.text += "*";
  }
  return argument;
}

// As in `field:*`.
Argument StarArgument() {
  Argument argument;
  argument.quoted = true;
  argument.text = "*";
  argument.stars = {0};
  return argument;
}

absl::StatusOr<Argument> FunctionArgument(const FormFunction& function, const std::string& path) {
  if (function.name() == FormFunction::NAME_UNSPECIFIED ||
      !FormFunction::Name_IsValid(function.name())) {
    return FormError(absl::StrCat(path, ".name"), "expected a function");
  }
  Call call;
  // Both enums of the form are those of Call, after an unspecified one.
  call.function = static_cast<Call::Function>(function.name() - 1);
  call.count = function.count();
  const bool has_unit =
      function.name() == FormFunction::AGO || function.name() == FormFunction::FROM_NOW;
  if (has_unit) {
    if (function.unit() == FormFunction::UNIT_UNSPECIFIED ||
        !FormFunction::Unit_IsValid(function.unit())) {
      return FormError(absl::StrCat(path, ".unit"), "expected a unit");
    }
    call.unit = static_cast<Call::Unit>(function.unit() - 1);
  }
  Argument argument;
  argument.is_call = true;
  argument.text = std::string(NameOf(call.function));
  argument.parameter = ParameterOf(call);
  return argument;
}

absl::StatusOr<Argument> FieldArgument(const std::string& other, const std::string& path) {
  absl::StatusOr<std::vector<std::string>> steps = ParsePath(other);
  if (!steps.ok()) return FormError(path, "expected the path of a field");
  Argument argument;
  argument.is_field = true;
  argument.path = *std::move(steps);
  return argument;
}

}  // namespace

absl::Status FormError(absl::string_view path, absl::string_view problem) {
  return InvalidField(path, problem, "INVALID_FILTER");
}

absl::StatusOr<std::vector<Argument>> ArgumentsOf(const Comparison& comparison,
                                                  const std::string& path) {
  GUANXI_RETURN_IF_ERROR(CheckShape(comparison, path));
  const Comparison::Operator op = comparison.operator_();
  std::vector<Argument> arguments;
  if (IsPresence(op)) {
    arguments.push_back(StarArgument());
  } else if (comparison.operand_case() == Comparison::kFunction) {
    GUANXI_ASSIGN_OR_RETURN(Argument argument, FunctionArgument(comparison.function(),
                                                                absl::StrCat(path, ".function")));
    arguments.push_back(std::move(argument));
  } else if (comparison.operand_case() == Comparison::kOtherField) {
    GUANXI_ASSIGN_OR_RETURN(Argument argument, FieldArgument(comparison.other_field(),
                                                             absl::StrCat(path, ".other_field")));
    arguments.push_back(std::move(argument));
  }
  for (const std::string& value : comparison.values()) {
    if (const absl::Status status = CheckValue(op, value); !status.ok()) {
      return FormError(absl::StrCat(path, ".values"), status.message());
    }
    arguments.push_back(ValueArgument(op, value));
  }
  return arguments;
}

}  // namespace guanxi::filter
