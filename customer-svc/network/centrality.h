// Who matters in a network: PageRank, betweenness, cores. Pure and thread-safe.
#ifndef GUANXI_CUSTOMER_SVC_NETWORK_CENTRALITY_H_
#define GUANXI_CUSTOMER_SVC_NETWORK_CENTRALITY_H_

#include <vector>

#include "customer-svc/network/digraph.h"

namespace guanxi::customer {

// How much attention each node gets: that of a node flows along its edges in equal parts with
// probability `damping`, 0 to 1, and else to any node; a node without edges gives to all alike. The
// ranks sum to 1, and are within 1e-12 of where they settle, summed over all nodes. Linear in nodes
// and edges for each of at most 1,000 rounds.
std::vector<double> PageRank(const Digraph& graph, double damping = 0.85);

// Through how large a share of the shortest paths between two others each node lies, by Brandes:
// the sum over all ordered pairs of others, divided by the number of such pairs, (n - 1)(n - 2).
// Zero in graphs of fewer than three nodes. Of the order of nodes times edges.
std::vector<double> Betweenness(const Digraph& graph);

// The largest k for which each node belongs to a part of the graph in which everybody has k
// neighbours, by Batagelj and Zaversnik. Directions do not count. Linear in nodes and edges.
std::vector<int> CoreNumbers(const Digraph& graph);

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_NETWORK_CENTRALITY_H_
