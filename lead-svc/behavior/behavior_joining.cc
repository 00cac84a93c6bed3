// Leads that were tied to somebody: what he did before.
#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/events/unit_effects.h"
#include "common/filter/literal.h"
#include "common/resource/resource_name.h"
#include "lead-svc/behavior/lead_behaviors.h"
#include "lead-svc/customer_copies.h"

namespace guanxi::lead {
namespace {

using customer::v1::BehaviorEvent;
using resource::UnitOfWork;

std::string Equals(const char* field, const std::string& value) {
  return absl::StrCat(field, " = ", filter::QuoteString(value));
}

}  // namespace

absl::StatusOr<LeadBehaviors::Joining> LeadBehaviors::List(const Join& join) const {
  Joining joining;
  GUANXI_RETURN_IF_ERROR(
      database_->ReadOnly({db::Lane::kJob}, [&](db::Transaction& tx) -> absl::Status {
        joining = Joining();
        GUANXI_ASSIGN_OR_RETURN(joining.counted, SelectAllCounted(tx, join.tenant, join.lead));
        Tie tie = {join.lead, Uuid()};
        GUANXI_ASSIGN_OR_RETURN(tie.customer, SelectCustomerOf(tx, join.tenant, join.lead));
        joining.filters.push_back(Equals("lead", absl::StrCat("leads/", join.lead.ToString())));
        if (!tie.customer.IsNil()) {
          joining.filters.push_back(
              Equals("customer", absl::StrCat("customers/", tie.customer.ToString())));
        }
        GUANXI_ASSIGN_OR_RETURN(const auto keys, SelectVisitorKeys(tx, join.tenant, tie));
        for (const std::string& key : keys) joining.filters.push_back(Equals("visitor", key));
        return absl::OkStatus();
      }));
  std::map<Uuid, LeadEvent> found;  // what names him and his visitor is one
  for (const std::string& filter : joining.filters) {
    GUANXI_ASSIGN_OR_RETURN(const auto events, source_.list(join.tenant, filter));
    for (const BehaviorEvent& event : events) {
      GUANXI_ASSIGN_OR_RETURN(const LeadEvent behavior, LeadEventOf(event));
      found.emplace(behavior.event, behavior);
    }
  }
  for (const auto& [id, behavior] : found) joining.listed.push_back(behavior);
  std::stable_sort(joining.listed.begin(), joining.listed.end(),
                   [](const auto& a, const auto& b) { return a.time > b.time; });
  if (joining.listed.size() > size_t{kMostBehaviors}) joining.listed.resize(kMostBehaviors);
  return joining;
}

absl::Status LeadBehaviors::Settle(UnitOfWork& work, const Join& join,
                                   const Joining& joining) const {
  // The lead first, as who counts an event for it.
  resource::ResourceName name;
  name.id = join.lead;
  const auto row = work.GetLive(*types_.leads, name);
  if (!absl::IsNotFound(row.status())) GUANXI_RETURN_IF_ERROR(row.status());
  // Whatever else has tied it since has it joined once more.
  GUANXI_ASSIGN_OR_RETURN(const bool is_taken, TakeJoin(work.tx(), join));
  if (!is_taken || !row.ok()) return absl::OkStatus();
  std::set<Uuid> gone = joining.counted;
  for (const LeadEvent& one : joining.listed) gone.erase(one.event);
  for (const Uuid& event : gone) {
    GUANXI_RETURN_IF_ERROR(RemoveBehavior(work.tx(), join.tenant, join.lead, event));
  }
  // Some may have come to be counted meanwhile.
  GUANXI_ASSIGN_OR_RETURN(const std::set<Uuid> counted,
                          SelectCounted(work.tx(), join.tenant, join.lead, joining.listed));
  std::vector<LeadEvent> fresh;
  for (const LeadEvent& one : joining.listed) {
    if (counted.count(one.event) == 0) fresh.push_back(one);
  }
  if (fresh.empty() && gone.empty()) return absl::OkStatus();
  GUANXI_RETURN_IF_ERROR(InsertBehaviors(work.tx(), join.tenant, join.lead, fresh));
  return Rescore(work, join.lead);
}

absl::StatusOr<bool> LeadBehaviors::GoOn() const {
  std::pair<Uuid, Uuid> last;
  {
    MutexLock lock(&mutex_);
    last = last_turn_;
  }
  std::optional<Join> join;
  GUANXI_RETURN_IF_ERROR(
      database_->ReadOnly({db::Lane::kJob}, [&](db::Transaction& tx) -> absl::Status {
        GUANXI_ASSIGN_OR_RETURN(join, NextJoin(tx, last));
        if (join.has_value()) return absl::OkStatus();
        GUANXI_ASSIGN_OR_RETURN(join, NextJoin(tx, {}));  // all behind it had their turn
        return absl::OkStatus();
      }));
  {
    MutexLock lock(&mutex_);
    last_turn_ =
        join.has_value() ? std::make_pair(join->tenant, join->lead) : std::pair<Uuid, Uuid>();
  }
  if (!join.has_value()) return false;
  GUANXI_ASSIGN_OR_RETURN(const Joining joining, List(*join));
  GUANXI_RETURN_IF_ERROR(engine_->Write(
      events::WriterIn(join->tenant, kEventActor), {db::Lane::kJob}, resource::WriteContext(),
      [&](UnitOfWork& work) { return Settle(work, *join, joining); }));
  return true;
}

}  // namespace guanxi::lead
