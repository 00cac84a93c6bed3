#include "workflow-svc/notifications/notifier.h"

#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/base/status_macros.h"
#include "common/base/uuid.h"
#include "common/resource/environment.h"
#include "common/resource/name_fields.h"
#include "common/resource/resource_name.h"
#include "common/text/utf8.h"
#include "workflow-svc/notifications/notice.pb.h"
#include "workflow-svc/notifications/take_back.h"
#include "workflow-svc/notifications/template_texts.h"

namespace guanxi::workflow {
namespace {

using notifications::StoredNotice;

constexpr size_t kMaxTitle = 512, kMaxText = 4096, kMaxName = 256, kMaxData = 32'768;
// So long what is bundled waits for what comes with it.
constexpr absl::Duration kGather = absl::Seconds(1);

// No longer than `max` bytes, with a sign that there was more.
std::string Cut(const std::string& text, size_t max) {
  constexpr absl::string_view kMore = "…";
  if (text.size() <= max) return text;
  return absl::StrCat(text::TruncateUtf8(text, max - kMore.size()), kMore);
}

// Control characters end no line here: a title stands in the head of a mail.
std::string OneLine(std::string text) {
  for (char& c : text) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
  }
  return text;
}

void SetText(const ReadyText& ready, StoredNotice* stored) {
  stored->set_title(Cut(OneLine(ready.title), kMaxTitle));
  stored->set_text(Cut(ready.text, kMaxText));
}

absl::Status CheckNames(const std::string& subject, const std::string& source) {
  if (subject.size() > kMaxName || source.size() > kMaxName) {
    return absl::InternalError("the name of a notice's subject or source is too long");
  }
  return absl::OkStatus();
}

std::vector<db::Value> RowOf(const resource::UnitOfWork& work, const Uuid& id,
                             const Uuid& recipient, const StoredNotice& stored) {
  const absl::Duration wait = stored.bundle_key().empty() ? absl::ZeroDuration() : kGather;
  std::vector<db::Value> values = {
      work.principal().tenant.bytes(), id.bytes(), recipient.bytes(), work.now() + wait, 0,
      stored.SerializeAsString()};
  const bool is_about = !stored.subject().empty() && stored.kind() != 0;
  const auto kind = static_cast<v1::Notification::Kind>(stored.kind());
  values.push_back(is_about ? db::Value(AboutKey(kind, stored.subject()).bytes()) : db::Value());
  values.push_back(is_about ? db::Value(SourceKey(stored.source()).bytes()) : db::Value());
  return values;
}

// One that follows from what is told, or a new one.
Uuid IdOf(const resource::UnitOfWork& work, const Notice& notice, const Uuid& user) {
  if (notice.once_key.empty()) return work.environment().uuids().Next();
  return DeriveUuid("notice",
                    absl::StrCat(work.principal().tenant.bytes(), user.bytes(), notice.once_key));
}

absl::Status CheckNotice(const Notice& notice) {
  if (!v1::Notification::Kind_IsValid(notice.kind) ||
      notice.kind == v1::Notification::KIND_UNSPECIFIED) {
    return absl::InternalError("a notice has no kind");
  }
  if (notice.recipients.empty() || notice.recipients.size() > kMaxRecipients) {
    return absl::InternalError(absl::StrCat("a notice has 1 to ", kMaxRecipients, " recipients"));
  }
  if (notice.bundle_key.size() > kMaxName || notice.once_key.size() > kMaxName) {
    return absl::InternalError("the key of a notice is too long");
  }
  if (!notice.bundle_key.empty() && !notice.once_key.empty()) {
    return absl::InternalError("what is told once is not bundled");
  }
  return CheckNames(notice.subject, notice.source);
}

}  // namespace

db::InsertQuery InsertNoticesQuery() {
  return {"notice.insert",
          "INSERT INTO notices (tenant_id, id, recipient_id, ready_time, attempts, notice, "
          "about_key, source_key) VALUES ",
          " ON DUPLICATE KEY UPDATE attempts = attempts"};
}

absl::Status Notify(resource::UnitOfWork& work, const Notice& notice) {
  GUANXI_RETURN_IF_ERROR(CheckNotice(notice));
  if (notice.as_of.has_value()) {
    GUANXI_ASSIGN_OR_RETURN(
        const bool is_recalled,
        IsRecalled(work.tx(), work.principal().tenant, AboutKey(notice.kind, notice.subject),
                   SourceKey(notice.source), *notice.as_of));
    if (is_recalled) return absl::OkStatus();
  }
  const std::string key = notice.text.key.empty() ? KeyOf(notice.kind) : notice.text.key;
  std::vector<std::vector<db::Value>> rows;
  std::set<Uuid> told;
  for (const Recipient& recipient : notice.recipients) {
    const auto user = resource::ParseReference("users", recipient.user);
    if (!user.ok()) return absl::InternalError("a notice's recipient is no user's name");
    if (recipient.ready.title.empty() && key.empty()) {
      return absl::InternalError("a notice has neither text nor template");
    }
    if (!told.insert(*user).second) continue;
    StoredNotice stored;
    stored.set_kind(notice.kind);
    SetText(recipient.ready, &stored);
    if (recipient.ready.title.empty()) {
      stored.set_template_key(key);
      stored.mutable_fields()->insert(notice.text.fields.begin(), notice.text.fields.end());
    }
    stored.set_subject(notice.subject);
    stored.set_source(notice.source);
    stored.set_bundle_key(notice.bundle_key);
    stored.set_once(!notice.once_key.empty());
    rows.push_back(RowOf(work, IdOf(work, notice, *user), *user, stored));
  }
  return work.tx().InsertRows(InsertNoticesQuery(), rows).status();
}

absl::Status Post(resource::UnitOfWork& work, const Posting& posting) {
  if (!resource::ParseReference("channels", posting.channel).ok()) {
    return absl::InternalError("a posting's channel is no channel's name");
  }
  if (posting.text.title.empty()) return absl::InternalError("a posting has no title");
  if (posting.data_json.size() > kMaxData)
    return absl::InternalError("a posting has too much data");
  GUANXI_RETURN_IF_ERROR(CheckNames(posting.subject, posting.source));
  StoredNotice stored;
  SetText(posting.text, &stored);
  stored.set_subject(posting.subject);
  stored.set_source(posting.source);
  stored.set_channel(resource::CanonicalName(posting.channel));
  stored.set_data_json(posting.data_json);
  const Uuid id =
      posting.once_key.empty()
          ? work.environment().uuids().Next()
          : DeriveUuid("posting", absl::StrCat(work.principal().tenant.bytes(), posting.once_key));
  return work.tx().InsertRows(InsertNoticesQuery(), {RowOf(work, id, Uuid(), stored)}).status();
}

}  // namespace guanxi::workflow
