// What the customers of tenants are held against, as it is kept in memory.
//
//   standing_versions  how often a tenant's segments, grade rules and quality policies were changed
#ifndef GUANXI_CUSTOMER_SVC_STANDING_STANDING_BOOK_H_
#define GUANXI_CUSTOMER_SVC_STANDING_STANDING_BOOK_H_

#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/base/mutex.h"
#include "common/base/uuid.h"
#include "common/db/database.h"
#include "common/db/query.h"
#include "common/resource/engine.h"
#include "common/resource/resource.h"
#include "common/resource/unit_of_work.h"
#include "customer-svc/standing/standing_condition.h"
#include "guanxi/customer/v1/customer.pb.h"
#include "guanxi/customer/v1/quality_policy.pb.h"

namespace guanxi::customer {

// The resources that take part. Not owned.
struct StandingKin {
  const resource::Resource* customers = nullptr;
  const resource::Resource* segments = nullptr;
  const resource::Resource* memberships = nullptr;
  const resource::Resource* grade_rules = nullptr;
  const resource::Resource* quality_policies = nullptr;
};

// The reason of an error: what customers are held against was changed meanwhile.
inline constexpr char kStandingChanged[] = "STANDING_CHANGED";

// All that a tenant's customers are held against. Immutable.
struct StandingPage {
  struct Segment {
    Uuid id;
    StandingCondition condition;
  };
  struct Grade {
    StandingCondition condition;
    v1::Customer::Grade grade;
  };

  int64_t version = 0;
  std::vector<Segment> segments;  // those with a condition
  // Whose members stay: those by list, and those whose condition reads what is not there.
  std::set<Uuid> kept;
  std::set<Uuid> broken;                    // of them, the latter
  std::vector<Grade> grades;                // in the order of their ranks
  std::vector<v1::QualityPolicy> policies;  // in the order of their ranks
  // Paths that policies want to be fresh.
  std::set<std::string> aging;
  // The top-level fields of customers of which a change may change anything.
  absl::flat_hash_set<std::string> fields;

  // Whether customers are held against nothing.
  bool empty() const {
    return segments.empty() && kept.empty() && grades.empty() && policies.empty();
  }
};

// Thread-safe. Owns nothing.
class StandingBook {
 public:
  // Tenants that are kept at most; those that were not asked for go.
  static constexpr size_t kMaxTenants = 1000;

  StandingBook(db::Database* database, const resource::Engine* engine, const StandingKin& kin)
      : database_(database), engine_(engine), kin_(kin) {}

  // The tenant's, as it is when the call begins or later. One look-up by key where nothing changed.
  // Not to be called while a transaction is open. Errors: those of the database.
  using Page = std::shared_ptr<const StandingPage>;
  absl::StatusOr<Page> Of(const Uuid& tenant);

  // Whether it is so still, for a transaction that holds the customers that it is about: whoever
  // changes it later looks at them after that.
  //   ABORTED  STANDING_CHANGED  it is not: to be done again with what it is now
  static absl::Status CheckCurrent(resource::UnitOfWork& work, const StandingPage& page);

 private:
  struct Stored;

  absl::StatusOr<Stored> Read(db::Transaction& tx, const Uuid& tenant, const Page& known) const;
  StandingPage Compile(const Stored& stored, const resource::CustomFields& custom) const;

  db::Database* const database_;
  const resource::Engine* const engine_;
  const StandingKin kin_;
  Mutex mutex_;
  absl::flat_hash_map<Uuid, Page> kept_ ABSL_GUARDED_BY(mutex_);
};

// After a write of what customers are held against: it is another one from now on.
absl::Status MarkStandingChanged(resource::UnitOfWork& work);

// The statements, for the linter.
std::vector<db::Query> StandingBookQueries(const StandingKin& kin);
std::vector<db::InsertQuery> StandingBookInserts();

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_STANDING_STANDING_BOOK_H_
