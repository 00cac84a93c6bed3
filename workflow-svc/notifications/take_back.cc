#include "workflow-svc/notifications/take_back.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/resource/environment.h"
#include "common/resource/id_marks.h"
#include "workflow-svc/notifications/notifier.h"

namespace guanxi::workflow {
namespace {

using notifications::StoredNotice;
using notifications::StoredTakeBack;

// Of `count` keys, and of one source or of all.
db::Query OfKeys(const char* name, const std::string& what, size_t count, bool of_source) {
  return {absl::StrCat(name, of_source ? "_of_source" : ""),
          absl::StrCat(what, " WHERE tenant_id = ? AND about_key IN (", resource::Marks(count), ")",
                       of_source ? " AND source_key = ?" : "")};
}

db::Query RemoveQueued(size_t count, bool of_source) {
  return OfKeys("notice.take_back", "DELETE FROM notices", count, of_source);
}

db::Query SelectRecipients(size_t count, bool of_source) {
  return OfKeys("notice_tie.select_recipients", "SELECT DISTINCT recipient_id FROM notice_ties",
                count, of_source);
}

db::Query SelectOfPerson(size_t count, bool of_source) {
  db::Query query =
      OfKeys("notice_tie.select", "SELECT about_key, notice_id, notification_id FROM notice_ties",
             count, of_source);
  absl::StrAppend(&query.sql, " AND recipient_id = ? ORDER BY notice_id");
  return query;
}

const db::Query kRemoveTie{
    "notice_tie.remove",
    "DELETE FROM notice_ties WHERE tenant_id = ? AND about_key = ? AND notice_id = ?"};
const db::Query kLastTold{"notice_tie.last",
                          "SELECT told FROM notice_ties FORCE INDEX (idx_notice_ties_notification) "
                          "WHERE tenant_id = ? AND notification_id = ? "
                          "ORDER BY notice_id DESC LIMIT 1"};
const db::InsertQuery kInsertTies{
    "notice_tie.insert",
    "INSERT INTO notice_ties (tenant_id, about_key, notice_id, source_key, recipient_id, "
    "notification_id, told, create_time) VALUES ",
    ""};
const db::Query kSelectRecall{"notice_recall.select",
                              "SELECT recall_time FROM notice_recalls WHERE tenant_id = ? AND "
                              "about_key = ? AND source_key = ? AND recall_time >= ?"};
const db::InsertQuery kPutRecall{
    "notice_recall.put",
    "INSERT INTO notice_recalls (tenant_id, about_key, source_key, recall_time) VALUES ",
    " ON DUPLICATE KEY UPDATE recall_time = GREATEST(recall_time, VALUES(recall_time))"};

// Tenant, keys, and the source if it is one's alone.
std::vector<db::Value> ValuesOf(const Uuid& tenant, const StoredTakeBack& what, size_t count) {
  std::vector<db::Value> values = {tenant.bytes()};
  for (size_t i = 0; i < count; ++i) {
    values.emplace_back(what.about_keys(std::min<int>(i, what.about_keys_size() - 1)));
  }
  if (!what.source_key().empty()) values.emplace_back(what.source_key());
  return values;
}

}  // namespace

Uuid AboutKey(v1::Notification::Kind kind, absl::string_view subject) {
  return DeriveUuid("notice about", absl::StrCat(static_cast<int>(kind), " ", subject));
}

Uuid SourceKey(absl::string_view source) { return DeriveUuid("notice source", source); }

absl::Status TakeBackNotices(resource::UnitOfWork& work, const TakenBack& what) {
  const Uuid& tenant = work.principal().tenant;
  StoredTakeBack stored;
  for (const v1::Notification::Kind kind : what.kinds) {
    stored.add_about_keys(std::string(AboutKey(kind, what.subject).bytes()));
  }
  if (stored.about_keys().empty()) return absl::InternalError("nothing is taken back");
  const bool of_source = !what.source.empty();
  if (of_source) stored.set_source_key(std::string(SourceKey(what.source).bytes()));
  const size_t count = resource::MarksFor(stored.about_keys_size());
  const std::vector<db::Value> values = ValuesOf(tenant, stored, count);
  // First: what is being told at this moment is, and is found by its ties then.
  GUANXI_RETURN_IF_ERROR(work.tx().Execute(RemoveQueued(count, of_source), values).status());
  if (of_source) {
    std::vector<std::vector<db::Value>> recalls;
    for (const std::string& key : stored.about_keys()) {
      recalls.push_back({tenant.bytes(), key, stored.source_key(), work.now()});
    }
    GUANXI_RETURN_IF_ERROR(work.tx().InsertRows(kPutRecall, recalls).status());
  }
  GUANXI_ASSIGN_OR_RETURN(const db::Rows told,
                          work.tx().Select(SelectRecipients(count, of_source), values));
  StoredNotice notice;
  *notice.mutable_take_back() = std::move(stored);
  std::vector<std::vector<db::Value>> rows;
  for (const db::Row row : told) {
    const Uuid id = work.environment().uuids().Next();
    rows.push_back({tenant.bytes(), id.bytes(), row.String(0), work.now(), 0,
                    notice.SerializeAsString(), nullptr, nullptr});
  }
  return rows.empty() ? absl::OkStatus()
                      : work.tx().InsertRows(InsertNoticesQuery(), rows).status();
}

absl::StatusOr<bool> IsRecalled(db::Transaction& tx, const Uuid& tenant, const Uuid& about,
                                const Uuid& source, absl::Time as_of) {
  GUANXI_ASSIGN_OR_RETURN(
      const db::Rows rows,
      tx.Select(kSelectRecall, {tenant.bytes(), about.bytes(), source.bytes(), as_of}));
  return !rows.empty();
}

absl::Status InsertTies(db::Transaction& tx, const Uuid& tenant, const Uuid& recipient,
                        absl::Time now, absl::Span<const NoticeTie> ties) {
  std::vector<std::vector<db::Value>> rows;
  for (const NoticeTie& tie : ties) {
    rows.push_back({tenant.bytes(), tie.about.bytes(), tie.notice.bytes(), tie.source.bytes(),
                    recipient.bytes(), tie.notification.bytes(), tie.told.SerializeAsString(),
                    now});
  }
  return rows.empty() ? absl::OkStatus() : tx.InsertRows(kInsertTies, rows).status();
}

absl::StatusOr<std::vector<NoticeTie>> TakeTies(db::Transaction& tx, const Uuid& tenant,
                                                const Uuid& recipient, const StoredTakeBack& what) {
  std::vector<NoticeTie> ties;
  if (what.about_keys().empty()) return ties;
  const size_t count = resource::MarksFor(what.about_keys_size());
  std::vector<db::Value> values = ValuesOf(tenant, what, count);
  values.emplace_back(recipient.bytes());
  GUANXI_ASSIGN_OR_RETURN(const db::Rows rows,
                          tx.Select(SelectOfPerson(count, !what.source_key().empty()), values));
  for (const db::Row row : rows) {
    NoticeTie& tie = ties.emplace_back();
    GUANXI_ASSIGN_OR_RETURN(tie.about, Uuid::FromBytes(row.String(0)));
    GUANXI_ASSIGN_OR_RETURN(tie.notice, Uuid::FromBytes(row.String(1)));
    GUANXI_ASSIGN_OR_RETURN(tie.notification, Uuid::FromBytes(row.String(2)));
    GUANXI_RETURN_IF_ERROR(
        tx.Execute(kRemoveTie, {tenant.bytes(), tie.about.bytes(), tie.notice.bytes()}).status());
  }
  return ties;
}

absl::StatusOr<StoredNotice> LastTold(db::Transaction& tx, const Uuid& tenant,
                                      const Uuid& notification) {
  GUANXI_ASSIGN_OR_RETURN(const db::Rows rows,
                          tx.Select(kLastTold, {tenant.bytes(), notification.bytes()}));
  StoredNotice told;
  if (!rows.empty() && !told.ParseFromString(std::string(rows[0].String(0)))) told.Clear();
  return told;
}

std::vector<db::Query> TakeBackQueries() {
  std::vector<db::Query> queries = {kRemoveTie, kLastTold, kSelectRecall};
  for (const bool of_source : {false, true}) {
    queries.push_back(RemoveQueued(2, of_source));
    queries.push_back(SelectRecipients(2, of_source));
    queries.push_back(SelectOfPerson(2, of_source));
  }
  return queries;
}

std::vector<db::InsertQuery> TakeBackInserts() { return {kInsertTies, kPutRecall}; }

db::Query PurgeTies() {
  return {"notice_tie.purge", "DELETE FROM notice_ties WHERE create_time < ? LIMIT ?",
          /*infrastructure=*/true};
}

db::Query PurgeRecalls() {
  return {"notice_recall.purge", "DELETE FROM notice_recalls WHERE recall_time < ? LIMIT ?",
          /*infrastructure=*/true};
}

}  // namespace guanxi::workflow
