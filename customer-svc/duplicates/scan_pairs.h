// Pairs of customers that a scan found alike, until clusters were made of them: rows of
// `duplicate_pairs`.
#ifndef GUANXI_CUSTOMER_SVC_DUPLICATES_SCAN_PAIRS_H_
#define GUANXI_CUSTOMER_SVC_DUPLICATES_SCAN_PAIRS_H_

#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/uuid.h"
#include "common/db/query.h"
#include "common/db/transaction.h"

namespace guanxi::customer {

// Stored: never renumber.
enum class PairKind {
  kAlike = 1,   // likely the same; the one whose id comes first is first
  kBranch = 2,  // a company, which is first, and a branch of it
};

struct AlikePair {
  PairKind kind = PairKind::kAlike;
  Uuid first;
  Uuid second;

  bool operator<(const AlikePair& other) const;
};

// The pairs of one scan of one tenant. Errors of all methods: those of common/db.
class ScanPairs {
 public:
  ScanPairs(const Uuid& tenant, const Uuid& scan) : tenant_(tenant), scan_(scan) {}

  // Those that are there stay.
  absl::Status Add(db::Transaction& tx, const std::set<AlikePair>& pairs) const;
  // The next `limit` customers behind `after`, by id, that are first of pairs.
  absl::StatusOr<std::vector<Uuid>> Firsts(db::Transaction& tx, PairKind kind, const Uuid& after,
                                           int limit) const;
  // With whom a customer stands as first, and as second; at most 500 each.
  absl::StatusOr<std::vector<Uuid>> Seconds(db::Transaction& tx, PairKind kind,
                                            const Uuid& first) const;
  absl::StatusOr<std::vector<Uuid>> FirstsOf(db::Transaction& tx, PairKind kind,
                                             const Uuid& second) const;
  // Removes a few thousand of them, and of scans that began before `time`; false: none is left.
  absl::StatusOr<bool> Remove(db::Transaction& tx, absl::Time time) const;

 private:
  const Uuid tenant_;
  const Uuid scan_;
};

// The statements, for the linter.
std::vector<db::Query> ScanPairQueries();

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_DUPLICATES_SCAN_PAIRS_H_
