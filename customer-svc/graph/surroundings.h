// Who can be introduced to whom, and what lies around some parties.
#ifndef GUANXI_CUSTOMER_SVC_GRAPH_SURROUNDINGS_H_
#define GUANXI_CUSTOMER_SVC_GRAPH_SURROUNDINGS_H_

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "common/resource/resource_type.h"
#include "customer-svc/graph/graph_reader.h"
#include "customer-svc/graph/party.h"
#include "customer-svc/network/find_path.h"
#include "customer-svc/parties/visible_rows.h"
#include "guanxi/customer/v1/graph_service.pb.h"

namespace guanxi::customer {

// The parties around some roots, level by level.
class Surroundings {
 public:
  // At most `most` parties. The types outlive it.
  Surroundings(const resource::ResourceType& customers, const resource::ResourceType& contacts,
               size_t most)
      : customers_(customers), contacts_(contacts), most_(most) {}

  // False if there is no room. Roots are of level 0.
  bool Add(const Party& party, int level);
  // Reads `depth` levels around the roots, and the ties within the last one. Errors: those of
  // GraphReader.
  absl::Status Grow(const GraphReader& graph, int depth);
  // All but the measures. Errors: those of common/db.
  absl::Status Show(const VisibleRows& visible, v1::QueryGraphResponse* answer) const;

 private:
  const resource::ResourceType& customers_;
  const resource::ResourceType& contacts_;
  const size_t most_;
  std::vector<Party> order_;
  std::map<std::string, int> levels_;
  std::set<Tie> ties_;
  bool truncated_ = false;
};

struct PathEnds {
  Party source, target;
};
// The path of FindShortestPath as FindPath answers it. Errors: those of both, and
//   NOT_FOUND  PATH_NOT_FOUND  there is none
absl::Status ShowPath(const VisibleRows& visible, const GraphReader& graph, const PathEnds& ends,
                      const PathLimits& limits, v1::FindPathResponse* answer);

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_GRAPH_SURROUNDINGS_H_
