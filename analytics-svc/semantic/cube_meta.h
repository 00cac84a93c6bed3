// The model in the form of Cube's REST API.
#ifndef GUANXI_ANALYTICS_SVC_SEMANTIC_CUBE_META_H_
#define GUANXI_ANALYTICS_SVC_SEMANTIC_CUBE_META_H_

#include <string>

#include "absl/strings/string_view.h"
#include "analytics-svc/semantic/query_context.h"

namespace guanxi::analytics {

// What `/v1/meta` answers, as JSON: cubes and members that the principal may ask for. Titles in
// `language`.
std::string CubeMeta(const QueryContext& context, absl::string_view language);

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_SEMANTIC_CUBE_META_H_
