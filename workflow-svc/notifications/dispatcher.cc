#include "workflow-svc/notifications/dispatcher.h"

#include <algorithm>
#include <map>
#include <optional>
#include <tuple>
#include <utility>

#include "common/base/log.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/events/unit_effects.h"
#include "common/resource/environment.h"
#include "common/resource/resource_name.h"
#include "workflow-svc/notifications/person_teller.h"

namespace guanxi::workflow {
namespace {

using resource::ResourceName;
using resource::Stored;
using resource::UnitOfWork;

constexpr int kNoticesAtOnce = 500;
// Each may become a notification and a delivery; what is bundled becomes less.
constexpr size_t kNoticesOfGroup = 90;
constexpr char kActor[] = "services/workflow-svc";
constexpr absl::Duration kMaxDelay = absl::Hours(1);

absl::Duration DelayAfter(int64_t attempts) {
  return std::min(kMaxDelay, absl::Seconds(2) * (int64_t{1} << std::min<int64_t>(attempts, 12)));
}

// To whom, or by which channel.
auto KeyOf(const QueuedNotice& notice) {
  return std::make_tuple(notice.tenant, notice.recipient, notice.notice.channel());
}

}  // namespace

absl::StatusOr<int> Dispatcher::RunOnce() {
  std::vector<QueuedNotice> ready;
  const absl::Time now = engine_->environment().business_clock()->Now();
  GUANXI_RETURN_IF_ERROR(
      database_->ReadOnly({db::Lane::kJob}, [&](db::Transaction& tx) -> absl::Status {
        GUANXI_ASSIGN_OR_RETURN(ready, ReadyNotices(tx, now, kNoticesAtOnce));
        return absl::OkStatus();
      }));
  std::map<std::tuple<Uuid, Uuid, std::string>, std::vector<Group>> groups;
  for (const QueuedNotice& notice : ready) {
    std::vector<Group>& of_one = groups[KeyOf(notice)];
    if (of_one.empty() || of_one.back().size() >= kNoticesOfGroup) of_one.emplace_back();
    of_one.back().push_back(notice);
  }
  for (const auto& [key, of_one] : groups) {
    for (const Group& group : of_one) Tell(group);
  }
  return static_cast<int>(ready.size());
}

void Dispatcher::Tell(const Group& group) {
  const QueuedNotice& first = group.front();
  std::string locale;
  if (!first.recipient.IsNil()) {
    // He is told in some language rather than later.
    const auto person = people_->Find(first.tenant, first.recipient);
    if (person.ok()) locale = person->locale;
  }
  const Principal writer = events::WriterIn(first.tenant, kActor);
  const absl::Status status =
      engine_->Write(writer, {db::Lane::kJob}, {}, [&](UnitOfWork& work) -> absl::Status {
        return first.recipient.IsNil() ? PostAll(work, group) : TellPerson(work, group, locale);
      });
  if (status.ok()) return;
  Log(Severity::kWarning, "notification.not_told",
      {{"code", absl::StatusCodeToString(status.code())},
       {"reason", Reason(status)},
       {"notices", group.size()}});
  const absl::Time now = engine_->environment().business_clock()->Now();
  const absl::Status delayed =
      database_->ReadWrite({db::Lane::kJob}, [&](db::Transaction& tx) -> absl::Status {
        for (const QueuedNotice& notice : group) {
          GUANXI_RETURN_IF_ERROR(DelayNotice(tx, notice, now + DelayAfter(notice.attempts)));
        }
        return absl::OkStatus();
      });
  if (!delayed.ok()) Log(Severity::kWarning, "notification.not_delayed");
}

absl::Status Dispatcher::TellPerson(UnitOfWork& work, const Group& group,
                                    const std::string& locale) const {
  PersonTeller teller(&work, &resources_, group.front().recipient, locale);
  GUANXI_RETURN_IF_ERROR(teller.Begin());
  std::vector<const QueuedNotice*> told;
  for (const QueuedNotice& notice : group) {
    GUANXI_ASSIGN_OR_RETURN(const bool is_ours, TakeNotice(work.tx(), notice));
    if (!is_ours) continue;
    if (notice.notice.has_take_back()) {
      GUANXI_RETURN_IF_ERROR(teller.TakeBack(notice.notice.take_back()));
    } else {
      told.push_back(&notice);
    }
  }
  for (const QueuedNotice* const one : told) {
    const QueuedNotice& notice = *one;
    if (notice.notice.kind() == v1::Notification::KIND_UNSPECIFIED) {
      Log(Severity::kError, "notification.unreadable");
      continue;
    }
    GUANXI_RETURN_IF_ERROR(teller.Add(notice));
  }
  return teller.End();
}

absl::Status Dispatcher::PostAll(UnitOfWork& work, const Group& group) const {
  const auto channel = resource::ParseReference("channels", group.front().notice.channel());
  std::optional<Stored> row;
  if (channel.ok()) {
    GUANXI_ASSIGN_OR_RETURN(row, work.Peek(*resources_.channels, ResourceName{Uuid(), *channel}));
  }
  for (const QueuedNotice& notice : group) {
    GUANXI_ASSIGN_OR_RETURN(const bool is_ours, TakeNotice(work.tx(), notice));
    if (!is_ours || !channel.ok()) continue;
    // The second of two that are the same.
    GUANXI_ASSIGN_OR_RETURN(const std::optional<Stored> before,
                            work.Peek(*resources_.deliveries, ResourceName{Uuid(), notice.id}));
    if (before.has_value()) continue;
    v1::Delivery delivery;
    delivery.set_channel(notice.notice.channel());
    delivery.set_source(notice.notice.source());
    if (!row.has_value()) {  // It has gone since the posting was made.
      delivery.set_state(v1::Delivery::DEAD);
      delivery.set_error(v1::Delivery::CHANNEL_NOT_READY);
      GUANXI_RETURN_IF_ERROR(
          work.Insert(*resources_.deliveries, ResourceName{Uuid(), notice.id}, &delivery));
      continue;
    }
    notifications::StoredPosting posting;
    posting.set_title(notice.notice.title());
    posting.set_text(notice.notice.text());
    posting.set_subject(notice.notice.subject());
    posting.set_source(notice.notice.source());
    posting.set_data_json(notice.notice.data_json());
    posting.set_time_micros(absl::ToUnixMicros(work.now()));
    GUANXI_RETURN_IF_ERROR(
        AddDelivery(work, resources_, notice.id, std::move(delivery), work.now(), posting));
  }
  return absl::OkStatus();
}

}  // namespace guanxi::workflow
