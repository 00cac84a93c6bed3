// What a filter's SQL is made of: columns in, a condition and its values out.
#ifndef GUANXI_COMMON_FILTER_SQL_COLUMN_H_
#define GUANXI_COMMON_FILTER_SQL_COLUMN_H_

#include <functional>
#include <string>
#include <vector>

#include "common/filter/literal.h"
#include "common/filter/schema.h"

namespace guanxi::filter {

// Where a field lies. What a column of each kind must be:
//
//   STRING     utf8mb4_bin; see `binary`      DATE              DATE, or DATETIME at 00:00
//   NAME       BINARY(16)                     TIMESTAMP         DATETIME(6) in UTC
//   ENUM       any integer                    DECIMAL, DOUBLE   DECIMAL(38,9)
//   BOOL       0 or 1 of any number type      DURATION          BIGINT, microseconds
//   INT64      BIGINT or DECIMAL              MONEY             DECIMAL(38,9) and CHAR(3)
//
// A field that a record lacks is NULL; a STRING and the currency of a MONEY may be '' instead, an
// ENUM 0.
struct SqlColumn {
  // `c.display_name`; inside a side table `s.string_value`. Of a MONEY the amount.
  std::string expression;
  // Of a field in a side table (custom fields and sets): what finds its rows for the record,
  // without SELECT, up to a condition that AND may follow:
  //   FROM customer_custom s WHERE s.tenant_id = c.tenant_id AND s.customer_id = c.id
  //     AND s.field_id = ?
  // At most one row, unless the field is repeated. Two fields of one comparison may use the same
  // alias, which must not be the record's.
  std::string side_rows;
  // For the `?` in `side_rows`, in order.
  std::vector<Literal> bound;
  // Of a MONEY: the column of its currency, in the same row.
  std::string currency;
  // Of a STRING that is a set: its column is VARBINARY, which compares blanks at the end, too;
  // texts lie in it without any. So one table can hold texts and ids.
  bool binary = false;
};

using ColumnMapper = std::function<SqlColumn(const Field& field)>;

struct SqlPredicate {
  // Safe to put between AND and AND; `TRUE` for an empty filter. All values are
  // `?`: nothing that a client wrote is ever part of the text.
  std::string text;
  // For the `?`, in order.
  std::vector<Literal> bound;
};

}  // namespace guanxi::filter

#endif  // GUANXI_COMMON_FILTER_SQL_COLUMN_H_
