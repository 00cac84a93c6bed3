#include "workflow-svc/notifications/notification_reads.h"

#include "common/base/status_macros.h"
#include "common/resource/environment.h"
#include "common/worktime/zone.h"
#include "guanxi/workflow/v1/channel.pb.h"
#include "guanxi/workflow/v1/notification.pb.h"
#include "guanxi/workflow/v1/notification_template.pb.h"
#include "workflow-svc/notifications/quiet_hours.h"

namespace guanxi::workflow {
namespace {

using resource::ResourceName;
using resource::Stored;
using resource::UnitOfWork;

const db::Query& SelectPreference() {
  static const auto* const query = new db::Query{
      "notification_preference.select_of_user",
      "SELECT id FROM notification_preferences WHERE tenant_id = ? AND live = 1 AND user_id = ? "
      "ORDER BY create_time DESC, id DESC LIMIT 1"};
  return *query;
}

const db::Query& SelectTemplate() {
  static const auto* const query =
      new db::Query{"notification_template.select_by_key",
                    "SELECT id FROM notification_templates WHERE tenant_id = ? "
                    "AND template_key = ? AND locale = ? AND live = 1"};
  return *query;
}

const db::Query& SelectMailChannel() {
  static const auto* const query =
      new db::Query{"channel.select_mail",
                    "SELECT id FROM channels WHERE tenant_id = ? AND live = 1 AND kind = ? "
                    "ORDER BY state, create_time, id LIMIT 1"};
  return *query;
}

const db::Query& CountUnreadRows() {
  static const auto* const query = new db::Query{
      "notification.count_unread",
      "SELECT COUNT(*) FROM notifications WHERE tenant_id = ? AND live = 1 AND recipient_id = ? "
      "AND state = ?"};
  return *query;
}

const db::Query& SelectUnread() {
  static const auto* const query = new db::Query{
      "notification.select_unread",
      "SELECT id FROM notifications WHERE tenant_id = ? AND live = 1 AND recipient_id = ? "
      "AND state = ? AND create_time <= ? ORDER BY create_time, id LIMIT ?"};
  return *query;
}

// The id that a statement finds; nil: none.
absl::StatusOr<Uuid> FindId(UnitOfWork& work, const db::Query& query,
                            std::vector<db::Value> values) {
  values.insert(values.begin(), work.principal().tenant.bytes());
  GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, work.tx().Select(query, values));
  return rows.empty() ? Uuid() : Uuid::FromBytes(rows[0].String(0));
}

template <typename M>
absl::StatusOr<std::optional<M>> FindRecord(UnitOfWork& work, const resource::Resource& resource,
                                            const db::Query& query, std::vector<db::Value> values) {
  GUANXI_ASSIGN_OR_RETURN(const Uuid id, FindId(work, query, std::move(values)));
  if (id.IsNil()) return std::optional<M>();
  GUANXI_ASSIGN_OR_RETURN(const std::optional<Stored> row,
                          work.Peek(resource, ResourceName{Uuid(), id}));
  if (!row.has_value()) return std::optional<M>();
  return std::optional<M>(static_cast<const M&>(*row->message));
}

}  // namespace

absl::StatusOr<std::optional<v1::NotificationPreference>> FindPreference(UnitOfWork& work,
                                                                         const Resources& all,
                                                                         const Uuid& user) {
  return FindRecord<v1::NotificationPreference>(work, *all.notification_preferences,
                                                SelectPreference(), {user.bytes()});
}

absl::StatusOr<TemplateText> FindText(UnitOfWork& work, const Resources& all, absl::string_view key,
                                      absl::string_view locale) {
  for (const std::string& one : LocalesFor(locale)) {
    GUANXI_ASSIGN_OR_RETURN(const auto own, FindRecord<v1::NotificationTemplate>(
                                                work, *all.notification_templates, SelectTemplate(),
                                                {std::string(key), one}));
    if (own.has_value()) return TemplateText{own->title(), own->text()};
    if (const auto ours = BuiltInText(key, one); ours.has_value()) return *ours;
  }
  return TemplateText{std::string(key), ""};
}

absl::StatusOr<Uuid> FindMailChannel(UnitOfWork& work) {
  return FindId(work, SelectMailChannel(), {static_cast<int>(v1::Channel::EMAIL)});
}

absl::TimeZone ZoneOf(const UnitOfWork& work, const v1::NotificationPreference& preference) {
  return worktime::FindZone(preference.time_zone())
      .value_or(work.environment().MomentOf(work.principal().tenant).zone);
}

absl::Time MayBeSentAt(const UnitOfWork& work,
                       const std::optional<v1::NotificationPreference>& preference,
                       absl::Time time) {
  if (!preference.has_value() || !preference->has_quiet_hours()) return time;
  return AfterQuietHours(preference->quiet_hours(), ZoneOf(work, *preference), time);
}

absl::StatusOr<int> CountUnread(db::Transaction& tx, const Uuid& tenant, const Uuid& person) {
  GUANXI_ASSIGN_OR_RETURN(
      const db::Rows rows,
      tx.Select(CountUnreadRows(),
                {tenant.bytes(), person.bytes(), static_cast<int>(v1::Notification::UNREAD)}));
  return static_cast<int>(rows[0].Int64(0));
}

absl::StatusOr<std::vector<Uuid>> UnreadUpTo(db::Transaction& tx, const Uuid& tenant,
                                             const Uuid& person, absl::Time time, int limit) {
  GUANXI_ASSIGN_OR_RETURN(
      const db::Rows rows,
      tx.Select(SelectUnread(), {tenant.bytes(), person.bytes(),
                                 static_cast<int>(v1::Notification::UNREAD), time, limit}));
  std::vector<Uuid> ids;
  for (const db::Row row : rows) {
    GUANXI_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(row.String(0)));
    ids.push_back(id);
  }
  return ids;
}

std::vector<db::Query> NotificationReadQueries() {
  return {SelectPreference(), SelectTemplate(), SelectMailChannel(), CountUnreadRows(),
          SelectUnread()};
}

}  // namespace guanxi::workflow
