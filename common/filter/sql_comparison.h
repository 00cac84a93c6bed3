// The SQL of one comparison, or of its NOT.
#ifndef GUANXI_COMMON_FILTER_SQL_COMPARISON_H_
#define GUANXI_COMMON_FILTER_SQL_COMPARISON_H_

#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "common/filter/literal.h"
#include "common/filter/moment.h"
#include "common/filter/predicate.h"
#include "common/filter/schema.h"
#include "common/filter/sql_column.h"

namespace guanxi::filter {

// All arguments of the constructor must outlive the writer, which appends to `*sql`.
class ComparisonWriter {
 public:
  ComparisonWriter(const ColumnMapper& column_of, const Moment& moment, SqlPredicate* sql)
      : column_of_(column_of), moment_(moment), sql_(*sql) {}

  // What is TRUE exactly where the comparison is true or, if `negated`, false: so never where it is
  // unknown. Never joined by OR.
  void Write(const Predicate& comparison, bool negated);

 private:
  // The right side: another field's column, or a value. Neither: no value, all is unknown.
  struct Right {
    std::optional<SqlColumn> column;
    Kind kind = Kind::kString;
    std::optional<Literal> value;
  };

  Right RightOf(const Predicate& comparison) const;
  void WriteInSideRows(const Predicate& comparison, const Right& right, const SqlColumn& left,
                       bool negated);
  // Up to a condition on the column's rows, and a ")" behind it.
  void OpenSideRows(const SqlColumn& column);
  void WriteCondition(const Predicate& comparison, const Right& right, const SqlColumn& left,
                      bool negated);
  // Within its side rows a column is read as it is: WriteScalar is for those outside.
  void WritePresent(Kind kind, const SqlColumn& column, bool negated);
  void WritePattern(const Predicate& comparison, const Right& right, const SqlColumn& left,
                    bool negated);
  void WriteOrder(const Predicate& comparison, const Right& right, const SqlColumn& left,
                  bool negated);
  void WriteRight(const Right& right, bool binary);
  void WriteSameCurrency(const Right& right, const SqlColumn& left);
  // A column of the right side: in a side table as a subquery of its own.
  void WriteScalar(const SqlColumn& column, absl::string_view expression);
  void Append(absl::string_view text) { sql_.text.append(text.data(), text.size()); }

  const ColumnMapper& column_of_;
  const Moment& moment_;
  SqlPredicate& sql_;
};

}  // namespace guanxi::filter

#endif  // GUANXI_COMMON_FILTER_SQL_COMPARISON_H_
