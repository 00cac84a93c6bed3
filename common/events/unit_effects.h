// Effects of events that are units of work of the engine.
#ifndef GUANXI_COMMON_EVENTS_UNIT_EFFECTS_H_
#define GUANXI_COMMON_EVENTS_UNIT_EFFECTS_H_

#include <functional>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "common/auth/principal.h"
#include "common/base/uuid.h"
#include "common/events/consumer.h"
#include "common/resource/engine.h"
#include "common/resource/unit_of_work.h"

namespace guanxi::events {

// Who writes in a tenant what events say: `actor` in its histories, with all rights, since whoever
// made the event had them.
Principal WriterIn(const Uuid& tenant, const std::string& actor);

// How what follows from an event is written: as part of its chain of causes, at kMaxCauseDepth at
// most. INVALID_ARGUMENT for an event without one.
absl::StatusOr<resource::WriteContext> FollowingUp(const event::v1::LogEvent& event);

// What one event does.
using UnitEffect = std::function<absl::Status(resource::UnitOfWork&, const event::v1::LogEvent&)>;

// For Consumer::Options.apply: the effects of each run in one unit of work of the events' tenant,
// by `actor`, FollowingUp them. Its events must be InOneUnit.
// `engine` is not owned.
Apply InUnitsOfWork(const resource::Engine* engine, std::string actor, UnitEffect effect);

// Which of the events are such.
std::vector<bool> Which(absl::Span<const event::v1::LogEvent* const> events,
                        absl::FunctionRef<bool(const event::v1::LogEvent&)> is_such);

// Whether an event is a change of a record of the type (its singular): of its values, its deletion
// or its undeletion, not what was projected onto it or told of it.
bool IsChangeOf(const event::v1::LogEvent& event, absl::string_view resource_type);
// For Consumer::Options.concerns: those events alone may change anything.
Concerns ChangesOf(std::string resource_type);

// For Consumer::Options.together: of one tenant and one chain of causes.
bool InOneUnit(const event::v1::LogEvent& a, const event::v1::LogEvent& b);

}  // namespace guanxi::events

#endif  // GUANXI_COMMON_EVENTS_UNIT_EFFECTS_H_
