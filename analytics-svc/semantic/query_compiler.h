// Makes statements of questions.
//
// A question becomes one SELECT in the SQL that all engines share: facts, joined with what its
// members need, the tenant's and in the caller's scope, grouped; around it a SELECT that leaves
// rows out by measures, orders and cuts. No text of the question gets into the statement: members
// are looked up in the model, values are bound. Where sums that are kept beside the facts say the
// same (rollup.h), they take the facts' place.
#ifndef GUANXI_ANALYTICS_SVC_SEMANTIC_QUERY_COMPILER_H_
#define GUANXI_ANALYTICS_SVC_SEMANTIC_QUERY_COMPILER_H_

#include <vector>

#include "absl/status/statusor.h"
#include "analytics-svc/semantic/compiled_query.h"
#include "analytics-svc/semantic/query_checks.h"
#include "analytics-svc/semantic/query_context.h"
#include "guanxi/analytics/v1/query.pb.h"

namespace guanxi::analytics {

// One for the question, or one for each of its compared ranges. Pure. Errors: those of RunQuery
// about the question itself and about rights (query_service.proto); paths begin in the question.
absl::StatusOr<std::vector<CompiledQuery>> CompileQuery(const v1::Query& query,
                                                        const QueryContext& context,
                                                        int default_rows = kDefaultRows,
                                                        int most_rows = kMostRows);

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_SEMANTIC_QUERY_COMPILER_H_
