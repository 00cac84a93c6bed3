// From a checked filter to the text of a WHERE clause.
#ifndef GUANXI_COMMON_FILTER_SQL_H_
#define GUANXI_COMMON_FILTER_SQL_H_

#include <functional>
#include <string>
#include <vector>

#include "common/filter/literal.h"
#include "common/filter/predicate.h"
#include "common/filter/schema.h"

namespace guanxi::filter {

// Where a field lies. STRING columns need the collation utf8mb4_bin, TIMESTAMP
// ones DATETIME(6) in UTC, NAME ones BINARY(16), DURATION ones BIGINT. A field
// that a record lacks is NULL; a STRING may be '' instead and an ENUM 0.
struct SqlColumn {
  // `c.display_name`; inside a side table `s.string_value`.
  std::string expression;
  // Of a field in a side table (custom and repeated fields): what finds its rows
  // for the record, without SELECT, up to a condition that AND may follow:
  //   FROM customer_custom s WHERE s.tenant_id = c.tenant_id AND s.customer_id = c.id
  //     AND s.field_id = ?
  std::string side_rows;
  // For the `?` in `side_rows`, in order.
  std::vector<Literal> bound;
};

using ColumnMapper = std::function<SqlColumn(const Field& field)>;

struct SqlPredicate {
  // Safe to put between AND and AND; `TRUE` for an empty filter. All values are
  // `?`: nothing that a client wrote is ever part of the text.
  std::string text;
  // For the `?`, in order.
  std::vector<Literal> bound;
};

SqlPredicate ToSql(const Predicate& predicate, const ColumnMapper& column_of);

}  // namespace guanxi::filter

#endif  // GUANXI_COMMON_FILTER_SQL_H_
