// The company's own fields as facts know them.
#ifndef GUANXI_ANALYTICS_SVC_SEMANTIC_CUSTOM_FIELD_FACTS_H_
#define GUANXI_ANALYTICS_SVC_SEMANTIC_CUSTOM_FIELD_FACTS_H_

#include <vector>

#include "absl/status/statusor.h"
#include "analytics-svc/engine/sql_engine.h"
#include "analytics-svc/semantic/query_context.h"
#include "common/base/uuid.h"

namespace guanxi::analytics {

// Those of customers and leads that some fact has a value of: a field is there as soon as the first
// value is. Errors: those of SqlEngine::Run.
absl::StatusOr<std::vector<CustomField>> ReadCustomFields(SqlEngine* engine, const Uuid& tenant,
                                                          const SqlLimits& limits);

// Its statement.
SqlQuery CustomFieldsQuery(const Uuid& tenant);

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_SEMANTIC_CUSTOM_FIELD_FACTS_H_
