#include "common/filter/sql.h"

#include <utility>
#include <variant>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/string_view.h"

namespace guanxi::filter {
namespace {

using Op = Predicate::Op;

// MariaDB compares a DECIMAL column with text exactly; the standard and MySQL do not promise it.
absl::string_view Placeholder(const Literal& value) {
  return std::holds_alternative<Decimal>(value) ? "CAST(? AS DECIMAL(38,9))" : "?";
}

Literal LikePattern(Op op, const Literal& value) {
  const std::string escaped =
      absl::StrReplaceAll(std::get<std::string>(value), {{"!", "!!"}, {"%", "!%"}, {"_", "!_"}});
  return absl::StrCat(op == Op::kStartsWith ? "" : "%", escaped, op == Op::kEndsWith ? "" : "%");
}

absl::string_view Present(Kind kind) {
  if (kind == Kind::kString) return " <> ''";
  if (kind == Kind::kEnum) return " <> 0";
  return " IS NOT NULL";
}

class Writer {
 public:
  explicit Writer(const ColumnMapper& column_of) : column_of_(column_of) {}

  void Write(const Predicate& predicate) {
    switch (predicate.op) {
      case Op::kAnd:
        return WriteJoined(predicate, " AND ", "TRUE");
      case Op::kOr:
        return WriteJoined(predicate, " OR ", "FALSE");
      case Op::kNot:
        // Not plain NOT: where a column is NULL the comparison is unknown, and
        // NOT of that would be unknown too.
        absl::StrAppend(&sql_.text, "(");
        Write(predicate.operands[0]);
        absl::StrAppend(&sql_.text, ") IS NOT TRUE");
        return;
      default:
        return WriteComparison(predicate);
    }
  }

  SqlPredicate Finish() { return std::move(sql_); }

 private:
  void WriteJoined(const Predicate& predicate, absl::string_view joint, absl::string_view none) {
    if (predicate.operands.empty()) absl::StrAppend(&sql_.text, none);
    for (const Predicate& operand : predicate.operands) {
      if (&operand != &predicate.operands.front()) absl::StrAppend(&sql_.text, joint);
      const bool compound = operand.op == Op::kAnd || operand.op == Op::kOr;
      absl::StrAppend(&sql_.text, compound ? "(" : "");
      Write(operand);
      absl::StrAppend(&sql_.text, compound ? ")" : "");
    }
  }

  void WriteComparison(const Predicate& predicate) {
    SqlColumn column = column_of_(*predicate.field);
    if (column.side_rows.empty()) return WriteCondition(predicate, column.expression);
    absl::StrAppend(&sql_.text, "EXISTS (SELECT 1 ", column.side_rows, " AND ");
    for (Literal& literal : column.bound) sql_.bound.push_back(std::move(literal));
    WriteCondition(predicate, column.expression);
    absl::StrAppend(&sql_.text, ")");
  }

  void WriteCondition(const Predicate& predicate, absl::string_view column) {
    switch (predicate.op) {
      case Op::kEqual:
        return Compare(column, " = ", predicate.value);
      case Op::kLess:
        return Compare(column, " < ", predicate.value);
      case Op::kLessOrEqual:
        return Compare(column, " <= ", predicate.value);
      case Op::kGreater:
        return Compare(column, " > ", predicate.value);
      case Op::kGreaterOrEqual:
        return Compare(column, " >= ", predicate.value);
      case Op::kStartsWith:
      case Op::kEndsWith:
      case Op::kContains:
        absl::StrAppend(&sql_.text, column, " LIKE ? ESCAPE '!'");
        sql_.bound.push_back(LikePattern(predicate.op, predicate.value));
        return;
      case Op::kPresent:
        absl::StrAppend(&sql_.text, column, Present(predicate.field->kind));
        return;
      case Op::kAnd:
      case Op::kOr:
      case Op::kNot:
        return;  // not a comparison: Write() has them
    }
  }

  void Compare(absl::string_view column, absl::string_view symbol, const Literal& value) {
    absl::StrAppend(&sql_.text, column, symbol, Placeholder(value));
    sql_.bound.push_back(value);
  }

  const ColumnMapper& column_of_;
  SqlPredicate sql_;
};

}  // namespace

SqlPredicate ToSql(const Predicate& predicate, const ColumnMapper& column_of) {
  Writer writer(column_of);
  // An OR must not leak into the AND around it.
  const bool leaks = predicate.op == Op::kOr;
  writer.Write(predicate);
  SqlPredicate sql = writer.Finish();
  if (leaks) sql.text = absl::StrCat("(", sql.text, ")");
  return sql;
}

}  // namespace guanxi::filter
