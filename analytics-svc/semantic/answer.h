// Answers of engines as answers to questions.
#ifndef GUANXI_ANALYTICS_SVC_SEMANTIC_ANSWER_H_
#define GUANXI_ANALYTICS_SVC_SEMANTIC_ANSWER_H_

#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "analytics-svc/engine/sql_engine.h"
#include "analytics-svc/semantic/compiled_query.h"
#include "guanxi/analytics/v1/query.pb.h"

namespace guanxi::analytics {

// The value of a cell as QueryResult.rows has it; nothing for null.
std::optional<std::string> ValueText(const CompiledQuery& compiled, const SqlResult& result,
                                     size_t row, size_t column);

// The columns and rows; titles in `language`.
v1::QueryResult ReadAnswer(const CompiledQuery& compiled, const SqlResult& result,
                           absl::string_view language);

v1::QueryColumn ColumnToProto(const ResultColumn& column, absl::string_view language);

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_SEMANTIC_ANSWER_H_
