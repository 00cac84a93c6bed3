// What a scan learns from customers, and how it compares them, by their match keys.
#ifndef GUANXI_CUSTOMER_SVC_DUPLICATES_SCAN_COMPARING_H_
#define GUANXI_CUSTOMER_SVC_DUPLICATES_SCAN_COMPARING_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/uuid.h"
#include "common/db/query.h"
#include "common/db/transaction.h"
#include "common/resource/resource.h"
#include "customer-svc/duplicates/finder.h"
#include "customer-svc/duplicates/scan_pairs.h"
#include "guanxi/customer/v1/customer.pb.h"

namespace guanxi::customer {

// Learns from a sample: those who have one of the first keys. What is the same mostly has the same
// keys, so that doubles are in it together. Writes the models of both types; of one of which too
// few are there the stored one stays. `customers` are of the tenant in all. `now` is the machine's
// time.
absl::Status Learn(db::Transaction& tx, const resource::Resource& customers, const Uuid& tenant,
                   int64_t in_all, absl::Time now);

// Models by type.
using Models = std::map<v1::Customer::Type, LearnedModelPtr>;

struct ComparedPage {
  int64_t pairs = 0;
  std::string place;  // the last key that was done with
  bool is_last = false;
};

// Compares those of a page of keys, behind `place`, that share one which few have, and writes down
// who is likely the same (`min_weight`), or a branch.
absl::StatusOr<ComparedPage> ComparePage(db::Transaction& tx, const resource::Resource& customers,
                                         const Uuid& tenant, const Models& models,
                                         double min_weight, const std::string& place,
                                         const ScanPairs& pairs);

// The statements, for the linter.
std::vector<db::Query> ScanComparingQueries();

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_DUPLICATES_SCAN_COMPARING_H_
