// What contracts say of the risks of their customers: the events of customer-svc, projected.
//
//   customer_risks       one row for each signal, as far as events have told of it
//   customer_risk_turns  customers whose contracts are told in turns: they are many
#ifndef GUANXI_LEAD_SVC_CONTRACTS_CUSTOMER_RISKS_H_
#define GUANXI_LEAD_SVC_CONTRACTS_CUSTOMER_RISKS_H_

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
#include "guanxi/event/v1/log.pb.h"

namespace guanxi::lead {

// Of customer-svc's events those that matter.
inline constexpr char kRiskType[] = "risk_signal";
// Whose writes these are.
inline constexpr char kRiskActor[] = "services/lead-svc";
// Contracts of one customer that one unit of work tells.
inline constexpr int kRisksToldAtOnce = 100;

// Thread-safe. Owns nothing.
class CustomerRisks {
 public:
  CustomerRisks(db::Database* database, const resource::Engine* engine,
                const resource::Resource* contracts)
      : database_(database), engine_(engine), contracts_(contracts) {}

  // What one event changes; what its row says already is passed over. Errors: those of the unit of
  // work.
  absl::Status Apply(resource::UnitOfWork& work, const event::v1::LogEvent& event) const;

  // Tells the next contracts of a customer that has more; false: none has. Errors: those of the
  // database.
  absl::StatusOr<bool> GoOn() const;

  // Makes the rows of a partition what the signals are, as `read` has them. Errors: those of `read`
  // and `held`, which is asked at each step, and of the database.
  absl::Status Rebuild(const events::Loss& loss, const events::ReadRecords& read,
                       const events::StillHeld& held) const;

  // The consumer of customer-svc's events at a gRPC target.
  events::Consumer::Options Consume(const std::string& target,
                                    const events::AccountToken& token) const;

 private:
  // Tells those of the customer behind `after`, and has the others told in turns.
  absl::Status Tell(resource::UnitOfWork& work, const Uuid& customer, const Uuid& after) const;
  absl::Status ForgetOthers(int partition, const events::StillHeld& held) const;

  db::Database* const database_;
  const resource::Engine* const engine_;
  const resource::Resource* const contracts_;
};

// The statements, for the linter; of them those of Rebuild.
std::vector<db::Query> CustomerRisksQueries();
std::vector<db::Query> CustomerRisksRebuildQueries();

}  // namespace guanxi::lead

#endif  // GUANXI_LEAD_SVC_CONTRACTS_CUSTOMER_RISKS_H_
