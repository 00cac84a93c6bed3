// The way of customer-svc's events to leads.
#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "common/base/status_macros.h"
#include "common/events/unit_effects.h"
#include "lead-svc/behavior/lead_behaviors.h"
#include "lead-svc/customer_copies.h"

namespace guanxi::lead {
namespace {

using event::v1::LogEvent;
using metadata::v1::Change;
using resource::UnitOfWork;

constexpr char kBehaviorType[] = "behavior_event";
constexpr char kVisitorType[] = "visitor";
// Of BatchGetRecords.
constexpr size_t kMostIds = 100;
// Records of a unit of work of Rebuild: each may be of many leads.
constexpr int kRecordsAtOnce = 5;

bool IsVisitor(const LogEvent& event) { return events::IsChangeOf(event, kVisitorType); }
bool IsBehavior(const LogEvent& event) { return events::IsChangeOf(event, kBehaviorType); }

}  // namespace

std::vector<bool> LeadBehaviors::Concerns(absl::Span<const LogEvent* const> events) {
  return events::Which(events,
                       [](const LogEvent& event) { return IsVisitor(event) || IsBehavior(event); });
}

absl::StatusOr<LeadBehaviors::Records> LeadBehaviors::Read(const Uuid& tenant, const char* type,
                                                           std::vector<std::string> ids) const {
  Records records;
  while (!ids.empty()) {
    event::v1::BatchGetRecordsRequest request;
    request.set_resource_type(type);
    request.set_tenant_id(std::string(tenant.bytes()));
    const size_t count = std::min(ids.size(), kMostIds);
    request.mutable_ids()->Assign(ids.begin(), ids.begin() + count);
    GUANXI_ASSIGN_OR_RETURN(const event::v1::BatchGetRecordsResponse response,
                            source_.get(request));
    records.insert(records.end(), response.records().begin(), response.records().end());
    ids.erase(ids.begin(), ids.begin() + count);
    ids.insert(ids.begin(), response.remaining_ids().begin(), response.remaining_ids().end());
  }
  return records;
}

absl::Status LeadBehaviors::Apply(absl::Span<const LogEvent> events,
                                  const events::Done& done) const {
  GUANXI_ASSIGN_OR_RETURN(const Uuid tenant, Uuid::FromBytes(events[0].tenant_id()));
  GUANXI_ASSIGN_OR_RETURN(const resource::WriteContext context, events::FollowingUp(events[0]));
  std::set<std::string> visitors, behaviors;
  std::vector<Uuid> deleted;
  for (const LogEvent& event : events) {
    if (IsVisitor(event)) visitors.insert(event.resource_id());
    if (IsBehavior(event) && event.kind() != Change::DELETED) behaviors.insert(event.resource_id());
    if (IsBehavior(event) && event.kind() == Change::DELETED) {
      GUANXI_ASSIGN_OR_RETURN(deleted.emplace_back(), Uuid::FromBytes(event.resource_id()));
    }
  }
  GUANXI_ASSIGN_OR_RETURN(const Records who,
                          Read(tenant, kVisitorType, {visitors.begin(), visitors.end()}));
  GUANXI_ASSIGN_OR_RETURN(const Records what,
                          Read(tenant, kBehaviorType, {behaviors.begin(), behaviors.end()}));
  return engine_->Write(events::WriterIn(tenant, kEventActor), {db::Lane::kJob}, context,
                        [&](UnitOfWork& work) -> absl::Status {
                          GUANXI_RETURN_IF_ERROR(TakeBehaviors(work, what));
                          for (const Uuid& event : deleted) {
                            GUANXI_RETURN_IF_ERROR(Forget(work, event));
                          }
                          // Last, as everybody takes joins behind their leads.
                          GUANXI_RETURN_IF_ERROR(TakeVisitors(work, who));
                          return done(work.tx());
                        });
}

absl::Status LeadBehaviors::Rebuild(const events::Loss& loss, const events::ReadRecords& read,
                                    const events::StillHeld& held) const {
  for (const char* const type : {kVisitorType, kBehaviorType}) {
    const auto take = [&](const Uuid& tenant, absl::Span<const LogEvent> records) {
      return engine_->Write(events::WriterIn(tenant, kEventActor), {db::Lane::kJob},
                            resource::WriteContext(), [&](UnitOfWork& work) {
                              return type == kVisitorType ? TakeVisitors(work, records)
                                                          : TakeBehaviors(work, records);
                            });
    };
    GUANXI_RETURN_IF_ERROR(
        events::ReadAllRecords(read, type, loss.partition, kRecordsAtOnce, held, take));
  }
  return absl::OkStatus();
}

events::Consumer::Options LeadBehaviors::Consume(const std::string& target,
                                                 const events::AccountToken& token) const {
  events::Consumer::Options options;
  options.name = "lead-svc.behavior";
  options.producer = "customer-svc";
  options.read = events::ReadLogAt(target, token);
  options.concerns = &LeadBehaviors::Concerns;
  options.apply = [this](absl::Span<const LogEvent> events, const events::Done& done) {
    return Apply(events, done);
  };
  options.together = events::InOneUnit;
  options.left_over = [this] { return GoOn(); };
  options.recover = [this, read = events::ReadRecordsAt(target, token)](
                        const events::Loss& loss, const events::StillHeld& held) {
    return Rebuild(loss, read, held);
  };
  return options;
}

}  // namespace guanxi::lead
