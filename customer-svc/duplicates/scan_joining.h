// How a scan makes clusters of the pairs that it found.
#ifndef GUANXI_CUSTOMER_SVC_DUPLICATES_SCAN_JOINING_H_
#define GUANXI_CUSTOMER_SVC_DUPLICATES_SCAN_JOINING_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/base/uuid.h"
#include "common/resource/resource.h"
#include "common/resource/unit_of_work.h"
#include "customer-svc/duplicates/scan_comparing.h"
#include "customer-svc/duplicates/scan_pairs.h"

namespace guanxi::customer {

// A page ends behind the customers with whom it comes to so many clusters: those who hang together
// make up to 200 more, and a unit of work has room for 400 rows.
inline constexpr int64_t kClustersOfPage = 150;

// What clusters are made with.
struct Joining {
  const resource::Resource* customers;
  const resource::Resource* clusters;
  ScanPairs pairs;
  Models models;
  double min_weight;
  std::string scan;                   // operations/{uuid}
  std::vector<std::string> stewards;  // to whom new clusters go in turns
  int64_t most = kClustersOfPage;
};

struct JoinedPage {
  int64_t clusters = 0;
  Uuid place;  // the last first customer that was done with
  bool is_last = false;
};

// The next clusters of those that are alike, whose first customer comes behind `place`. `before` is
// how many were made so far. Errors: those of UnitOfWork.
absl::StatusOr<JoinedPage> JoinPage(resource::UnitOfWork& work, const Joining& joining,
                                    const Uuid& place, int64_t before);
// The same of companies with their branches.
absl::StatusOr<JoinedPage> JoinBranches(resource::UnitOfWork& work, const Joining& joining,
                                        const Uuid& place, int64_t before);

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_DUPLICATES_SCAN_JOINING_H_
