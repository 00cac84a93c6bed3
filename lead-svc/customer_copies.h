// What opportunities say of their customers: the events of customer-svc, projected.
//
//   customer_copies    customers as far as events have told of them
//   customer_fan_outs  those whose opportunities, being many, are told in turns
#ifndef GUANXI_LEAD_SVC_CUSTOMER_COPIES_H_
#define GUANXI_LEAD_SVC_CUSTOMER_COPIES_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/base/mutex.h"
#include "common/base/uuid.h"
#include "common/db/database.h"
#include "common/db/query.h"
#include "common/events/consumer.h"
#include "common/events/remote_log.h"
#include "common/resource/engine.h"
#include "common/resource/resource.h"
#include "common/resource/unit_of_work.h"
#include "guanxi/lead/v1/opportunity.pb.h"
#include "lead-svc/customer_copy.h"

namespace guanxi::lead {

// Whose writes these are.
inline constexpr char kEventActor[] = "services/lead-svc";
// Of customer-svc's events those that matter.
inline constexpr char kCustomerType[] = "customer";
// Opportunities of one customer that one unit of work tells.
inline constexpr int kToldAtOnce = 100;

// For Behavior<Opportunity>::derive: an opportunity that names another customer than before says
// what is known of it; events tell the rest.
absl::Status ShowCustomer(resource::UnitOfWork& work, const resource::Resource& opportunities,
                          const v1::Opportunity* old, const v1::Opportunity& next);

// Thread-safe. Owns nothing.
class CustomerCopies {
 public:
  CustomerCopies(db::Database* database, const resource::Engine* engine,
                 const resource::Resource* opportunities)
      : database_(database), engine_(engine), opportunities_(opportunities) {}

  // What one event of customer-svc changes; those that are not of customers, and projections,
  // change nothing. What the copy's version says already is passed over.
  //   FAILED_PRECONDITION  CUSTOMER_VERSION_MISSING  a version before it was not told of
  absl::Status Apply(resource::UnitOfWork& work, const event::v1::LogEvent& event) const;

  // Tells the next kToldAtOnce opportunities of a customer that has more; false: there is none.
  // Each time it is another customer's turn, so that one that fails holds nobody up.
  absl::StatusOr<bool> GoOn() const;

  // Makes the copies of a partition what the customers are, as `read` has them; what is newer
  // already stays, unless the log is another one: then nothing that is known is. Errors: those of
  // `read` and `held`, which is asked at each step, and of the database.
  absl::Status Rebuild(const events::Loss& loss, const events::ReadRecords& read,
                       const events::StillHeld& held) const;

  // The consumer of customer-svc's events at a gRPC target.
  events::Consumer::Options Consume(const std::string& target,
                                    const events::AccountToken& token) const;

 private:
  // Stores the copy and has the opportunities say it, the first of them at once.
  absl::Status Store(resource::UnitOfWork& work, const CustomerCopy& copy) const;
  // Tells those behind `after`; the last one told, nil if there are no more.
  absl::StatusOr<Uuid> Tell(resource::UnitOfWork& work, const CustomerCopy& copy,
                            const Uuid& after) const;
  absl::Status Snapshot(resource::UnitOfWork& work, const event::v1::LogEvent& record,
                        const events::Loss& loss, const Uuid& check) const;
  absl::Status ForgetOthers(int partition, const events::StillHeld& held, const Uuid& check) const;

  // The customer whose turn it is; nil: there is none.
  absl::StatusOr<std::pair<Uuid, Uuid>> NextTurn() const;

  db::Database* const database_;
  const resource::Engine* const engine_;
  const resource::Resource* const opportunities_;
  mutable Mutex mutex_;
  // Whose turn was last: tenant, id.
  mutable std::pair<Uuid, Uuid> last_turn_ ABSL_GUARDED_BY(mutex_);
};

// Its statements, for the linter; of them those of Rebuild.
std::vector<db::Query> CustomerCopiesQueries();
std::vector<db::Query> CustomerRebuildQueries();

}  // namespace guanxi::lead

#endif  // GUANXI_LEAD_SVC_CUSTOMER_COPIES_H_
