// Measures as SQL. Private to the semantic layer.
#ifndef GUANXI_ANALYTICS_SVC_SEMANTIC_MEASURE_SQL_H_
#define GUANXI_ANALYTICS_SVC_SEMANTIC_MEASURE_SQL_H_

#include "analytics-svc/semantic/fragment.h"
#include "analytics-svc/semantic/model.h"

namespace guanxi::analytics {

// Over rows of facts, of a value ("1" of kCount) and a condition ("": all rows) that are SQL
// already. Not of kRatio.
Fragment AggregateSql(Aggregation aggregation, Fragment value, Fragment condition);

// The quotient; NULL where the denominator is 0.
Fragment RatioSql(Fragment numerator, Fragment denominator);

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_SEMANTIC_MEASURE_SQL_H_
