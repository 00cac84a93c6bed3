// Answers in the form of Cube's REST API.
#ifndef GUANXI_ANALYTICS_SVC_SEMANTIC_CUBE_ANSWER_H_
#define GUANXI_ANALYTICS_SVC_SEMANTIC_CUBE_ANSWER_H_

#include <string>
#include <vector>

#include "absl/time/time.h"
#include "analytics-svc/semantic/questioner.h"
#include "guanxi/analytics/v1/query.pb.h"

namespace guanxi::analytics {

// What `/v1/load` answers, as JSON. `as_of`: up to when facts know; InfinitePast: not known.
std::string CubeAnswer(const v1::Query& query, const std::vector<Answered>& answers,
                       absl::Time as_of);

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_SEMANTIC_CUBE_ANSWER_H_
