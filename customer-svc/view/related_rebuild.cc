// How what is known of related records is made anew from the records of their service.
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/events/unit_effects.h"
#include "common/resource/environment.h"
#include "customer-svc/view/related_records.h"
#include "customer-svc/view/related_writes.h"

namespace guanxi::customer {
namespace {

using event::v1::LogEvent;
using resource::UnitOfWork;

constexpr int kRecordsAUnit = 50;
constexpr char kActor[] = "services/customer-svc";

// Those of a partition that the last reading did not find.
const db::Query kSelectOthers{
    "related_record.select_others",
    "SELECT tenant_id, id FROM related_records WHERE partition_no = ? AND kind = ? AND check_id <> "
    "? LIMIT 200",
    /*infrastructure=*/true};

// What of a record makes entries of its time line; "" of a kind that has none.
std::string MarksOf(const RelatedKind& kind, const RelatedRecord& record) {
  std::string marks;
  for (const std::string& field : kind.marks) {
    absl::StrAppend(&marks, TextIn(*record.glance, field), "\n");
  }
  return marks;
}

// Who did it, and what came before, is not known any more: it is told as it ended up, once.
absl::Status AddLateEntry(RelatedWrites& writes, const RelatedRecord& record, bool is_first) {
  const std::string version =
      absl::StrCat(record.key.kind, "/", record.key.id.ToString(), "/", record.sequence);
  return writes.AddEntry(record, {DeriveUuid("timeline", version), is_first, ""});
}

}  // namespace

absl::Status RelatedRecords::Snapshot(UnitOfWork& work, const RelatedKind& kind,
                                      const LogEvent& record, const events::Loss& loss,
                                      const Uuid& check) const {
  GUANXI_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(record.resource_id()));
  const bool live = record.kind() != metadata::v1::Change::DELETED;
  GUANXI_ASSIGN_OR_RETURN(
      const MessagePtr source,
      ParseMessage(kind.source, live ? record.after_body() : record.before_body()));
  RelatedWrites writes(work.tx(), work.principal().tenant);
  GUANXI_ASSIGN_OR_RETURN(const RelatedLink link,
                          writes.Follow(LinkOf(TextIn(*source, kind.link))));
  GUANXI_ASSIGN_OR_RETURN(RelatedRecord known, writes.Hold({kind.number, id}));
  known.check = check;
  const bool another = loss.kind == events::Loss::Kind::kAnotherLog;
  if (!another && record.sequence() <= known.sequence) return writes.Put(known);
  const std::string marks = MarksOf(kind, known);
  const bool is_new = known.sequence == 0;
  known.TakeAll(*source);
  known.Place(record.parent_ids());
  known.sequence = record.sequence();
  known.live = live;
  known.change_time = TimeIn(*source, "update_time").value_or(work.now());
  GUANXI_RETURN_IF_ERROR(writes.Link(link, &known));
  GUANXI_RETURN_IF_ERROR(writes.Put(known));
  if (!kind.has_timeline()) return absl::OkStatus();
  if (!is_new && marks == MarksOf(kind, known)) return absl::OkStatus();
  // Of what has changed since it was made, the moment of that is not the record's last one.
  return AddLateEntry(writes, known, is_new && known.sequence == 1);
}

absl::Status RelatedRecords::ForgetOthers(const RelatedKind& kind, int partition,
                                          const events::StillHeld& held, const Uuid& check) const {
  while (true) {
    std::vector<std::pair<Uuid, Uuid>> others;  // tenant, id
    GUANXI_RETURN_IF_ERROR(
        database_->ReadOnly({db::Lane::kJob}, [&](db::Transaction& tx) -> absl::Status {
          others.clear();
          GUANXI_ASSIGN_OR_RETURN(
              const db::Rows rows,
              tx.Select(kSelectOthers, {partition, kind.number, check.bytes()}));
          for (const db::Row row : rows) {
            GUANXI_ASSIGN_OR_RETURN(const Uuid tenant, Uuid::FromBytes(row.String(0)));
            GUANXI_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(row.String(1)));
            others.emplace_back(tenant, id);
          }
          return absl::OkStatus();
        }));
    if (others.empty()) return absl::OkStatus();
    for (const auto& [tenant, id] : others) {
      GUANXI_RETURN_IF_ERROR(held());
      GUANXI_RETURN_IF_ERROR(
          engine_->Write(events::WriterIn(tenant, kActor), {db::Lane::kJob},
                         resource::WriteContext(), [&, tenant = tenant, id = id](UnitOfWork& work) {
                           return RelatedWrites(work.tx(), tenant).Forget({kind.number, id}, check);
                         }));
    }
  }
}

absl::Status RelatedRecords::Rebuild(const events::Loss& loss, const events::ReadRecords& read,
                                     const events::StillHeld& held) const {
  const Uuid check = engine_->environment().uuids().Next();
  for (const RelatedKind& kind : RelatedKinds()) {
    if (kind.producer != producer_) continue;
    const auto take = [&](const Uuid& tenant, absl::Span<const LogEvent> records) {
      return engine_->Write(events::WriterIn(tenant, kActor), {db::Lane::kJob},
                            resource::WriteContext(), [&](UnitOfWork& work) -> absl::Status {
                              for (const LogEvent& record : records) {
                                GUANXI_RETURN_IF_ERROR(Snapshot(work, kind, record, loss, check));
                              }
                              return absl::OkStatus();
                            });
    };
    GUANXI_RETURN_IF_ERROR(events::ReadAllRecords(read, kind.resource_type, loss.partition,
                                                  kRecordsAUnit, held, take));
    // What was erased meanwhile is not there to be read.
    GUANXI_RETURN_IF_ERROR(ForgetOthers(kind, loss.partition, held, check));
  }
  return absl::OkStatus();
}

std::vector<db::Query> RelatedQueries() {
  std::vector<db::Query> queries = {kSelectOthers};
  for (const auto& more : {RelatedRecordQueries(), RelatedWriteQueries()}) {
    queries.insert(queries.end(), more.begin(), more.end());
  }
  return queries;
}

}  // namespace guanxi::customer
