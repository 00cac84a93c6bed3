// What customers say of their opportunities: the events of lead-svc, projected.
//
//   opportunity_facts  the opportunities as far as events have told of them: what a customer's
//                      counts and sums rest on
#ifndef GUANXI_CUSTOMER_SVC_OPPORTUNITY_FACTS_H_
#define GUANXI_CUSTOMER_SVC_OPPORTUNITY_FACTS_H_

#include <initializer_list>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "common/base/uuid.h"
#include "common/db/database.h"
#include "common/db/query.h"
#include "common/events/consumer.h"
#include "common/events/remote_log.h"
#include "common/resource/engine.h"
#include "common/resource/resource.h"
#include "common/resource/unit_of_work.h"
#include "customer-svc/opportunity_fact.h"

namespace guanxi::customer {

// Whose writes these are.
inline constexpr char kEventActor[] = "services/customer-svc";
// Of lead-svc's events those that matter.
inline constexpr char kOpportunityType[] = "opportunity";

// Thread-safe. Owns nothing.
class OpportunityFacts {
 public:
  OpportunityFacts(db::Database* database, const resource::Engine* engine,
                   const resource::Resource* customers)
      : database_(database), engine_(engine), customers_(customers) {}

  // What one event of lead-svc changes; those that are not of opportunities, and projections,
  // change nothing. What the fact's version says already is passed over.
  //   FAILED_PRECONDITION  OPPORTUNITY_VERSION_MISSING  a version before it was not told of
  absl::Status Apply(resource::UnitOfWork& work, const event::v1::LogEvent& event) const;

  // Makes the facts of a partition what the opportunities are, as `read` has them; what is newer
  // already stays, unless the log is another one: then nothing that is known is. Errors: those of
  // `read` and `held`, which is asked at each step, and of the database.
  absl::Status Rebuild(const events::Loss& loss, const events::ReadRecords& read,
                       const events::StillHeld& held) const;

  // The consumer of lead-svc's events at a gRPC target.
  events::Consumer::Options Consume(const std::string& target,
                                    const events::AccountToken& token) const;

 private:
  absl::Status Store(resource::UnitOfWork& work, const OpportunityFact& fact,
                     const Uuid& old_customer) const;
  // Takes those that are not nil, exclusively.
  absl::StatusOr<std::set<Uuid>> HoldCustomers(resource::UnitOfWork& work,
                                               std::initializer_list<Uuid> customers) const;
  absl::Status Recount(resource::UnitOfWork& work, const Uuid& customer) const;
  absl::Status Snapshot(resource::UnitOfWork& work, const event::v1::LogEvent& record,
                        const events::Loss& loss, const Uuid& check) const;
  absl::Status SnapshotAll(const events::Loss& loss, const events::ReadRecords& read,
                           const events::StillHeld& held, const Uuid& check) const;
  absl::Status ForgetOthers(int partition, const events::StillHeld& held, const Uuid& check) const;
  absl::Status Forget(const Uuid& tenant, const Uuid& id, const Uuid& check) const;

  db::Database* const database_;
  const resource::Engine* const engine_;
  const resource::Resource* const customers_;
};

// Its statements, for the linter; of them those of Rebuild.
std::vector<db::Query> OpportunityFactQueries();
std::vector<db::Query> OpportunityRebuildQueries();

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_OPPORTUNITY_FACTS_H_
