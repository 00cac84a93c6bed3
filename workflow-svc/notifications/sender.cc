#include "workflow-svc/notifications/sender.h"

#include <algorithm>
#include <atomic>
#include <thread>
#include <utility>

#include "common/base/log.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/events/unit_effects.h"
#include "common/resource/environment.h"
#include "common/resource/resource_name.h"
#include "google/protobuf/util/time_util.h"
#include "guanxi/workflow/v1/delivery.pb.h"
#include "guanxi/workflow/v1/notification.pb.h"
#include "workflow-svc/notifications/delivery_record.h"
#include "workflow-svc/notifications/notification_reads.h"
#include "workflow-svc/notifications/robot.h"

namespace guanxi::workflow {
namespace {

using google::protobuf::util::TimeUtil;
using resource::ResourceName;
using resource::Stored;
using resource::UnitOfWork;
using v1::Channel;
using v1::Delivery;
using v1::Notification;

constexpr char kActor[] = "services/workflow-svc";
constexpr int kMessagesInOne = 50;
constexpr absl::Duration kPauseLook = absl::Minutes(15);

}  // namespace

absl::StatusOr<int> Sender::RunOnce() {
  std::vector<Target> targets;
  const absl::Time now = engine_->environment().business_clock()->Now();
  GUANXI_RETURN_IF_ERROR(
      database_->ReadOnly({db::Lane::kJob}, [&](db::Transaction& tx) -> absl::Status {
        GUANXI_ASSIGN_OR_RETURN(targets, DueTargets(tx, now, options_.clock->Now()));
        return absl::OkStatus();
      }));
  std::atomic<size_t> next{0};
  const auto work = [&] {
    for (size_t i = next++; i < targets.size(); i = next++) Serve(targets[i]);
  };
  std::vector<std::thread> threads;
  const size_t others = std::min(targets.size(), static_cast<size_t>(options_.at_once));
  for (size_t i = 1; i < others; ++i) threads.emplace_back(work);
  work();
  for (std::thread& thread : threads) thread.join();
  return static_cast<int>(targets.size());
}

void Sender::Serve(const Target& target) {
  const Principal writer = events::WriterIn(target.tenant, kActor);
  Job job;
  absl::Status status = engine_->Write(writer, {db::Lane::kJob}, {}, [&](UnitOfWork& work) {
    job = Job();
    job.target = target;
    return Prepare(work, &job);
  });
  if (status.ok() && !(job.claimed.empty() && job.gone.empty())) {
    const Outcome outcome = Send(&job);
    status = engine_->Write(writer, {db::Lane::kJob}, {},
                            [&](UnitOfWork& work) { return Record(work, job, outcome); });
  }
  if (status.ok()) return;
  // What was claimed comes back when the lease is over.
  Log(Severity::kWarning, "delivery.not_served",
      {{"code", absl::StatusCodeToString(status.code())}, {"reason", Reason(status)}});
}

absl::Status Sender::Prepare(UnitOfWork& work, Job* job) const {
  const Target& target = job->target;
  GUANXI_ASSIGN_OR_RETURN(const std::optional<Stored> row,
                          work.Peek(*resources_.channels, ResourceName{Uuid(), target.channel}));
  if (row.has_value()) {
    job->channel.emplace();
    job->channel->CopyFrom(*row->message);
  }
  const bool is_single = row.has_value() && job->channel->kind() == Channel::WEBHOOK;
  const absl::Time real = options_.clock->Now();
  GUANXI_ASSIGN_OR_RETURN(job->claimed,
                          Claim(work.tx(), target, work.now(), real, real + options_.lease,
                                is_single ? 1 : kMessagesInOne));
  if (job->claimed.empty() || !row.has_value()) return absl::OkStatus();
  if (job->channel->state() == Channel::PAUSED) {
    job->wait = kPauseLook;
    return absl::OkStatus();
  }
  if (!target.recipient.IsNil()) {
    // Another attempt may come in the midst of them, and they may be others by now.
    GUANXI_ASSIGN_OR_RETURN(const auto preference,
                            FindPreference(work, resources_, target.recipient));
    const absl::Time time = MayBeSentAt(work, preference, work.now());
    if (time > work.now()) {
      job->wait = time - work.now();
      return absl::OkStatus();
    }
  }
  GUANXI_ASSIGN_OR_RETURN(const ChannelAccount account,
                          accounts_->Get(work.tx(), target.tenant, target.channel));
  job->credentials = account.credentials;
  if (IsRobot(job->channel->kind())) {
    GUANXI_ASSIGN_OR_RETURN(const absl::Duration wait, TakeTurn(work, target.channel, account));
    if (wait > absl::ZeroDuration()) {
      job->wait = wait;
      return absl::OkStatus();
    }
  }
  for (const QueuedDelivery& delivery : std::exchange(job->claimed, {})) {
    GUANXI_RETURN_IF_ERROR(AddContent(work, delivery, job));
  }
  return absl::OkStatus();
}

absl::Status Sender::AddContent(UnitOfWork& work, const QueuedDelivery& delivery, Job* job) const {
  ChannelMessage& message = job->message;
  Saying saying{delivery.posting.title(), delivery.posting.text(), delivery.posting.subject(), 1};
  absl::Time time = absl::FromUnixMicros(delivery.posting.time_micros());
  if (!job->target.recipient.IsNil()) {
    GUANXI_ASSIGN_OR_RETURN(const auto record,
                            work.Peek(*resources_.deliveries, ResourceName{Uuid(), delivery.id}));
    std::optional<Stored> row;
    if (record.has_value()) {
      const auto id = resource::ParseReference(
          "notifications", static_cast<const Delivery&>(*record->message).notification());
      if (id.ok()) {
        GUANXI_ASSIGN_OR_RETURN(row,
                                work.Peek(*resources_.notifications, ResourceName{Uuid(), *id}));
      }
    }
    if (!row.has_value()) {
      job->gone.push_back(delivery);
      return absl::OkStatus();
    }
    const auto& said = static_cast<const Notification&>(*row->message);
    if (said.state() == Notification::WITHDRAWN) {
      job->gone.push_back(delivery);
      return absl::OkStatus();
    }
    saying = {said.title(), said.text(), said.subject(), said.count()};
    time = absl::FromUnixMicros(TimeUtil::TimestampToMicroseconds(said.create_time()));
  }
  if (message.id.empty()) message.id = delivery.id.ToString();
  message.time = time;
  message.sayings.push_back(std::move(saying));
  message.source = delivery.posting.source();
  message.data_json = delivery.posting.data_json();
  job->claimed.push_back(delivery);
  return absl::OkStatus();
}

absl::StatusOr<absl::Duration> Sender::TakeTurn(UnitOfWork& work, const Uuid& channel,
                                                ChannelAccount account) const {
  const absl::Time real = options_.clock->Now();
  if (account.window_time + absl::Minutes(1) <= real) {
    account.window_time = real;
    account.window_count = 0;
  }
  if (account.window_count >= kRobotMessagesPerMinute) {
    return std::max(account.window_time + absl::Minutes(1) - real, absl::Seconds(1));
  }
  ++account.window_count;
  GUANXI_RETURN_IF_ERROR(accounts_->Put(work.tx(), work.principal().tenant, channel, account));
  return absl::ZeroDuration();
}

Outcome Sender::Send(Job* job) const {
  if (job->wait.has_value() || job->claimed.empty()) return {};
  if (!job->channel.has_value()) return {Delivery::CHANNEL_NOT_READY, /*for_good=*/true};
  if (job->channel->kind() == Channel::EMAIL) {
    if (job->target.recipient.IsNil()) return {Delivery::NO_ADDRESS, /*for_good=*/true};
    const auto person = people_->Find(job->target.tenant, job->target.recipient);
    if (!person.ok()) return {Delivery::DIRECTORY_DOWN};
    if (!person->active || person->email.empty()) return {Delivery::NO_ADDRESS, /*for_good=*/true};
    job->message.address = person->email;
  }
  return SendBy(*outgoing_, *job->channel, job->credentials, job->message, options_.clock->Now());
}

absl::Status Sender::Record(UnitOfWork& work, const Job& job, const Outcome& outcome) const {
  const Uuid& tenant = job.target.tenant;
  for (const QueuedDelivery& delivery : job.gone) {
    const Outcome gone{Delivery::CONTENT_GONE, /*for_good=*/true};
    GUANXI_RETURN_IF_ERROR(RecordAttempt(work, resources_, tenant, delivery, gone).status());
  }
  bool is_ours = false;
  for (const QueuedDelivery& delivery : job.claimed) {
    if (job.wait.has_value()) {
      GUANXI_RETURN_IF_ERROR(
          RecordPause(work, resources_, tenant, delivery, work.now() + *job.wait));
      continue;
    }
    GUANXI_ASSIGN_OR_RETURN(const bool recorded,
                            RecordAttempt(work, resources_, tenant, delivery, outcome));
    is_ours = is_ours || recorded;
  }
  if (!is_ours || !job.channel.has_value()) return absl::OkStatus();
  return RecordChannel(work, resources_, *accounts_, job.target.channel, outcome);
}

}  // namespace guanxi::workflow
