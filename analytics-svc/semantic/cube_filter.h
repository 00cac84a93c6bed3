// Filters in Cube's form, and paths in it. Private to the semantic layer.
#ifndef GUANXI_ANALYTICS_SVC_SEMANTIC_CUBE_FILTER_H_
#define GUANXI_ANALYTICS_SVC_SEMANTIC_CUBE_FILTER_H_

#include <string>

#include "absl/status/status.h"
#include "guanxi/analytics/v1/query.pb.h"
#include "nlohmann/json.hpp"

namespace guanxi::analytics {

// `{"member": ..., "operator": "equals", "values": [...]}`, `{"and": [...]}` or `{"or": [...]}`.
// `json` is no deeper than CheckJson allows. INVALID_ARGUMENT, INVALID_FIELD below `path`.
absl::Status ReadCubeFilter(const nlohmann::ordered_json& json, const std::string& path,
                            v1::QueryFilter* filter);
// The same back.
nlohmann::ordered_json CubeFilter(const v1::QueryFilter& filter);

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_SEMANTIC_CUBE_FILTER_H_
