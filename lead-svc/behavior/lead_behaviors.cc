#include "lead-svc/behavior/lead_behaviors.h"

#include <map>
#include <optional>
#include <set>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/events/unit_effects.h"
#include "common/resource/resource_name.h"
#include "common/resource/row_codec.h"
#include "guanxi/customer/v1/visitor.pb.h"
#include "guanxi/lead/v1/lead.pb.h"
#include "lead-svc/customer_copies.h"

namespace guanxi::lead {
namespace {

using customer::v1::BehaviorEvent;
using customer::v1::Visitor;
using event::v1::LogEvent;
using metadata::v1::Change;
using resource::UnitOfWork;
using v1::Lead;

// The record as it is; nothing of one that is deleted.
template <typename M>
absl::StatusOr<std::optional<M>> Decode(const LogEvent& record) {
  if (record.kind() == Change::DELETED) return std::optional<M>();
  M message;
  resource::Rest unused;
  GUANXI_RETURN_IF_ERROR(
      resource::DecodeBlobs(record.after_body(), record.after_personal(), &message, &unused));
  return std::optional<M>(std::move(message));
}

// Nil for what is no name.
Uuid IdIn(const char* collection, const std::string& name) {
  const auto id = resource::ParseReference(collection, name);
  return id.ok() ? *id : Uuid();
}

template <typename M>
Tie TieOf(const M& message) {
  return {IdIn("leads", message.lead()), IdIn("customers", message.customer())};
}

}  // namespace

absl::Status LeadBehaviors::TakeVisitors(UnitOfWork& work,
                                         absl::Span<const LogEvent> records) const {
  const Uuid& tenant = work.principal().tenant;
  for (const LogEvent& record : records) {
    GUANXI_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(record.resource_id()));
    GUANXI_ASSIGN_OR_RETURN(const std::optional<Visitor> visitor, Decode<Visitor>(record));
    std::optional<Tie> tie;
    if (visitor.has_value()) tie = TieOf(*visitor);
    GUANXI_ASSIGN_OR_RETURN(
        const Tie before,
        PutTie(work.tx(), tenant, id, visitor.has_value() ? visitor->key() : "", tie));
    if (before == tie.value_or(Tie())) continue;
    // Whose he was, too: what he did is theirs no more.
    GUANXI_ASSIGN_OR_RETURN(std::set<Uuid> leads, SelectLeadsOfTie(work.tx(), tenant, before));
    GUANXI_ASSIGN_OR_RETURN(const std::set<Uuid> now,
                            SelectLeadsOfTie(work.tx(), tenant, tie.value_or(Tie())));
    leads.insert(now.begin(), now.end());
    for (const Uuid& lead : leads) GUANXI_RETURN_IF_ERROR(PutJoin(work, lead));
  }
  return absl::OkStatus();
}

absl::Status LeadBehaviors::TakeBehaviors(UnitOfWork& work,
                                          absl::Span<const LogEvent> records) const {
  const Uuid& tenant = work.principal().tenant;
  std::vector<BehaviorEvent> events;
  std::set<std::string> visitors;
  for (const LogEvent& record : records) {
    GUANXI_ASSIGN_OR_RETURN(std::optional<BehaviorEvent> event, Decode<BehaviorEvent>(record));
    if (!event.has_value()) continue;
    GUANXI_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(record.resource_id()));
    event->set_name(absl::StrCat("behaviorEvents/", id.ToString()));
    if (!event->visitor().empty()) visitors.insert(event->visitor());
    events.push_back(*std::move(event));
  }
  GUANXI_ASSIGN_OR_RETURN(const auto ties, SelectTies(work.tx(), tenant, visitors));
  std::map<Uuid, std::set<Uuid>> of_customers;
  std::map<Uuid, std::vector<LeadEvent>> counts;  // in the order of ids, as all hold them
  for (const BehaviorEvent& event : events) {
    std::set<Uuid> leads;
    const auto known = ties.find(event.visitor());
    for (const Tie& tie : {TieOf(event), known != ties.end() ? known->second : Tie()}) {
      if (!tie.lead.IsNil()) leads.insert(tie.lead);
      if (tie.customer.IsNil()) continue;
      const auto [of, is_new] = of_customers.try_emplace(tie.customer);
      if (is_new) {
        GUANXI_ASSIGN_OR_RETURN(of->second,
                                SelectLeadsOfTie(work.tx(), tenant, {Uuid(), tie.customer}));
      }
      leads.insert(of->second.begin(), of->second.end());
    }
    GUANXI_ASSIGN_OR_RETURN(const LeadEvent behavior, LeadEventOf(event));
    for (const Uuid& lead : leads) counts[lead].push_back(behavior);
  }
  for (const auto& [lead, behaviors] : counts) {
    GUANXI_RETURN_IF_ERROR(Count(work, lead, behaviors));
  }
  return absl::OkStatus();
}

absl::Status LeadBehaviors::Count(UnitOfWork& work, const Uuid& lead,
                                  const std::vector<LeadEvent>& behaviors) const {
  resource::ResourceName name;
  name.id = lead;
  const auto row = work.GetLive(*types_.leads, name);
  if (absl::IsNotFound(row.status())) return absl::OkStatus();  // back, it is joined
  GUANXI_RETURN_IF_ERROR(row.status());
  const Uuid& tenant = work.principal().tenant;
  GUANXI_ASSIGN_OR_RETURN(const std::set<Uuid> counted,
                          SelectCounted(work.tx(), tenant, lead, behaviors));
  std::vector<LeadEvent> fresh;
  for (const LeadEvent& one : behaviors) {
    if (counted.count(one.event) == 0) fresh.push_back(one);
  }
  if (fresh.empty()) return absl::OkStatus();
  GUANXI_RETURN_IF_ERROR(InsertBehaviors(work.tx(), tenant, lead, fresh));
  return Scorer(types_).ScoreBehaviors(work, static_cast<const Lead&>(*row->message), fresh);
}

absl::Status LeadBehaviors::Forget(UnitOfWork& work, const Uuid& event) const {
  const Uuid& tenant = work.principal().tenant;
  GUANXI_ASSIGN_OR_RETURN(const std::vector<Uuid> leads, SelectLeadsOf(work.tx(), tenant, event));
  for (const Uuid& lead : leads) {
    GUANXI_RETURN_IF_ERROR(RemoveBehavior(work.tx(), tenant, lead, event));
    GUANXI_RETURN_IF_ERROR(Rescore(work, lead));
  }
  return absl::OkStatus();
}

absl::Status LeadBehaviors::Rescore(UnitOfWork& work, const Uuid& lead) const {
  resource::ResourceName name;
  name.id = lead;
  const auto row = work.GetLive(*types_.leads, name);
  if (absl::IsNotFound(row.status())) return absl::OkStatus();
  GUANXI_RETURN_IF_ERROR(row.status());
  const Scorer scorer(types_);
  GUANXI_ASSIGN_OR_RETURN(const auto in_force, scorer.InForce(work));
  if (!in_force->model().has_value()) return absl::OkStatus();
  return scorer.Rescore(work, *in_force->model(), static_cast<const Lead&>(*row->message)).status();
}

}  // namespace guanxi::lead
