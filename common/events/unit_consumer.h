// Consumers of another service's log whose effects are units of work of the engine.
#ifndef GUANXI_COMMON_EVENTS_UNIT_CONSUMER_H_
#define GUANXI_COMMON_EVENTS_UNIT_CONSUMER_H_

#include <functional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "common/events/consumer.h"
#include "common/events/remote_log.h"
#include "common/events/unit_effects.h"
#include "common/resource/engine.h"
#include "common/resource/unit_of_work.h"
#include "guanxi/event/v1/log.pb.h"

namespace guanxi::events {

// What is heard of a service.
struct UnitHearing {
  // The consumer's, as its cursors have it (`lead-svc.breaches`).
  std::string name;
  // The service whose log it is (`workflow-svc`).
  std::string producer;
  // Not owned.
  const resource::Engine* engine = nullptr;
  // Who writes what comes of it, in histories (`services/lead-svc`).
  std::string actor;
  Concerns concerns;
};

// Does without events that cannot be had, by what the records say now. Errors hold up the
// partition.
using Rebuild =
    std::function<absl::Status(const Loss& loss, const ReadRecords& read, const StillHeld& held)>;

// The consumer of the log at a gRPC target: events of one cause take effect in one unit of work.
// What else it is to do is the caller's to add.
Consumer::Options HearAt(const std::string& target, const AccountToken& token, UnitHearing hearing,
                         UnitEffect apply, Rebuild rebuild);

// By the methods Apply and Rebuild of `ears`, which is not owned.
template <typename Ears>
Consumer::Options HearAt(const std::string& target, const AccountToken& token, UnitHearing hearing,
                         const Ears* ears) {
  return HearAt(
      target, token, std::move(hearing),
      [ears](resource::UnitOfWork& work, const event::v1::LogEvent& event) {
        return ears->Apply(work, event);
      },
      [ears](const Loss& loss, const ReadRecords& read, const StillHeld& held) {
        return ears->Rebuild(loss, read, held);
      });
}

}  // namespace guanxi::events

#endif  // GUANXI_COMMON_EVENTS_UNIT_CONSUMER_H_
