#include "customer-svc/duplicates/policy.h"

#include <algorithm>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/resource/environment.h"
#include "common/resource/resource_name.h"
#include "common/resource/row_scope.h"
#include "customer-svc/duplicates/cluster_writes.h"
#include "customer-svc/duplicates/match_keys.h"

namespace guanxi::customer {
namespace {

using resource::ResourceName;
using resource::UnitOfWork;
using v1::Customer;
using v1::DuplicateRule;

constexpr char kGuard[] = "duplicate_key";

// In the order of their creation.
const db::Query kSelectRules{
    "duplicate_rule.select_all",
    "SELECT body FROM duplicate_rules FORCE INDEX (idx_create_time) WHERE tenant_id = ? AND "
    "live = 1 ORDER BY create_time, id LIMIT 1000"};

RuleCase CaseOf(const UnitOfWork& work, const Customer& customer) {
  return {customer.source(), work.context().is_import};
}

// Keys that the write gives to the customer: all of one that is new or comes back; in one order, so
// that two who have several in common do not wait for each other.
std::vector<RuleKey> NewKeys(const Customer* old, const Customer& next) {
  std::vector<RuleKey> keys = RuleKeysOf(next);
  std::sort(keys.begin(), keys.end());
  if (old == nullptr || old->has_delete_time()) return keys;
  const std::vector<RuleKey> before = RuleKeysOf(*old);
  keys.erase(std::remove_if(keys.begin(), keys.end(),
                            [&](const RuleKey& key) {
                              return std::find(before.begin(), before.end(), key) != before.end();
                            }),
             keys.end());
  return keys;
}

}  // namespace

absl::StatusOr<std::shared_ptr<const DuplicatePolicy::Rules>> DuplicatePolicy::RulesOf(
    UnitOfWork& work) const {
  const Uuid& tenant = work.principal().tenant;
  const absl::Time now = work.system_now();
  {
    MutexLock lock(&mutex_);
    const auto found = kept_.find(tenant);
    if (found != kept_.end() && now - found->second.read_time < kMaxAge) {
      return found->second.rules;
    }
  }
  auto rules = std::make_shared<Rules>();
  GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, work.tx().Select(kSelectRules, {tenant.bytes()}));
  for (const db::Row row : rows) {
    if (!rules->emplace_back().ParseFromString(std::string(row.String(0)))) {
      return absl::InternalError("a rule about duplicates cannot be read");
    }
  }
  SortRules(rules.get());
  MutexLock lock(&mutex_);
  kept_[tenant] = {rules, now};
  return std::shared_ptr<const Rules>(std::move(rules));
}

absl::Status DuplicatePolicy::Take(UnitOfWork& work, const RuleKey& key) const {
  const MatchKeys keys(work.environment().blind_index_key(), work.principal().tenant);
  return work.Guard(kGuard, absl::BytesToHexString(keys.Exact(key)));
}

absl::Status DuplicatePolicy::TakeBlockedKeys(UnitOfWork& work, const Customer* old,
                                              const Customer& next) const {
  GUANXI_ASSIGN_OR_RETURN(const std::shared_ptr<const Rules> rules, RulesOf(work));
  if (rules->empty()) return absl::OkStatus();
  for (const RuleKey& key : NewKeys(old, next)) {
    if (MayBlock(*rules, key.key)) GUANXI_RETURN_IF_ERROR(Take(work, key));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<DuplicatePolicy::Held>> DuplicatePolicy::HeldKeys(
    UnitOfWork& work, const Customer* old, const Customer& next,
    DuplicateRule::Action action) const {
  std::vector<Held> held;
  GUANXI_ASSIGN_OR_RETURN(const std::shared_ptr<const Rules> rules, RulesOf(work));
  if (rules->empty()) return held;
  for (RuleKey& key : NewKeys(old, next)) {
    const DuplicateRule* const decides = DecidingRule(*rules, key.key, CaseOf(work, next));
    if (decides == nullptr || decides->action() != action) continue;
    GUANXI_ASSIGN_OR_RETURN(std::vector<Uuid> holders, Holders(work, key, *decides, next));
    if (!holders.empty()) held.push_back({std::move(key), std::move(holders)});
  }
  return held;
}

absl::StatusOr<std::string> DuplicatePolicy::SeenHolder(UnitOfWork& work,
                                                        const std::vector<Held>& held) const {
  // Here the resource's own rules read whoever asks: what is told goes by what the caller sees.
  if (work.principal().rights == nullptr) return std::string();
  GUANXI_ASSIGN_OR_RETURN(
      const resource::RowScope scope,
      resource::RowScope::Of(*customers_, work.principal(), resource::Use::kName, work.now()));
  for (const Held& one : held) {
    for (const Uuid& id : one.holders) {
      ResourceName name;
      name.id = id;
      GUANXI_ASSIGN_OR_RETURN(const auto row, work.Peek(*customers_, name));
      if (!row.has_value()) continue;
      GUANXI_ASSIGN_OR_RETURN(const bool is_seen, scope.Has(work.tx(), *row));
      if (is_seen) return resource::FormatName(customers_->type(), name);
    }
  }
  return std::string();
}

absl::Status DuplicatePolicy::Refuse(UnitOfWork& work, const std::vector<Held>& held) const {
  std::vector<std::string> paths;
  for (const Held& one : held) paths.push_back(one.key.path);
  ErrorMetadata metadata = {{"keys", absl::StrJoin(paths, ",")}};
  GUANXI_ASSIGN_OR_RETURN(const std::string holder, SeenHolder(work, held));
  metadata[holder.empty() ? "steward" : "holder"] = holder.empty() ? "true" : holder;
  return Error(absl::StatusCode::kAlreadyExists, "DUPLICATE_CUSTOMER",
               absl::StrCat(holder.empty() ? "another customer, ask a data steward," : holder,
                            " has the same: ", metadata["keys"]),
               metadata);
}

absl::Status DuplicatePolicy::Admit(UnitOfWork& work, const Customer* old,
                                    const Customer& next) const {
  if (work.context().is_merge) return TakeBlockedKeys(work, old, next);
  GUANXI_ASSIGN_OR_RETURN(const std::vector<Held> held,
                          HeldKeys(work, old, next, DuplicateRule::BLOCK));
  return held.empty() ? absl::OkStatus() : Refuse(work, held);
}

absl::Status DuplicatePolicy::Warn(UnitOfWork& work, const Customer* old,
                                   const Customer& next) const {
  if (work.context().is_merge) return absl::OkStatus();
  GUANXI_ASSIGN_OR_RETURN(const std::vector<Held> held,
                          HeldKeys(work, old, next, DuplicateRule::WARN));
  if (held.empty()) return absl::OkStatus();
  GUANXI_ASSIGN_OR_RETURN(const Uuid self, resource::ParseReference("customers", next.name()));
  std::set<Uuid> all = {self};
  for (const Held& one : held) all.insert(one.holders.begin(), one.holders.end());
  FoundCluster found;
  found.customers.assign(all.begin(), all.end());
  return WriteCluster(work, *clusters_, std::move(found));
}

std::vector<db::Query> DuplicatePolicyQueries() { return {kSelectRules}; }

}  // namespace guanxi::customer
