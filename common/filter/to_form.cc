#include "common/filter/to_form.h"

#include <algorithm>
#include <variant>

#include "common/filter/call.h"

namespace guanxi::filter {
namespace {

using Op = Predicate::Op;
using type::v1::Condition;
using Comparison = Condition::Comparison;

Comparison::Operator OperatorOf(const Predicate& comparison) {
  switch (comparison.op) {
    case Op::kLess:
      return Comparison::LESS;
    case Op::kLessOrEqual:
      return Comparison::LESS_OR_EQUAL;
    case Op::kGreater:
      return Comparison::GREATER;
    case Op::kGreaterOrEqual:
      return Comparison::GREATER_OR_EQUAL;
    case Op::kStartsWith:
      return Comparison::STARTS_WITH;
    case Op::kEndsWith:
      return Comparison::ENDS_WITH;
    case Op::kContains:
      return Comparison::CONTAINS;
    case Op::kPresent:
      return Comparison::PRESENT;
    default:
      return comparison.field->repeated ? Comparison::HAS : Comparison::EQUAL;
  }
}

// The operator that means NOT of `op`; unspecified if there is none. An order's contrary is none:
// `NOT a < 1` has another canonical text than `a >= 1`.
Comparison::Operator NegativeOf(Comparison::Operator op) {
  switch (op) {
    case Comparison::EQUAL:
      return Comparison::NOT_EQUAL;
    case Comparison::HAS:
      return Comparison::HAS_NOT;
    case Comparison::PRESENT:
      return Comparison::ABSENT;
    default:
      return Comparison::OPERATOR_UNSPECIFIED;
  }
}

// Whether the operands of an OR make one row of several values.
bool IsOneRow(const Predicate& predicate) {
  if (predicate.op != Op::kOr) return false;
  const Predicate& first = predicate.operands.front();
  return std::all_of(
      predicate.operands.begin(), predicate.operands.end(), [&](const Predicate& operand) {
        const bool many = operand.op == Op::kEqual || operand.op == Op::kStartsWith ||
                          operand.op == Op::kEndsWith || operand.op == Op::kContains;
        return many && operand.op == first.op && operand.field->path == first.field->path &&
               std::holds_alternative<Literal>(operand.operand);
      });
}

void WriteOperand(const Predicate& comparison, Comparison* out) {
  if (comparison.op == Op::kPresent) return;
  if (const auto* other = std::get_if<FieldPtr>(&comparison.operand)) {
    out->set_other_field((*other)->path);
  } else if (const auto* call = std::get_if<Call>(&comparison.operand)) {
    if (call->function == Call::Function::kDate) return out->add_values(comparison.text);
    // Both enums of the form are those of Call, after an unspecified one.
    auto* function = out->mutable_function();
    function->set_name(
        static_cast<Comparison::Function::Name>(static_cast<int>(call->function) + 1));
    if (call->function == Call::Function::kToday) return;
    function->set_count(call->count);
    if (call->function == Call::Function::kWorkdaysAgo) return;
    function->set_unit(static_cast<Comparison::Function::Unit>(static_cast<int>(call->unit) + 1));
  } else {
    out->add_values(comparison.text);
  }
}

void WriteGroup(const Predicate& predicate, Condition* group);

// `predicate` is no NOT.
void WriteRow(const Predicate& predicate, bool negated, Condition::Row* row) {
  const bool one_row = IsOneRow(predicate);
  if (!predicate.IsComparison() && !one_row) {
    WriteGroup(predicate, row->mutable_group());
    row->set_negated(negated);
    return;
  }
  const Predicate& first = one_row ? predicate.operands.front() : predicate;
  Comparison* out = row->mutable_comparison();
  out->set_field(first.field->path);
  const Comparison::Operator op = OperatorOf(first);
  const Comparison::Operator negative = NegativeOf(op);
  const bool has_negative = negated && negative != Comparison::OPERATOR_UNSPECIFIED;
  out->set_operator_(has_negative ? negative : op);
  row->set_negated(negated && !has_negative);
  if (!one_row) return WriteOperand(predicate, out);
  for (const Predicate& operand : predicate.operands) WriteOperand(operand, out);
}

void WriteAnyRow(const Predicate& predicate, Condition::Row* row) {
  const bool negated = predicate.op == Op::kNot;
  WriteRow(negated ? predicate.operands[0] : predicate, negated, row);
}

// The rows of an AND or OR; anything else is the one row of its group.
void WriteGroup(const Predicate& predicate, Condition* group) {
  group->set_match(predicate.op == Op::kOr ? Condition::ANY : Condition::ALL);
  if (predicate.op != Op::kAnd && predicate.op != Op::kOr) {
    return WriteAnyRow(predicate, group->add_rows());
  }
  for (const Predicate& operand : predicate.operands) WriteAnyRow(operand, group->add_rows());
}

}  // namespace

Condition ToForm(const Predicate& predicate) {
  Condition form;
  if (!IsOneRow(predicate)) {
    WriteGroup(predicate, &form);
    return form;
  }
  form.set_match(Condition::ALL);
  WriteRow(predicate, false, form.add_rows());
  return form;
}

}  // namespace guanxi::filter
