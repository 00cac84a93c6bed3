// Puts questions to the engine.
#ifndef GUANXI_ANALYTICS_SVC_SEMANTIC_QUESTIONER_H_
#define GUANXI_ANALYTICS_SVC_SEMANTIC_QUESTIONER_H_

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "analytics-svc/engine/sql_engine.h"
#include "analytics-svc/semantic/compiled_query.h"
#include "analytics-svc/semantic/query_checks.h"
#include "analytics-svc/semantic/query_context.h"
#include "common/resource/environment.h"
#include "common/rpc/call.h"
#include "guanxi/analytics/v1/query.pb.h"

namespace guanxi::analytics {

// One answer as the engine gave it.
struct Answered {
  CompiledQuery compiled;
  SqlResult result;
  std::optional<int64_t> total;
};

// Thread-safe. Owns nothing but the function.
class Questioner {
 public:
  // The departments of the caller's company, as they are now. Errors are those of who knows them.
  using DepartmentsOf =
      std::function<absl::StatusOr<std::vector<DepartmentNode>>(const rpc::Call& call)>;

  // `has_rollups`: whether the engine has the tables of rollup.h.
  Questioner(SqlEngine* engine, const resource::Environment* environment,
             DepartmentsOf departments_of, bool has_rollups = false)
      : engine_(engine),
        environment_(environment),
        departments_of_(std::move(departments_of)),
        has_rollups_(has_rollups) {}

  // In whose name, when, and of which company. The company's own fields are read if `custom`.
  absl::StatusOr<QueryContext> ContextOf(const rpc::Call& call, bool custom) const;

  // In which converted amounts are; "": the company has none.
  std::string CurrencyOf(const rpc::Call& call) const;

  // Statements for the question; errors are those of CompileQuery and of ContextOf.
  absl::StatusOr<std::vector<CompiledQuery>> Compile(const rpc::Call& call, const v1::Query& query,
                                                     int default_rows = kDefaultRows,
                                                     int most_rows = kMostRows) const;

  // One answer for each. Errors: also those of SqlEngine::Run.
  absl::StatusOr<std::vector<Answered>> Ask(const rpc::Call& call, const v1::Query& query) const;

 private:
  SqlEngine* const engine_;
  const resource::Environment* const environment_;
  const DepartmentsOf departments_of_;
  const bool has_rollups_;
};

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_SEMANTIC_QUESTIONER_H_
