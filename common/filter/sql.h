// From a checked filter to the text of a WHERE clause.
#ifndef GUANXI_COMMON_FILTER_SQL_H_
#define GUANXI_COMMON_FILTER_SQL_H_

#include "common/filter/moment.h"
#include "common/filter/predicate.h"
#include "common/filter/sql_column.h"

namespace guanxi::filter {

// The text is TRUE exactly where the predicate is true; elsewhere it is FALSE or NULL, as it comes:
// it may be joined by AND and OR, but not negated. Functions take their values at `moment`.
SqlPredicate ToSql(const Predicate& predicate, const ColumnMapper& column_of, const Moment& moment);

}  // namespace guanxi::filter

#endif  // GUANXI_COMMON_FILTER_SQL_H_
