// What is known here of what people did who are leads: the tables of it, row by row.
#ifndef GUANXI_LEAD_SVC_BEHAVIOR_BEHAVIOR_ROWS_H_
#define GUANXI_LEAD_SVC_BEHAVIOR_BEHAVIOR_ROWS_H_

#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "common/base/uuid.h"
#include "common/db/query.h"
#include "common/db/transaction.h"
#include "guanxi/customer/v1/behavior_event.pb.h"

namespace guanxi::lead {

// Behaviour events of one lead that count, the last ones.
inline constexpr int kMostBehaviors = 1000;

// One behaviour event, as far as it counts.
struct LeadEvent {
  Uuid event;
  customer::v1::BehaviorEvent::Kind kind = customer::v1::BehaviorEvent::KIND_UNSPECIFIED;
  std::string topic;
  absl::Time time;
};

// INVALID_ARGUMENT if it has no name.
absl::StatusOr<LeadEvent> LeadEventOf(const customer::v1::BehaviorEvent& event);

// Errors of all that follow: those of common/db.

// A lead's, the last first.
absl::StatusOr<std::vector<LeadEvent>> SelectBehaviors(db::Transaction& tx, const Uuid& tenant,
                                                       const Uuid& lead, int most);
// The events of those that the lead has.
absl::StatusOr<std::set<Uuid>> SelectCounted(db::Transaction& tx, const Uuid& tenant,
                                             const Uuid& lead,
                                             absl::Span<const LeadEvent> behaviors);
// All events of a lead.
absl::StatusOr<std::set<Uuid>> SelectAllCounted(db::Transaction& tx, const Uuid& tenant,
                                                const Uuid& lead);
// The leads that have the event.
absl::StatusOr<std::vector<Uuid>> SelectLeadsOf(db::Transaction& tx, const Uuid& tenant,
                                                const Uuid& event);
// Those that the lead, which the caller holds, does not have yet.
absl::Status InsertBehaviors(db::Transaction& tx, const Uuid& tenant, const Uuid& lead,
                             absl::Span<const LeadEvent> behaviors);
absl::Status RemoveBehavior(db::Transaction& tx, const Uuid& tenant, const Uuid& lead,
                            const Uuid& event);

// The statements, for the linter.
std::vector<db::Query> BehaviorRowQueries();
std::vector<db::InsertQuery> BehaviorRowInserts();

}  // namespace guanxi::lead

#endif  // GUANXI_LEAD_SVC_BEHAVIOR_BEHAVIOR_ROWS_H_
