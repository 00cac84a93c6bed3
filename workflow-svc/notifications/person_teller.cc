#include "workflow-svc/notifications/person_teller.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/resource/environment.h"
#include "common/resource/resource_name.h"
#include "common/text/utf8.h"
#include "google/protobuf/util/time_util.h"
#include "workflow-svc/notifications/delivery_queue.h"
#include "workflow-svc/notifications/notification_reads.h"
#include "workflow-svc/notifications/notification_rules.h"
#include "workflow-svc/notifications/placed_text.h"

namespace guanxi::workflow {
namespace {

using google::protobuf::util::TimeUtil;
using resource::ResourceName;
using v1::Delivery;
using v1::Notification;

constexpr size_t kMaxTitle = 512, kMaxText = 4096;

// Of a template that was stored, and so is one.
std::string Filled(const std::string& text,
                   const google::protobuf::Map<std::string, std::string>& fields) {
  const auto made = PlacedText::Parse(text);
  if (!made.ok()) return text;
  return made->Render(std::map<std::string, std::string>(fields.begin(), fields.end()));
}

std::string OneLine(std::string text) {
  for (char& c : text) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
  }
  return std::string(text::TruncateUtf8(text, kMaxTitle));
}

// Says what `next` says, besides what it has said before.
void AddTo(const Notification& next, Notification* notification) {
  notification->set_title(next.title());
  notification->set_text(next.text());
  notification->set_subject(next.subject());
  notification->set_count(notification->count() + next.count());
}

// Empty: it is not bundled. One kind is told by itself: a reminder does not say that it is due.
std::string BundleKeyOf(const notifications::StoredNotice& notice) {
  if (notice.bundle_key().empty()) return "";
  return absl::StrCat(notice.kind(), " ", notice.bundle_key());
}

absl::Time ToTime(const google::protobuf::Timestamp& time) {
  return absl::FromUnixMicros(TimeUtil::TimestampToMicroseconds(time));
}

}  // namespace

absl::Status AddDelivery(resource::UnitOfWork& work, const Resources& all, const Uuid& id,
                         Delivery delivery, absl::Time due_time,
                         const notifications::StoredPosting& posting) {
  Target target{work.principal().tenant, Uuid(), Uuid()};
  GUANXI_ASSIGN_OR_RETURN(target.channel, resource::ParseReference("channels", delivery.channel()));
  if (!delivery.recipient().empty()) {
    GUANXI_ASSIGN_OR_RETURN(target.recipient,
                            resource::ParseReference("users", delivery.recipient()));
  }
  delivery.set_state(Delivery::PENDING);
  *delivery.mutable_next_attempt_time() =
      TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(due_time));
  GUANXI_RETURN_IF_ERROR(work.Insert(*all.deliveries, ResourceName{Uuid(), id}, &delivery));
  return Enqueue(work.tx(), target, {id, due_time, 0, posting});
}

absl::Status PersonTeller::Begin() {
  GUANXI_RETURN_IF_ERROR(work_.Guard("tell", person_.ToString()));
  GUANXI_ASSIGN_OR_RETURN(preference_, FindPreference(work_, all_, person_));
  if (preference_.has_value() && !preference_->locale().empty()) locale_ = preference_->locale();
  return absl::OkStatus();
}

absl::Status PersonTeller::Add(const QueuedNotice& notice) {
  Notification next;
  next.set_kind(static_cast<Notification::Kind>(notice.notice.kind()));
  if (IsMuted(preference_.has_value() ? &*preference_ : nullptr, next.kind())) {
    return absl::OkStatus();
  }
  if (notice.notice.once()) {
    GUANXI_ASSIGN_OR_RETURN(const std::optional<resource::Stored> told,
                            work_.Peek(*all_.notifications, ResourceName{Uuid(), notice.id}));
    if (told.has_value()) return absl::OkStatus();
  }
  GUANXI_RETURN_IF_ERROR(Render(notice.notice, &next));
  next.set_recipient(absl::StrCat("users/", person_.ToString()));
  next.set_state(Notification::UNREAD);
  next.set_subject(notice.notice.subject());
  next.set_source(notice.notice.source());
  next.set_count(1);
  const std::string key = BundleKeyOf(notice.notice);
  if (!key.empty()) {
    GUANXI_ASSIGN_OR_RETURN(Entry* const known, FindEntry(key));
    if (known != nullptr) {
      AddTo(next, &known->notification);
      Tie(notice, next, known->id);
      return absl::OkStatus();
    }
    GUANXI_RETURN_IF_ERROR(
        PutBundle(work_.tx(), work_.principal().tenant, person_, key, notice.id, work_.now()));
  }
  Tie(notice, next, notice.id);
  Entry entry;
  entry.id = notice.id;
  entry.notification = std::move(next);
  entry.is_bundled = !key.empty();
  entries_[key.empty() ? notice.id.ToString() : absl::StrCat("=", key)] = std::move(entry);
  return absl::OkStatus();
}

