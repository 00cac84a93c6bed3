// What was learned of a tenant's customers, for comparing them.
#ifndef GUANXI_CUSTOMER_SVC_DUPLICATES_MODEL_STORE_H_
#define GUANXI_CUSTOMER_SVC_DUPLICATES_MODEL_STORE_H_

#include <map>
#include <memory>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/mutex.h"
#include "common/base/uuid.h"
#include "common/db/query.h"
#include "common/db/transaction.h"
#include "customer-svc/dedupe/model.h"
#include "customer-svc/dedupe/terms.h"
#include "guanxi/customer/v1/customer.pb.h"

namespace guanxi::customer {

// A model of customers of one type.
struct LearnedModel {
  dedupe::Model model;
  dedupe::Terms terms;
  absl::Time learn_time = absl::InfinitePast();  // so: nothing was learned, it is the usual one
};
using LearnedModelPtr = std::shared_ptr<const LearnedModel>;

// Models of all tenants, each read once a minute at most, of the last kMostKept that were asked
// for. Thread-safe.
class ModelStore {
 public:
  static constexpr absl::Duration kMaxAge = absl::Minutes(1);
  static constexpr size_t kMostKept = 64;

  // The tenant's, or the usual one. `now` is the machine's time. One that was stored with other
  // fields, by another version, counts as none. Errors: those of common/db.
  absl::StatusOr<LearnedModelPtr> Get(db::Transaction& tx, const Uuid& tenant,
                                      v1::Customer::Type type, absl::Time now);

  // Replaces the tenant's. Other replicas know it within kMaxAge. Errors: those of common/db.
  static absl::Status Write(db::Transaction& tx, const Uuid& tenant, v1::Customer::Type type,
                            const LearnedModel& model);
  // The one that is stored now, or the usual one.
  static absl::StatusOr<LearnedModelPtr> Read(db::Transaction& tx, const Uuid& tenant,
                                              v1::Customer::Type type);

 private:
  using Key = std::pair<Uuid, v1::Customer::Type>;
  struct Kept {
    LearnedModelPtr model;
    absl::Time read_time;
  };

  Mutex mutex_;
  std::map<Key, Kept> kept_ ABSL_GUARDED_BY(mutex_);
};

// The statements, for the linter.
std::vector<db::Query> ModelQueries();

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_DUPLICATES_MODEL_STORE_H_
