#include "analytics-svc/facts/fact_rebuild.h"

#include <algorithm>
#include <set>

#include "analytics-svc/facts/fact_sql.h"
#include "analytics-svc/facts/fact_store.h"
#include "common/base/status_macros.h"
#include "common/events/partition.h"

namespace guanxi::analytics {
namespace {

using event::v1::LogEvent;

constexpr int kRecordsAtOnce = 50;
constexpr int kKeysAPage = 2000;
constexpr size_t kIdsAtOnce = 100;
// Behind those of the three services' partitions.
constexpr int kRebuildShard = 3 * events::kPartitions;

int ShardOf(int partition) { return kRebuildShard + partition; }

// What hangs on a record that is forgotten does not count either: its parts, and records below it
// until they are forgotten themselves, or it is there again.
absl::Status HideBelow(db::Transaction& tx, const Table& table, const Stamp& stamp,
                       const Uuid& tenant, const std::string& id) {
  for (const Below& below : TablesBelow(table)) {
    std::vector<db::Value> values = {false, stamp.shard, stamp.number};
    for (const std::string& name : HandedDown(table)) {
      if (below.table->Find(name) != nullptr) values.emplace_back();
    }
    values.emplace_back(tenant.bytes());
    values.emplace_back(id);
    GUANXI_RETURN_IF_ERROR(tx.Execute(HandDownQuery(table, below), values).status());
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status FactRebuild::Recover(const std::string& service, const events::Loss& loss,
                                  const events::StillHeld& held) const {
  // Records above others first: what lies below them finds them.
  for (const Table* table : FactTables()) {
    for (const Source* source : SourcesOf(service)) {
      if (&source->table() != table) continue;
      GUANXI_RETURN_IF_ERROR(RecoverType(*source, loss, held));
    }
  }
  return absl::OkStatus();
}

absl::Status FactRebuild::RecoverType(const Source& source, const events::Loss& loss,
                                      const events::StillHeld& held) const {
  UuidSource ids;
  const Uuid check = ids.Next();
  GUANXI_RETURN_IF_ERROR(
      events::ReadAllRecords(read_, source.spec().type, loss.partition, kRecordsAtOnce, held,
                             [&](const Uuid& tenant, absl::Span<const LogEvent> records) {
                               FactWriter::Anew anew;
                               anew.tenant = tenant;
                               anew.source = &source;
                               anew.records.assign(records.begin(), records.end());
                               anew.shard = ShardOf(loss.partition);
                               anew.check = check;
                               anew.is_another_log = loss.kind == events::Loss::Kind::kAnotherLog;
                               return writer_->WriteAnew(anew);
                             }));
  return ForgetGone(source, loss.partition, check, held);
}

absl::StatusOr<Uuid> FactRebuild::Page(const Source& source, const Uuid& tenant, int partition,
                                       const Uuid& after) const {
  event::v1::ReadRecordsRequest request;
  request.set_resource_type(source.spec().type);
  request.set_partition(partition);
  request.set_after_tenant(std::string(tenant.bytes()));
  request.set_after_id(std::string(after.bytes()));
  GUANXI_ASSIGN_OR_RETURN(const event::v1::ReadRecordsResponse page, read_(request));
  FactWriter::Anew anew;
  anew.tenant = tenant;
  anew.source = &source;
  anew.shard = ShardOf(partition);
  const auto write = [&]() -> absl::Status {
    if (anew.records.empty()) return absl::OkStatus();
    GUANXI_RETURN_IF_ERROR(writer_->WriteAnew(anew));
    anew.records.clear();
    return absl::OkStatus();
  };
  for (const LogEvent& record : page.records()) {
    if (record.tenant_id() != tenant.bytes()) break;
    anew.records.push_back(record);
    if (anew.records.size() == kRecordsAtOnce) GUANXI_RETURN_IF_ERROR(write());
  }
  GUANXI_RETURN_IF_ERROR(write());
  if (page.next_tenant() != tenant.bytes()) return Uuid();
  return Uuid::FromBytes(page.next_id());
}

absl::Status FactRebuild::ForgetGone(const Source& source, int partition, const Uuid& check,
                                     const events::StillHeld& held) const {
  std::pair<Uuid, Uuid> place;
  bool more = true;
  while (more) {
    GUANXI_RETURN_IF_ERROR(held());
    std::map<Uuid, std::vector<std::string>> ids;
    GUANXI_ASSIGN_OR_RETURN(more, Unchecked(source, partition, check, &place, &ids));
    for (const auto& [tenant, own] : ids) {
      for (size_t start = 0; start < own.size(); start += kIdsAtOnce) {
        const size_t end = std::min(own.size(), start + kIdsAtOnce);
        GUANXI_RETURN_IF_ERROR(
            Forget(source, tenant, {own.begin() + start, own.begin() + end}, partition, check));
      }
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<bool> FactRebuild::Unchecked(const Source& source, int partition, const Uuid& check,
                                            std::pair<Uuid, Uuid>* place,
                                            std::map<Uuid, std::vector<std::string>>* ids) const {
  const Uuid tenant = place->first, id = place->second;
  bool more = false;
  GUANXI_RETURN_IF_ERROR(
      database_->ReadOnly({db::Lane::kJob}, [&](db::Transaction& tx) -> absl::Status {
        ids->clear();
        std::vector<db::Value> values = {tenant.bytes(), tenant.bytes(), id.bytes(), check.bytes()};
        if (!source.spec().subject_type.empty()) values.emplace_back(source.spec().subject_type);
        values.emplace_back(kKeysAPage);
        GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, tx.Select(UncheckedQuery(source), values));
        more = rows.size() == static_cast<size_t>(kKeysAPage);
        for (const db::Row row : rows) {
          GUANXI_ASSIGN_OR_RETURN(place->first, Uuid::FromBytes(row.String(0)));
          GUANXI_ASSIGN_OR_RETURN(place->second, Uuid::FromBytes(row.String(1)));
          if (events::PartitionOf(row.String(0), row.String(1)) != partition) continue;
          (*ids)[place->first].emplace_back(row.String(1));
        }
        return absl::OkStatus();
      }));
  return more;
}

absl::Status FactRebuild::Forget(const Source& source, const Uuid& tenant,
                                 const std::vector<std::string>& ids, int partition,
                                 const Uuid& check) const {
  // What came to be while the others were read is there.
  event::v1::BatchGetRecordsRequest request;
  request.set_resource_type(source.spec().type);
  request.set_tenant_id(std::string(tenant.bytes()));
  for (const std::string& id : ids) request.add_ids(id);
  GUANXI_ASSIGN_OR_RETURN(const event::v1::BatchGetRecordsResponse there, get_(request));
  std::set<std::string> gone(ids.begin(), ids.end());
  for (const LogEvent& record : there.records()) gone.erase(record.resource_id());
  for (const std::string& id : there.remaining_ids()) gone.erase(id);
  if (gone.empty()) return absl::OkStatus();
  return database_->ReadWrite({db::Lane::kJob}, [&](db::Transaction& tx) -> absl::Status {
    GUANXI_ASSIGN_OR_RETURN(const Stamp stamp, TakeStamp(tx, ShardOf(partition)));
    for (const std::string& id : gone) {
      GUANXI_ASSIGN_OR_RETURN(
          const int64_t forgotten,
          tx.Execute(ForgetQuery(source.table()),
                     {stamp.shard, stamp.number, tenant.bytes(), id, check.bytes()}));
      if (forgotten > 0) GUANXI_RETURN_IF_ERROR(HideBelow(tx, source.table(), stamp, tenant, id));
    }
    return absl::OkStatus();
  });
}

}  // namespace guanxi::analytics
