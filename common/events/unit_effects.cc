#include "common/events/unit_effects.h"

#include <algorithm>
#include <utility>

#include "common/base/status_macros.h"
#include "common/policy/rights.h"
#include "common/resource/behavior.h"

namespace guanxi::events {

using event::v1::LogEvent;

Principal WriterIn(const Uuid& tenant, const std::string& actor) {
  Principal principal;
  principal.tenant = tenant;
  principal.subject = actor;
  principal.rights = policy::AllRights();
  return principal;
}

std::vector<bool> Which(absl::Span<const LogEvent* const> events,
                        absl::FunctionRef<bool(const LogEvent&)> is_such) {
  std::vector<bool> which;
  which.reserve(events.size());
  for (const LogEvent* event : events) which.push_back(is_such(*event));
  return which;
}

bool IsChangeOf(const LogEvent& event, absl::string_view resource_type) {
  return event.resource_type() == resource_type &&
         event.kind() != metadata::v1::Change::PROJECTED &&
         event.kind() != metadata::v1::Change::EMITTED;
}

Concerns ChangesOf(std::string resource_type) {
  return [type = std::move(resource_type)](absl::Span<const LogEvent* const> events) {
    return Which(events, [&](const LogEvent& event) { return IsChangeOf(event, type); });
  };
}

bool InOneUnit(const LogEvent& a, const LogEvent& b) {
  return a.tenant_id() == b.tenant_id() && a.root_event_id() == b.root_event_id() &&
         a.depth() == b.depth();
}

absl::StatusOr<resource::WriteContext> FollowingUp(const LogEvent& event) {
  resource::WriteContext context;
  GUANXI_ASSIGN_OR_RETURN(context.cause.root, Uuid::FromBytes(event.root_event_id()));
  // What was let through is followed up, however deep it lies: where a chain of causes is to end,
  // its last writes are known everywhere. Who acts by himself is refused what lies so deep.
  context.cause.depth = std::min(event.depth() + 1, resource::kMaxCauseDepth);
  return context;
}

Apply InUnitsOfWork(const resource::Engine* engine, std::string actor, UnitEffect effect) {
  return [engine, actor = std::move(actor), effect = std::move(effect)](
             absl::Span<const LogEvent> events, const Done& done) -> absl::Status {
    GUANXI_ASSIGN_OR_RETURN(const Uuid tenant, Uuid::FromBytes(events[0].tenant_id()));
    GUANXI_ASSIGN_OR_RETURN(const resource::WriteContext context, FollowingUp(events[0]));
    return engine->Write(WriterIn(tenant, actor), {db::Lane::kJob}, context,
                         [&](resource::UnitOfWork& work) -> absl::Status {
                           for (const LogEvent& event : events) {
                             GUANXI_RETURN_IF_ERROR(effect(work, event));
                           }
                           return done(work.tx());
                         });
  };
}

}  // namespace guanxi::events
