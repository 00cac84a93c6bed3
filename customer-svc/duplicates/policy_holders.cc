// Who has a key already, and to whom of them it counts.
#include <algorithm>
#include <map>
#include <utility>

#include "common/base/status_macros.h"
#include "common/resource/environment.h"
#include "common/resource/resource_name.h"
#include "customer-svc/dedupe/customer_facts.h"
#include "customer-svc/duplicates/distinctions.h"
#include "customer-svc/duplicates/match_keys.h"
#include "customer-svc/duplicates/policy.h"
#include "customer-svc/duplicates/tree_facts.h"

namespace guanxi::customer {

using resource::ResourceName;
using resource::UnitOfWork;
using v1::Customer;
using v1::DuplicateRule;

absl::StatusOr<std::vector<Uuid>> DuplicatePolicy::Holders(UnitOfWork& work, const RuleKey& key,
                                                           const DuplicateRule& decides,
                                                           const Customer& next) const {
  const Uuid& tenant = work.principal().tenant;
  const MatchKeys keys(work.environment().blind_index_key(), tenant);
  const std::string digest = keys.Exact(key);
  if (decides.action() == DuplicateRule::BLOCK) GUANXI_RETURN_IF_ERROR(Take(work, key));
  // Others of this unit of work may have it.
  GUANXI_RETURN_IF_ERROR(work.SendBeside());
  const int most = decides.max_holders() > 0 ? decides.max_holders() : kUsualHolders;
  // One more than count, and the customer himself.
  GUANXI_ASSIGN_OR_RETURN(std::vector<Uuid> holders,
                          HoldersOf(work.tx(), tenant, digest, most + 2));
  const auto self = resource::ParseReference("customers", next.name());
  holders.erase(std::remove_if(holders.begin(), holders.end(),
                               [&](const Uuid& id) { return self.ok() && id == *self; }),
                holders.end());
  if (holders.empty() || holders.size() > static_cast<size_t>(most)) return std::vector<Uuid>();
  std::map<Uuid, Uuid> distinguished;
  if (self.ok()) {
    GUANXI_ASSIGN_OR_RETURN(distinguished, DistinguishedFrom(work.tx(), tenant, *self));
  }
  std::vector<Uuid> others;
  for (const Uuid& id : holders) {
    if (distinguished.count(id) == 0) others.push_back(id);
  }
  return Counted(work, key.key, next, others);
}

absl::StatusOr<std::vector<Uuid>> DuplicatePolicy::Counted(UnitOfWork& work, DuplicateRule::Key key,
                                                           const Customer& next,
                                                           const std::vector<Uuid>& others) const {
  const Uuid& tenant = work.principal().tenant;
  dedupe::Facts facts = dedupe::FactsOf(next);
  GUANXI_RETURN_IF_ERROR(ReadAboveParent(work.tx(), tenant, &facts));
  std::vector<Uuid> counted;
  for (const Uuid& id : others) {
    ResourceName name;
    name.id = id;
    GUANXI_ASSIGN_OR_RETURN(const auto row, work.Peek(*customers_, name));
    if (!row.has_value()) continue;
    dedupe::Facts theirs = dedupe::FactsOf(static_cast<const Customer&>(*row->message));
    GUANXI_RETURN_IF_ERROR(ReadAboveParent(work.tx(), tenant, &theirs));
    if (CountsFor(key, facts, theirs)) counted.push_back(id);
  }
  return counted;
}

}  // namespace guanxi::customer
