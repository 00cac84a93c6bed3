// Whether a question can be answered by a rollup. Private to the semantic layer.
#ifndef GUANXI_ANALYTICS_SVC_SEMANTIC_ROLLUP_CHOICE_H_
#define GUANXI_ANALYTICS_SVC_SEMANTIC_ROLLUP_CHOICE_H_

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "analytics-svc/semantic/model.h"
#include "analytics-svc/semantic/period.h"
#include "analytics-svc/semantic/rollup.h"
#include "analytics-svc/semantic/time_range.h"

namespace guanxi::analytics {

// What a question does with a column of moments.
struct MomentUse {
  std::string column;
  // The moments that it is compared with: each divides those before it from itself and later ones.
  std::vector<absl::Time> bounds{};
  // The periods that it is cut into, of the moments within `range`; nothing: it is not cut.
  std::optional<Granularity> granularity{};
  std::optional<TimeRange> range{};
};

// What a question reads of the facts of its cube: groups, conditions, joins and rights.
struct FactsRead {
  std::set<std::string> columns;   // as they are, the moments below not among them
  std::set<std::string> measures;  // of quotients the parts
  std::vector<MomentUse> moments;
};

// The first rollup of the cube that has all of it, with periods and bounds where its buckets begin;
// null if there is none.
const Rollup* ChooseRollup(const Cube& cube, const FactsRead& read, absl::TimeZone zone);

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_SEMANTIC_ROLLUP_CHOICE_H_
