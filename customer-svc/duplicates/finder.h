// Customers that are likely the same as one.
#ifndef GUANXI_CUSTOMER_SVC_DUPLICATES_FINDER_H_
#define GUANXI_CUSTOMER_SVC_DUPLICATES_FINDER_H_

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "common/base/uuid.h"
#include "common/db/transaction.h"
#include "common/resource/resource.h"
#include "customer-svc/dedupe/customer_facts.h"
#include "customer-svc/dedupe/customer_record.h"
#include "customer-svc/dedupe/model.h"
#include "customer-svc/duplicates/match_keys.h"
#include "customer-svc/duplicates/model_store.h"
#include "guanxi/customer/v1/customer.pb.h"

namespace guanxi::customer {

// A customer, prepared for comparing.
struct Prepared {
  std::unique_ptr<const v1::Customer> customer;
  dedupe::Record record;
  dedupe::Facts facts;
};
Prepared Prepare(std::unique_ptr<const v1::Customer> customer);

// One that may be the same as another.
struct Likeness {
  Uuid id;
  dedupe::Agreements agreements;
  dedupe::Score score;
  dedupe::Bond bond = dedupe::Bond::kNone;
  // By its name: the company of which the other is a branch, or a branch of it; the tree says
  // nothing.
  bool is_company = false;
  bool is_branch = false;
};

// How `other`, with this id, is like `one`.
Likeness Compare(const LearnedModel& model, const Prepared& one, const Uuid& id,
                 const Prepared& other);

// Candidates that are compared with one customer: those that have most in common that is rare.
inline constexpr size_t kMostCandidates = 60;
// Keys that more customers have find nobody.
inline constexpr int kMaxBlock = 100;

// The live customers with these ids, prepared; those that are gone are left out.
absl::StatusOr<std::map<Uuid, Prepared>> PrepareMany(db::Transaction& tx,
                                                     const resource::Resource& customers,
                                                     const Uuid& tenant, std::vector<Uuid> ids);

// All customers but `self` that the keys of `one` find, whoever has them: compared, best first,
// without those that were distinguished from `self` (nullopt: it is not stored yet), and without
// those that cannot be the same unless they are branches. Errors: those of common/db.
absl::StatusOr<std::vector<Likeness>> FindAlike(db::Transaction& tx,
                                                const resource::Resource& customers,
                                                const Uuid& tenant, const MatchKeys& keys,
                                                const LearnedModel& model,
                                                const std::optional<Uuid>& self,
                                                const Prepared& one);

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_DUPLICATES_FINDER_H_
