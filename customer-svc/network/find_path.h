// The shortest way between two parties of a network that is read as far as it is needed.
#ifndef GUANXI_CUSTOMER_SVC_NETWORK_FIND_PATH_H_
#define GUANXI_CUSTOMER_SVC_NETWORK_FIND_PATH_H_

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"

namespace guanxi::customer {

// One way to go on.
struct PathStep {
  std::string to;
  int weight = 0;  // of steps to the same party the strongest counts
};
// The ways from each of some parties, which hold both ways: who leads to another is led to by him.
using PathSteps = std::map<std::string, std::vector<PathStep>>;
using ReadSteps = std::function<absl::StatusOr<PathSteps>(absl::Span<const std::string>)>;

struct PathLimits {
  int max_steps = 6;
  size_t max_parties = 20'000;  // that are looked at, from both ends together
};

// The parties of a path of the fewest steps, both ends included; of several such one whose weakest
// step is the strongest, and of those the first by names. Empty: there is none of at most
// `max_steps`. Searches from both ends, a layer at a time, the smaller one first: each layer is one
// call of `read`. Errors: those of `read`, and
//   RESOURCE_EXHAUSTED  GRAPH_TOO_LARGE  max_parties were looked at before one was found
absl::StatusOr<std::vector<std::string>> FindShortestPath(const std::string& source,
                                                          const std::string& target,
                                                          const PathLimits& limits,
                                                          const ReadSteps& read);

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_NETWORK_FIND_PATH_H_
