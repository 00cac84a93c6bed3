// What opportunities say of their customers: the events of customer-svc, projected.
//
//   customer_copies    the customers that opportunities name or have named, as far as is known
//   customer_fan_outs  those whose opportunities are told in turns: they are many, or nothing is
//                      known of the customer yet, which is read from customer-svc first
//
// What makes the copy of a customer that is named for the first time exact: the row is committed
// before the customer is read. An event of before has told nobody, and what is read has it; one of
// after finds the row, and where nothing was read yet leaves there how new that must be.
#ifndef GUANXI_LEAD_SVC_CUSTOMER_COPIES_H_
#define GUANXI_LEAD_SVC_CUSTOMER_COPIES_H_

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "common/base/mutex.h"
#include "common/base/uuid.h"
#include "common/db/database.h"
#include "common/db/query.h"
#include "common/events/consumer.h"
#include "common/events/remote_log.h"
#include "common/resource/behavior.h"
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
// Customers that are read by one call, and told one after the other.
inline constexpr int kTurnsAtOnce = 50;

// For Behavior<Opportunity>::derive: an opportunity that names another customer than before says
// what is known of it; where nothing is, that is read soon after. Events tell the rest.
absl::Status ShowCustomer(resource::UnitOfWork& work, const resource::Resource& opportunities,
                          const v1::Opportunity* old, const v1::Opportunity& next);

// Thread-safe. Owns nothing.
class CustomerCopies {
 public:
  CustomerCopies(db::Database* database, const resource::Engine* engine,
                 const resource::Resource* opportunities)
      : database_(database), engine_(engine), opportunities_(opportunities) {}

  // For Consumer::Options.concerns: changes of customers that have a copy. Errors: those of the
  // database.
  absl::StatusOr<std::vector<bool>> Concerns(
      absl::Span<const event::v1::LogEvent* const> events) const;

  // What one event of customer-svc changes; those that are not of customers, and projections,
  // change nothing. What the copy's version says already is passed over; where a version before it
  // is missing, the customer is read anew soon after. Errors: those of the database.
  absl::Status Apply(resource::UnitOfWork& work, const event::v1::LogEvent& event) const;

  // Has the next customers of a tenant, kTurnsAtOnce at most, their turn: of each that has more,
  // and of which something is known, the next kToldAtOnce opportunities are told; false: there is
  // none. Each time it is others' turn, so that one that fails holds nobody up. Errors: those of
  // `get`, which is asked for those of which nothing is known, and of the database; others have had
  // their turn.
  absl::StatusOr<bool> GoOn(const events::GetRecords& get) const;

  // Makes the copies that there are of a partition what the customers are, as `read` has them; what
  // is newer already stays, unless the log is another one: then nothing that is known is. Errors:
  // those of `read` and `held`, which is asked at each step, and of the database.
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

  // Customers of one tenant.
  struct Turn {
    Uuid tenant;
    std::vector<Uuid> customers;
    std::map<Uuid, resource::Cause> causes;  // of telling each
  };
  // What was read of those of which nothing was known. One that is in neither was not read.
  struct Found {
    std::map<Uuid, event::v1::LogEvent> records;
    std::set<Uuid> none;  // there is no such customer
  };
  // Whose turn it is; nobody's: none has more.
  absl::StatusOr<Turn> NextTurn() const;
  absl::StatusOr<Found> ReadUnknown(const Turn& turn, const events::GetRecords& get) const;
  absl::Status GoOnWith(const Uuid& tenant, const Uuid& customer, const resource::Cause& cause,
                        const Found& found) const;

  db::Database* const database_;
  const resource::Engine* const engine_;
  const resource::Resource* const opportunities_;
  mutable Mutex mutex_;
  // Whose turn was last: tenant, id.
  mutable std::pair<Uuid, Uuid> last_turn_ ABSL_GUARDED_BY(mutex_);
};

// For who holds the copy: its opportunities behind `after` are to be told in turns, as part of the
// chain of causes that `work` belongs to.
absl::Status PutFanOut(resource::UnitOfWork& work, const Uuid& customer, const Uuid& after);

// Its statements, for the linter; of them those of turns, and of Rebuild.
std::vector<db::Query> CustomerCopiesQueries();
std::vector<db::Query> CustomerFanOutQueries();
std::vector<db::Query> CustomerRebuildQueries();

}  // namespace guanxi::lead

#endif  // GUANXI_LEAD_SVC_CUSTOMER_COPIES_H_
