#include "common/filter/sql.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "common/filter/sql_comparison.h"

namespace guanxi::filter {
namespace {

using Op = Predicate::Op;

// A predicate below any number of NOT, which are carried down to the comparisons (De Morgan's laws
// hold in three values): so only there does the text need to know what is unknown.
struct Polar {
  const Predicate* predicate;
  bool negated;

  bool IsCompound() const { return predicate->op == Op::kAnd || predicate->op == Op::kOr; }
  // Whether its text is joined by OR.
  bool IsOr() const { return IsCompound() && (predicate->op == Op::kOr) != negated; }
};

Polar Strip(const Predicate& predicate, bool negated) {
  const Predicate* inner = &predicate;
  for (; inner->op == Op::kNot; inner = &inner->operands[0]) negated = !negated;
  return {inner, negated};
}

class Writer {
 public:
  Writer(const ColumnMapper& column_of, const Moment& moment, SqlPredicate* sql)
      : comparisons_(column_of, moment, sql), sql_(*sql) {}

  void Write(const Polar& polar) {
    if (!polar.IsCompound()) return comparisons_.Write(*polar.predicate, polar.negated);
    const std::vector<Predicate>& operands = polar.predicate->operands;
    if (operands.empty()) absl::StrAppend(&sql_.text, polar.IsOr() ? "FALSE" : "TRUE");
    for (const Predicate& operand : operands) {
      if (&operand != &operands.front())
        absl::StrAppend(&sql_.text, polar.IsOr() ? " OR " : " AND ");
      const Polar inner = Strip(operand, polar.negated);
      absl::StrAppend(&sql_.text, inner.IsCompound() ? "(" : "");
      Write(inner);
      absl::StrAppend(&sql_.text, inner.IsCompound() ? ")" : "");
    }
  }

 private:
  ComparisonWriter comparisons_;
  SqlPredicate& sql_;
};

}  // namespace

SqlPredicate ToSql(const Predicate& predicate, const ColumnMapper& column_of,
                   const Moment& moment) {
  const Polar polar = Strip(predicate, false);
  SqlPredicate sql;
  Writer(column_of, moment, &sql).Write(polar);
  // An OR must not leak into the AND around it.
  if (polar.IsOr()) sql.text = absl::StrCat("(", sql.text, ")");
  return sql;
}

}  // namespace guanxi::filter
