// Clusters of records that are the same, out of what pairs of them say.
#ifndef GUANXI_CUSTOMER_SVC_DEDUPE_LINKAGE_H_
#define GUANXI_CUSTOMER_SVC_DEDUPE_LINKAGE_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "absl/types/span.h"
#include "customer-svc/dedupe/blocking.h"

namespace guanxi::dedupe {

// What is known of a pair beyond its weight.
enum class Bond {
  kNone,
  kMust,    // The same, whatever else they say.
  kCannot,  // Not the same; stronger than kMust.
};

struct Linked {
  double weight = 0;  // Model's; of pairs that nobody compared, too.
  Bond bond = Bond::kNone;
};

// Says of any two records what they say of each other.
using PairJudge = std::function<Linked(uint32_t a, uint32_t b)>;

struct LinkageLimits {
  // Two clusters are joined while the mean weight of all pairs across them is above this.
  double weight = 0;
  // Records that are looked at together: where more hang together, only by ever better pairs.
  size_t together = 200;
};

// Average linkage: the two clusters that agree best over all pairs across them are joined first,
// and none are joined that any pair keeps apart. So a chain of pairs, each alike, does not make one
// of all its records. `pairs` are those to begin with: records that no chain of them connects are
// never joined. Clusters of two and more, each sorted, in the order of their first. Deterministic,
// whatever the order of `pairs`.
std::vector<std::vector<uint32_t>> Clusters(size_t records, absl::Span<const Pair> pairs,
                                            const PairJudge& judge,
                                            const LinkageLimits& limits = {});

}  // namespace guanxi::dedupe

#endif  // GUANXI_CUSTOMER_SVC_DEDUPE_LINKAGE_H_
