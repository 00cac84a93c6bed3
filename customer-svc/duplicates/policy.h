// Duplicate rules at work: what they refuse, and what they warn of, when a customer is written.
#ifndef GUANXI_CUSTOMER_SVC_DUPLICATES_POLICY_H_
#define GUANXI_CUSTOMER_SVC_DUPLICATES_POLICY_H_

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/mutex.h"
#include "common/base/uuid.h"
#include "common/db/query.h"
#include "common/resource/resource.h"
#include "common/resource/unit_of_work.h"
#include "customer-svc/duplicates/rule_keys.h"
#include "guanxi/customer/v1/customer.pb.h"
#include "guanxi/customer/v1/duplicate_rule.pb.h"

namespace guanxi::customer {

// Keeps each tenant's rules for a minute. Thread-safe. Owns no resource.
class DuplicatePolicy {
 public:
  static constexpr absl::Duration kMaxAge = absl::Minutes(1);

  // Resources that are made after it: set before anything is written.
  void Use(const resource::Resource* customers, const resource::Resource* clusters) {
    customers_ = customers;
    clusters_ = clusters;
  }

  // For Admit of customers. Of those who write a customer with the same key under BLOCK, whatever
  // others do, one goes on at a time: a row of each key is taken before its holders are looked for.
  // Merges and their undoing (WriteContext.is_merge) take it, too, and are refused nothing: the key
  // goes from one customer to another, and whoever looks for its holders finds it with either.
  //   ALREADY_EXISTS  DUPLICATE_CUSTOMER  a rule says so: see duplicate_rule.proto
  absl::Status Admit(resource::UnitOfWork& work, const v1::Customer* old,
                     const v1::Customer& next) const;

  // For Derive, once the match keys were written: makes clusters of what rules warn of. Not of what
  // is merged or unmerged: that was decided.
  absl::Status Warn(resource::UnitOfWork& work, const v1::Customer* old,
                    const v1::Customer& next) const;

 private:
  using Rules = std::vector<v1::DuplicateRule>;
  // A key that `next` gets, about which a rule with `action` decides, and who has it.
  struct Held {
    RuleKey key;
    std::vector<Uuid> holders;
  };

  absl::StatusOr<std::shared_ptr<const Rules>> RulesOf(resource::UnitOfWork& work) const;
  absl::StatusOr<std::vector<Held>> HeldKeys(resource::UnitOfWork& work, const v1::Customer* old,
                                             const v1::Customer& next,
                                             v1::DuplicateRule::Action action) const;
  // Has others who write the key under BLOCK wait for the end of this transaction.
  absl::Status Take(resource::UnitOfWork& work, const RuleKey& key) const;
  absl::Status TakeBlockedKeys(resource::UnitOfWork& work, const v1::Customer* old,
                               const v1::Customer& next) const;
  // Of the key that `decides`; empty: nobody to whom it counts, and who was not said to be another.
  absl::StatusOr<std::vector<Uuid>> Holders(resource::UnitOfWork& work, const RuleKey& key,
                                            const v1::DuplicateRule& decides,
                                            const v1::Customer& next) const;
  // Those of `others` to whom the key counts: none that the tree links.
  absl::StatusOr<std::vector<Uuid>> Counted(resource::UnitOfWork& work, v1::DuplicateRule::Key key,
                                            const v1::Customer& next,
                                            const std::vector<Uuid>& others) const;
  // The first holder whom the caller sees; empty: none.
  absl::StatusOr<std::string> SeenHolder(resource::UnitOfWork& work,
                                         const std::vector<Held>& held) const;
  absl::Status Refuse(resource::UnitOfWork& work, const std::vector<Held>& held) const;

  struct Kept {
    std::shared_ptr<const Rules> rules;
    absl::Time read_time;
  };

  const resource::Resource* customers_ = nullptr;
  const resource::Resource* clusters_ = nullptr;
  mutable Mutex mutex_;
  mutable std::map<Uuid, Kept> kept_ ABSL_GUARDED_BY(mutex_);
};

// The statements, for the linter.
std::vector<db::Query> DuplicatePolicyQueries();

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_DUPLICATES_POLICY_H_
