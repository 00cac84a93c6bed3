// Whom people are known to be, and the leads that are to be told what they did before.
#ifndef GUANXI_LEAD_SVC_BEHAVIOR_BEHAVIOR_TIES_H_
#define GUANXI_LEAD_SVC_BEHAVIOR_BEHAVIOR_TIES_H_

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "common/base/uuid.h"
#include "common/db/query.h"
#include "common/db/transaction.h"
#include "common/resource/change_kind.h"
#include "common/resource/unit_of_work.h"
#include "guanxi/lead/v1/lead.pb.h"

namespace guanxi::lead {

// Leads of one customer to whom what he does counts: those that changed last.
inline constexpr int kMostLeadsOfCustomer = 20;
// Visitors of one lead and its customer that are looked at.
inline constexpr int kMostVisitors = 100;

// Whose a visitor is known to be; nil: nobody's.
struct Tie {
  Uuid lead, customer;
  friend bool operator==(const Tie& a, const Tie& b) {
    return a.lead == b.lead && a.customer == b.customer;
  }
};

// Errors of all that follow: those of common/db.

// By visitors' keys; none of those who are not known.
absl::StatusOr<std::map<std::string, Tie>> SelectTies(db::Transaction& tx, const Uuid& tenant,
                                                      const std::set<std::string>& keys);
// Makes a visitor's tie this one, or, without one, nobody's. Returns that of before.
absl::StatusOr<Tie> PutTie(db::Transaction& tx, const Uuid& tenant, const Uuid& visitor,
                           const std::string& key, const std::optional<Tie>& tie);
// The keys of a lead's visitors, and of its customer's, if that is not nil.
absl::StatusOr<std::vector<std::string>> SelectVisitorKeys(db::Transaction& tx, const Uuid& tenant,
                                                           const Tie& tie);
// The live leads of a customer, kMostLeadsOfCustomer at most.
absl::StatusOr<std::vector<Uuid>> SelectLeadsOfCustomer(db::Transaction& tx, const Uuid& tenant,
                                                        const Uuid& customer);
// All leads of a tie.
absl::StatusOr<std::set<Uuid>> SelectLeadsOfTie(db::Transaction& tx, const Uuid& tenant,
                                                const Tie& tie);
// The customer that a lead, live or not, names; nil: none.
absl::StatusOr<Uuid> SelectCustomerOf(db::Transaction& tx, const Uuid& tenant, const Uuid& lead);

// Has what belongs to a lead read and counted anew soon after this has been committed.
absl::Status PutJoin(resource::UnitOfWork& work, const Uuid& lead);
// For Behavior<Lead>::derive: the same for a lead that has another customer than before, or is
// back.
absl::Status JoinWritten(resource::UnitOfWork& work, resource::ChangeKind kind, const v1::Lead* old,
                         const v1::Lead& next);

// A lead that is to be joined.
struct Join {
  Uuid tenant, lead, stamp;
};
// The one behind `after` (tenant, lead), of any tenant; nothing: there is none.
absl::StatusOr<std::optional<Join>> NextJoin(db::Transaction& tx,
                                             const std::pair<Uuid, Uuid>& after);
// Takes it out; false if another has, or something else has put it in since.
absl::StatusOr<bool> TakeJoin(db::Transaction& tx, const Join& join);

// The statements, for the linter.
std::vector<db::Query> BehaviorTieQueries();
std::vector<db::InsertQuery> BehaviorTieInserts();

}  // namespace guanxi::lead

#endif  // GUANXI_LEAD_SVC_BEHAVIOR_BEHAVIOR_TIES_H_