void PersonTeller::Tie(const QueuedNotice& notice, const Notification& said,
                       const Uuid& notification) {
  if (said.subject().empty()) return;
  NoticeTie& tie = ties_.emplace_back();
  tie.about = AboutKey(said.kind(), said.subject());
  tie.source = SourceKey(said.source());
  tie.notice = notice.id;
  tie.notification = notification;
  tie.told.set_title(said.title());
  tie.told.set_text(said.text());
  tie.told.set_subject(said.subject());
}

absl::Status PersonTeller::Render(const notifications::StoredNotice& notice, Notification* to) {
  TemplateText text{notice.title(), notice.text()};
  if (text.title.empty()) {
    GUANXI_ASSIGN_OR_RETURN(text, FindText(work_, all_, notice.template_key(), locale_));
    text.title = Filled(text.title, notice.fields());
    text.text = Filled(text.text, notice.fields());
  }
  to->set_title(OneLine(std::move(text.title)));
  to->set_text(std::string(text::TruncateUtf8(text.text, kMaxText)));
  return absl::OkStatus();
}

absl::StatusOr<PersonTeller::Entry*> PersonTeller::FindEntry(const std::string& bundle_key) {
  const std::string key = absl::StrCat("=", bundle_key);
  const auto known = entries_.find(key);
  if (known != entries_.end()) return &known->second;
  GUANXI_ASSIGN_OR_RETURN(const std::optional<Uuid> id,
                          FindBundle(work_.tx(), work_.principal().tenant, person_, bundle_key,
                                     work_.now() - kBundleWindow));
  if (!id.has_value()) return nullptr;
  auto row = work_.Get(*all_.notifications, ResourceName{Uuid(), *id});
  if (absl::IsNotFound(row.status())) return nullptr;  // it was removed meanwhile
  GUANXI_RETURN_IF_ERROR(row.status());
  Entry entry;
  entry.id = *id;
  entry.notification.CopyFrom(*row->message);
  if (entry.notification.state() != Notification::UNREAD ||
      ToTime(entry.notification.create_time()) <= work_.now() - kBundleWindow) {
    return nullptr;
  }
  entry.old = *std::move(row);
  return &(entries_[key] = std::move(entry));
}

absl::Status PersonTeller::End() {
  for (auto& [key, entry] : entries_) {
    if (entry.old.has_value()) {
      GUANXI_RETURN_IF_ERROR(
          work_.Update(*all_.notifications, *entry.old, &entry.notification).status());
      continue;
    }
    GUANXI_RETURN_IF_ERROR(
        work_.Insert(*all_.notifications, ResourceName{Uuid(), entry.id}, &entry.notification));
    GUANXI_RETURN_IF_ERROR(Deliver(entry));
  }
  return InsertTies(work_.tx(), work_.principal().tenant, person_, work_.now(), ties_);
}

absl::Status PersonTeller::Deliver(const Entry& entry) {
  const auto* const preference = preference_.has_value() ? &*preference_ : nullptr;
  if (!WantsEmail(preference, entry.notification.kind())) return absl::OkStatus();
  GUANXI_ASSIGN_OR_RETURN(const Uuid channel, FindMailChannel(work_));
  if (channel.IsNil()) return absl::OkStatus();
  absl::Time due = work_.now() + (entry.is_bundled ? kMailWait : absl::ZeroDuration());
  due = MayBeSentAt(work_, preference_, due);
  Delivery delivery;
  delivery.set_channel(absl::StrCat("channels/", channel.ToString()));
  delivery.set_recipient(entry.notification.recipient());
  delivery.set_notification(entry.notification.name());
  delivery.set_source(entry.notification.source());
  return AddDelivery(work_, all_, work_.environment().uuids().Next(), std::move(delivery), due,
                     notifications::StoredPosting());
}

}  // namespace guanxi::workflow
