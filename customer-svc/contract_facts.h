// What customers say of their contracts: the events of lead-svc, projected.
//
//   contract_facts  the contracts as far as events have told of them: what a customer's sums rest
//   on
#ifndef GUANXI_CUSTOMER_SVC_CONTRACT_FACTS_H_
#define GUANXI_CUSTOMER_SVC_CONTRACT_FACTS_H_

#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/base/uuid.h"
#include "common/db/database.h"
#include "common/db/query.h"
#include "common/events/consumer.h"
#include "common/events/remote_log.h"
#include "common/resource/engine.h"
#include "common/resource/resource.h"
#include "common/resource/unit_of_work.h"
#include "customer-svc/contract_fact.h"

namespace guanxi::customer {

// Of lead-svc's events those that matter here.
inline constexpr char kContractType[] = "contract";

// As OpportunityFacts. Thread-safe. Owns nothing.
class ContractFacts {
 public:
  ContractFacts(db::Database* database, const resource::Engine* engine,
                const resource::Resource* customers)
      : database_(database), engine_(engine), customers_(customers) {}

  // What one event of lead-svc changes; those that are not of contracts change nothing. What the
  // fact's version says already is passed over.
  //   FAILED_PRECONDITION  CONTRACT_VERSION_MISSING  a version before it was not told of
  absl::Status Apply(resource::UnitOfWork& work, const event::v1::LogEvent& event) const;

  // Makes the facts of a partition what the contracts are, as `read` has them; what is newer
  // already stays, unless the log is another one: then nothing that is known is. Errors: those of
  // `read` and `held`, which is asked at each step, and of the database.
  absl::Status Rebuild(const events::Loss& loss, const events::ReadRecords& read,
                       const events::StillHeld& held) const;

  // The consumer of lead-svc's events at a gRPC target.
  events::Consumer::Options Consume(const std::string& target,
                                    const events::AccountToken& token) const;

 private:
  absl::Status Store(resource::UnitOfWork& work, const ContractFact& fact,
                     const Uuid& old_customer) const;
  // Takes those that are not nil, exclusively.
  absl::Status HoldCustomers(resource::UnitOfWork& work, const std::set<Uuid>& customers) const;
  absl::Status Recount(resource::UnitOfWork& work, const Uuid& customer) const;
  absl::Status Snapshot(resource::UnitOfWork& work, const event::v1::LogEvent& record,
                        const events::Loss& loss, const Uuid& check) const;
  absl::Status ForgetOthers(int partition, const events::StillHeld& held, const Uuid& check) const;
  absl::Status Forget(const Uuid& tenant, const Uuid& id, const Uuid& check) const;

  db::Database* const database_;
  const resource::Engine* const engine_;
  const resource::Resource* const customers_;
};

// Its statements, for the linter; of them those of Rebuild.
std::vector<db::Query> ContractFactQueries();
std::vector<db::Query> ContractRebuildQueries();

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_CONTRACT_FACTS_H_
