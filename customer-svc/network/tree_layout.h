// Where the nodes of a tree go in a drawing. Pure and thread-safe.
#ifndef GUANXI_CUSTOMER_SVC_NETWORK_TREE_LAYOUT_H_
#define GUANXI_CUSTOMER_SVC_NETWORK_TREE_LAYOUT_H_

#include <vector>

#include "absl/types/span.h"

namespace guanxi::customer {

struct TreePlace {
  int level = 0;      // 0: a root
  double centre = 0;  // across the levels
};

// A node takes `extents` of room across the levels. Each subtree has a stretch of its own, in the
// order of the nodes, and its root stands in the middle of it: nothing overlaps. `parents` are
// nodes that come before; -1 for roots, of which there may be several.
std::vector<TreePlace> LayOutTree(absl::Span<const int> parents, absl::Span<const double> extents);

// How much room all of it takes across the levels.
double TreeExtent(absl::Span<const int> parents, absl::Span<const double> extents);

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_NETWORK_TREE_LAYOUT_H_
