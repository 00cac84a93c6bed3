#include "workflow-svc/sla/sla_notices.h"

#include <cstdint>
#include <set>

#include "absl/time/time.h"
#include "common/base/status_macros.h"
#include "common/resource/environment.h"
#include "guanxi/workflow/v1/notification.pb.h"
#include "workflow-svc/notifications/notifier.h"
#include "workflow-svc/notifications/take_back.h"
#include "workflow-svc/sla/sla_time.h"

namespace guanxi::workflow {
namespace {

using v1::Notification;
using v1::SlaClock;

absl::Status TellAll(resource::UnitOfWork& work, const std::string& policy, const SlaClock& clock,
                     Notification::Kind kind, std::set<std::string> users) {
  if (!clock.owner().empty()) users.insert(clock.owner());
  if (users.empty()) return absl::OkStatus();
  Notice notice;
  notice.kind = kind;
  for (const std::string& user : users) notice.recipients.push_back({user});
  notice.text.fields["policy"] = policy;
  notice.text.fields["subject"] = clock.subject();
  if (clock.has_breach_time() || clock.has_due_time()) {
    const auto& due = clock.has_breach_time() ? clock.breach_time() : clock.due_time();
    const absl::TimeZone zone = work.environment().MomentOf(work.principal().tenant).zone;
    notice.text.fields["due_time"] = absl::FormatTime("%Y-%m-%d %H:%M", ToTime(due), zone);
  }
  notice.subject = clock.subject();
  notice.source = clock.name();
  return Notify(work, notice);
}

}  // namespace

absl::Status TellReached(resource::UnitOfWork& work, const std::string& policy,
                         const SlaClock& clock, const Reached& reached) {
  const int64_t target = clock.target().seconds();
  bool told_of_target = false;
  for (const int index : reached.stages) {
    const v1::SlaStage& stage = clock.stages(index);
    const int64_t after = stage.after().seconds();
    told_of_target |= after == target;
    const std::set<std::string> users(stage.recipients().begin(), stage.recipients().end());
    GUANXI_RETURN_IF_ERROR(
        TellAll(work, policy, clock,
                after < target ? Notification::SLA_WARNING : Notification::SLA_BREACH, users));
  }
  if (!reached.target || told_of_target) return absl::OkStatus();
  return TellAll(work, policy, clock, Notification::SLA_BREACH, {});
}

absl::Status TakeBackWarnings(resource::UnitOfWork& work, const SlaClock& clock) {
  return TakeBackNotices(work, {{Notification::SLA_WARNING}, clock.subject(), clock.name()});
}

}  // namespace guanxi::workflow
