#include "lead-svc/lead_breaches.h"

#include <algorithm>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "common/base/status_macros.h"
#include "common/base/uuid.h"
#include "common/events/unit_consumer.h"
#include "common/events/unit_effects.h"
#include "common/resource/row_codec.h"
#include "google/protobuf/util/time_util.h"
#include "guanxi/metadata/v1/change.pb.h"
#include "guanxi/workflow/v1/sla_clock.pb.h"
#include "lead-svc/customer_copies.h"

namespace guanxi::lead {
namespace {

using event::v1::LogEvent;
using google::protobuf::util::TimeUtil;
using metadata::v1::Change;
using resource::UnitOfWork;
using workflow::v1::SlaClock;

constexpr char kClockType[] = "sla_clock";
constexpr char kBreached[] = "sla.breached";

pools::PoolDesk::Breach BreachOf(const SlaClock& clock) {
  pools::PoolDesk::Breach breach;
  breach.policy = clock.policy();
  breach.clock = clock.name();
  breach.record = clock.subject();
  breach.owner = clock.owner();
  breach.time = absl::FromUnixMicros(TimeUtil::TimestampToMicroseconds(clock.breach_time()));
  return breach;
}

bool IsBreach(const LogEvent& event) {
  return event.resource_type() == kClockType && event.kind() == Change::EMITTED &&
         std::count(event.changed_fields().begin(), event.changed_fields().end(), kBreached) != 0;
}

}  // namespace

std::vector<bool> LeadBreaches::Concerns(absl::Span<const LogEvent* const> some) {
  return events::Which(some, IsBreach);
}

absl::Status LeadBreaches::Apply(UnitOfWork& work, const LogEvent& event) const {
  if (!IsBreach(event)) return absl::OkStatus();
  SlaClock clock;
  if (!clock.ParseFromString(event.after_body())) {
    return absl::InternalError("the clock of a breach cannot be read");
  }
  return desk_->RecycleBreached(work, BreachOf(clock)).status();
}

absl::Status LeadBreaches::Rebuild(const events::Loss& loss, const events::ReadRecords& read,
                                   const events::StillHeld& held) const {
  const auto take = [&](const Uuid& tenant, absl::Span<const LogEvent> records) -> absl::Status {
    if (records[0].kind() == Change::DELETED) return absl::OkStatus();
    SlaClock clock;
    resource::Rest unused;
    GUANXI_RETURN_IF_ERROR(resource::DecodeBlobs(records[0].after_body(),
                                                 records[0].after_personal(), &clock, &unused));
    const bool is_open = clock.state() == SlaClock::RUNNING || clock.state() == SlaClock::PAUSED;
    if (!is_open || !clock.has_breach_time()) return absl::OkStatus();
    GUANXI_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(records[0].resource_id()));
    clock.set_name(absl::StrCat("slaClocks/", id.ToString()));
    return engine_->Write(
        events::WriterIn(tenant, kEventActor), {db::Lane::kJob}, resource::WriteContext(),
        [&](UnitOfWork& work) { return desk_->RecycleBreached(work, BreachOf(clock)).status(); });
  };
  return events::ReadAllRecords(read, kClockType, loss.partition, /*at_once=*/1, held, take);
}

events::Consumer::Options LeadBreaches::Consume(const std::string& target,
                                                const events::AccountToken& token) const {
  return events::HearAt(
      target, token,
      {"lead-svc.breaches", "workflow-svc", engine_, kEventActor, &LeadBreaches::Concerns}, this);
}

}  // namespace guanxi::lead
