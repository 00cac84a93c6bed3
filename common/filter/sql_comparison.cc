#include "common/filter/sql_comparison.h"

#include <variant>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "common/filter/call.h"

namespace guanxi::filter {
namespace {

using Op = Predicate::Op;

// MariaDB compares a DECIMAL column with text exactly; the standard and MySQL do not promise it.
absl::string_view Placeholder(const Literal& value) {
  return std::holds_alternative<Decimal>(value) || std::holds_alternative<Money>(value)
             ? "CAST(? AS DECIMAL(38,9))"
             : "?";
}

Literal LikePattern(Op op, const Literal& value) {
  const std::string escaped =
      absl::StrReplaceAll(std::get<std::string>(value), {{"!", "!!"}, {"%", "!%"}, {"_", "!_"}});
  return absl::StrCat(op == Op::kStartsWith ? "" : "%", escaped, op == Op::kEndsWith ? "" : "%");
}

bool IsPattern(Op op) {
  return op == Op::kStartsWith || op == Op::kEndsWith || op == Op::kContains;
}

absl::string_view Symbol(Op op, bool negated) {
  switch (op) {
    case Op::kLess:
      return negated ? " >= " : " < ";
    case Op::kLessOrEqual:
      return negated ? " > " : " <= ";
    case Op::kGreater:
      return negated ? " <= " : " > ";
    case Op::kGreaterOrEqual:
      return negated ? " < " : " >= ";
    default:
      return negated ? " <> " : " = ";
  }
}

// What a column holds instead of NULL where the field is missing; "" if nothing.
absl::string_view Blank(Kind kind) {
  if (kind == Kind::kString) return "''";
  return kind == Kind::kEnum ? "0" : "";
}

bool IsBlank(const Literal& value) {
  const auto* text = std::get_if<std::string>(&value);
  return text != nullptr && text->find_first_not_of(' ') == std::string::npos;
}

// Whether `blank op value` may be TRUE, though it is unknown. The value itself is a blank only
// beside an order (`name > ""`), or as a part of a pattern.
bool BlankMayPass(Op op, bool negated, const Literal& value) {
  if (IsPattern(op)) return negated || IsBlank(value);
  const absl::string_view symbol = Symbol(op, negated);
  return (symbol != " = " && symbol != " > " && symbol != " >= ") || IsBlank(value);
}

}  // namespace

void ComparisonWriter::Write(const Predicate& comparison, bool negated) {
  const SqlColumn left = column_of_(*comparison.field);
  const Right right = RightOf(comparison);
  const bool has_operand = comparison.op != Op::kPresent;
  if (has_operand && !right.column.has_value() && !right.value.has_value()) return Append("FALSE");
  if (!left.side_rows.empty()) return WriteInSideRows(comparison, right, left, negated);
  WriteCondition(comparison, right, left, negated);
}

ComparisonWriter::Right ComparisonWriter::RightOf(const Predicate& comparison) const {
  Right right;
  right.kind = comparison.field->kind;
  if (const auto* other = std::get_if<FieldPtr>(&comparison.operand)) {
    right.column = column_of_(**other);
    right.kind = (*other)->kind;
  } else if (const auto* call = std::get_if<Call>(&comparison.operand)) {
    right.value = Evaluate(*call, comparison.field->kind, moment_);
  } else {
    right.value = std::get<Literal>(comparison.operand);
  }
  return right;
}

// A set has an element of which the condition holds, or none. Any other field in a side table has
// one row, or is missing: then neither holds, but presence.
void ComparisonWriter::WriteInSideRows(const Predicate& comparison, const Right& right,
                                       const SqlColumn& left, bool negated) {
  const bool of_none = negated && (comparison.field->repeated || comparison.op == Op::kPresent);
  Append(of_none ? "NOT " : "");
  OpenSideRows(left);
  WriteCondition(comparison, right, left, negated && !of_none);
  Append(")");
  if (!of_none || !right.column.has_value()) return;
  // No element equals a field that is missing, yet that is unknown.
  Append(" AND ");
  const bool in_side_rows = !right.column->side_rows.empty();
  if (in_side_rows) OpenSideRows(*right.column);
  WritePresent(right.kind, *right.column, false);
  Append(in_side_rows ? ")" : "");
}

void ComparisonWriter::OpenSideRows(const SqlColumn& column) {
  absl::StrAppend(&sql_.text, "EXISTS (SELECT 1 ", column.side_rows, " AND ");
  sql_.bound.insert(sql_.bound.end(), column.bound.begin(), column.bound.end());
}

void ComparisonWriter::WriteCondition(const Predicate& comparison, const Right& right,
                                      const SqlColumn& left, bool negated) {
  if (comparison.op == Op::kPresent) return WritePresent(comparison.field->kind, left, negated);
  if (IsPattern(comparison.op)) return WritePattern(comparison, right, left, negated);
  WriteOrder(comparison, right, left, negated);
}

void ComparisonWriter::WritePresent(Kind kind, const SqlColumn& column, bool negated) {
  Append(negated ? "(" : "");
  if (kind == Kind::kMoney) {
    absl::StrAppend(&sql_.text, column.expression, " IS NOT NULL AND ", column.currency, " <> ''");
  } else if (Blank(kind).empty()) {
    absl::StrAppend(&sql_.text, column.expression, " IS NOT NULL");
  } else {
    absl::StrAppend(&sql_.text, column.expression, " <> ", Blank(kind));
  }
  Append(negated ? ") IS NOT TRUE" : "");
}

void ComparisonWriter::WritePattern(const Predicate& comparison, const Right& right,
                                    const SqlColumn& left, bool negated) {
  absl::StrAppend(&sql_.text, left.expression, negated ? " NOT" : "", " LIKE ? ESCAPE '!'");
  sql_.bound.push_back(LikePattern(comparison.op, *right.value));
  if (BlankMayPass(comparison.op, negated, *right.value)) {
    absl::StrAppend(&sql_.text, " AND ", left.expression, " <> ''");
  }
}

void ComparisonWriter::WriteOrder(const Predicate& comparison, const Right& right,
                                  const SqlColumn& left, bool negated) {
  absl::StrAppend(&sql_.text, left.expression, Symbol(comparison.op, negated));
  WriteRight(right, left.binary);
  if (comparison.field->kind == Kind::kMoney) return WriteSameCurrency(right, left);
  const absl::string_view blank = Blank(comparison.field->kind);
  if (blank.empty()) return;
  if (right.column.has_value() || BlankMayPass(comparison.op, negated, *right.value)) {
    absl::StrAppend(&sql_.text, " AND ", left.expression, " <> ", blank);
  }
  if (right.column.has_value()) {
    Append(" AND ");
    WriteScalar(*right.column, right.column->expression);
    absl::StrAppend(&sql_.text, " <> ", blank);
  }
}

void ComparisonWriter::WriteRight(const Right& right, bool binary) {
  if (right.column.has_value()) {
    Append(binary ? "RTRIM(" : "");
    WriteScalar(*right.column, right.column->expression);
    Append(binary ? ")" : "");
    return;
  }
  Append(Placeholder(*right.value));
  sql_.bound.push_back(binary ? Literal(TrimBlanks(std::get<std::string>(*right.value)))
                              : *right.value);
}

void ComparisonWriter::WriteSameCurrency(const Right& right, const SqlColumn& left) {
  absl::StrAppend(&sql_.text, " AND ", left.currency, " = ");
  if (right.column.has_value()) {
    WriteScalar(*right.column, right.column->currency);
    absl::StrAppend(&sql_.text, " AND ", left.currency, " <> ''");
  } else {
    Append("?");
    sql_.bound.emplace_back(std::get<Money>(*right.value).currency);
  }
}

void ComparisonWriter::WriteScalar(const SqlColumn& column, absl::string_view expression) {
  if (column.side_rows.empty()) return Append(expression);
  absl::StrAppend(&sql_.text, "(SELECT ", expression, " ", column.side_rows, ")");
  sql_.bound.insert(sql_.bound.end(), column.bound.begin(), column.bound.end());
}

}  // namespace guanxi::filter
