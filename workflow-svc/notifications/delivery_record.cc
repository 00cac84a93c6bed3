#include "workflow-svc/notifications/delivery_record.h"

#include <algorithm>
#include <iterator>
#include <optional>

#include "absl/functional/function_ref.h"
#include "common/base/status_macros.h"
#include "common/resource/resource_name.h"
#include "google/protobuf/util/time_util.h"
#include "guanxi/workflow/v1/channel.pb.h"
#include "guanxi/workflow/v1/delivery.pb.h"
#include "workflow-svc/notifications/notifier.h"

namespace guanxi::workflow {
namespace {

using google::protobuf::util::TimeUtil;
using resource::ResourceName;
using resource::Stored;
using resource::UnitOfWork;
using v1::Channel;
using v1::Delivery;

google::protobuf::Timestamp Stamp(absl::Time time) {
  return TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(time));
}

bool IsChannelsFault(const Outcome& outcome) {
  switch (outcome.error) {
    case Delivery::ERROR_UNSPECIFIED:
    case Delivery::NO_ADDRESS:
    case Delivery::CHANNEL_NOT_READY:
    case Delivery::CHANNEL_PAUSED:
    case Delivery::CONTENT_GONE:
    case Delivery::DIRECTORY_DOWN:
      return false;
    default:
      return true;
  }
}

// The record may have been purged; then there is nothing to write.
absl::Status Change(UnitOfWork& work, const Resources& all, const Uuid& id,
                    absl::FunctionRef<void(Delivery*)> set) {
  const auto row = work.Get(*all.deliveries, ResourceName{Uuid(), id});
  if (absl::IsNotFound(row.status())) return absl::OkStatus();
  GUANXI_RETURN_IF_ERROR(row.status());
  Delivery next;
  next.CopyFrom(*row->message);
  set(&next);
  return work.Update(*all.deliveries, *row, &next).status();
}

void GiveUp(Delivery::Error error, Delivery* delivery) {
  delivery->set_state(Delivery::DEAD);
  delivery->set_error(error);
  delivery->clear_next_attempt_time();
}

}  // namespace

absl::Duration BackOff(int attempts) {
  static constexpr int kSeconds[] = {30, 120, 480, 1800, 7200};
  const int last = static_cast<int>(std::size(kSeconds)) - 1;
  return absl::Seconds(kSeconds[std::clamp(attempts - 1, 0, last)]);
}

absl::StatusOr<bool> RecordAttempt(UnitOfWork& work, const Resources& all, const Uuid& tenant,
                                   const QueuedDelivery& delivery, const Outcome& outcome) {
  // Its queue's row says how often it was tried where its record is gone.
  int attempts = kMaxAttempts;
  GUANXI_ASSIGN_OR_RETURN(const std::optional<Stored> row,
                          work.Peek(*all.deliveries, ResourceName{Uuid(), delivery.id}));
  if (row.has_value()) {
    attempts = static_cast<const Delivery&>(*row->message).attempts() + 1;
  }
  const bool is_over = outcome.ok() || outcome.for_good || attempts >= kMaxAttempts;
  const absl::Time next_time = work.now() + BackOff(attempts);
  GUANXI_ASSIGN_OR_RETURN(const bool is_ours,
                          is_over ? Remove(work.tx(), tenant, delivery)
                                  : Postpone(work.tx(), tenant, delivery, next_time));
  if (!is_ours) return false;
  GUANXI_RETURN_IF_ERROR(Change(work, all, delivery.id, [&](Delivery* next) {
    next->set_attempts(attempts);
    next->set_error(outcome.error);
    next->clear_next_attempt_time();
    if (outcome.ok()) {
      next->set_state(Delivery::SENT);
      *next->mutable_send_time() = Stamp(work.now());
    } else if (is_over) {
      GiveUp(outcome.error, next);
    } else {
      next->set_state(Delivery::FAILED);
      *next->mutable_next_attempt_time() = Stamp(next_time);
    }
  }));
  return true;
}

absl::Status RecordPause(UnitOfWork& work, const Resources& all, const Uuid& tenant,
                         const QueuedDelivery& delivery, absl::Time due_time) {
  GUANXI_ASSIGN_OR_RETURN(const std::optional<Stored> row,
                          work.Peek(*all.deliveries, ResourceName{Uuid(), delivery.id}));
  const absl::Time made = row.has_value()
                              ? absl::FromUnixMicros(TimeUtil::TimestampToMicroseconds(
                                    static_cast<const Delivery&>(*row->message).create_time()))
                              : absl::InfinitePast();
  if (made + kMaxPause > work.now()) {
    return Postpone(work.tx(), tenant, delivery, due_time).status();
  }
  GUANXI_ASSIGN_OR_RETURN(const bool is_ours, Remove(work.tx(), tenant, delivery));
  if (!is_ours) return absl::OkStatus();
  return Change(work, all, delivery.id,
                [](Delivery* next) { GiveUp(Delivery::CHANNEL_PAUSED, next); });
}

absl::Status RecordChannel(UnitOfWork& work, const Resources& all, const ChannelAccounts& accounts,
                           const Uuid& channel, const Outcome& outcome) {
  if (!outcome.ok() && !IsChannelsFault(outcome)) return absl::OkStatus();
  const Uuid& tenant = work.principal().tenant;
  GUANXI_ASSIGN_OR_RETURN(ChannelAccount account, accounts.Get(work.tx(), tenant, channel));
  const int64_t before = account.failures;
  account.failures = outcome.ok() ? 0 : before + 1;
  if (account.failures == before) return absl::OkStatus();
  const auto row = work.GetLive(*all.channels, ResourceName{Uuid(), channel});
  if (absl::IsNotFound(row.status())) return absl::OkStatus();
  GUANXI_RETURN_IF_ERROR(row.status());
  Channel next;
  next.CopyFrom(*row->message);
  const bool pauses = account.failures >= kFailuresToPause && next.state() == Channel::ACTIVE;
  if (pauses) account.failures = 0;
  GUANXI_RETURN_IF_ERROR(accounts.Put(work.tx(), tenant, channel, account));
  if (!pauses) return absl::OkStatus();
  next.set_state(Channel::PAUSED);
  GUANXI_RETURN_IF_ERROR(work.Update(*all.channels, *row, &next).status());
  Notice notice;
  notice.kind = v1::Notification::CHANNEL_PAUSED;
  notice.recipients.push_back({next.owner()});
  notice.text.fields = {{"channel", next.display_name()},
                        {"reason", Delivery::Error_Name(outcome.error)}};
  notice.subject = notice.source = next.name();
  return Notify(work, notice);
}

}  // namespace guanxi::workflow
