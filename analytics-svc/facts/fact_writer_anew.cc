// How a writer reads records, and makes facts anew out of their histories.
#include <set>
#include <utility>

#include "analytics-svc/facts/fact_writer.h"
#include "common/base/status_macros.h"
#include "common/events/partition.h"

namespace guanxi::analytics {
namespace {

using event::v1::LogEvent;

constexpr size_t kIdsAtOnce = 100;  // of BatchGetRecords and ReadHistories

// The next ids from `start` on, as many as one call takes.
std::vector<std::string> Part(const std::vector<std::string>& ids, size_t start) {
  const size_t end = std::min(ids.size(), start + kIdsAtOnce);
  return {ids.begin() + static_cast<int64_t>(start), ids.begin() + static_cast<int64_t>(end)};
}

// A record out of its history; where that does not reach what the record is, out of that itself.
absl::StatusOr<Record> Make(const Source& source, const std::vector<LogEvent>& history,
                            const LogEvent* whole) {
  Record record(source.table());
  for (const LogEvent& event : history) {
    GUANXI_ASSIGN_OR_RETURN(const Source::Outcome outcome, source.Fold(event, &record));
    if (outcome == Source::Outcome::kMissing) break;
  }
  if (whole == nullptr) return record;
  GUANXI_RETURN_IF_ERROR(source.TakeWhole(*whole, &record));
  // Changes from before there were ids of parents do not say them.
  if (record.above.IsNil()) source.TakeAbove(*whole, &record);
  return record;
}

}  // namespace

absl::Status FactWriter::Read(const Uuid& tenant, const Source& source,
                              const std::vector<std::string>& ids, Bodies* bodies) const {
  for (size_t start = 0; start < ids.size(); start += kIdsAtOnce) {
    std::vector<std::string> left = Part(ids, start);
    while (!left.empty()) {
      event::v1::BatchGetRecordsRequest request;
      request.set_resource_type(source.spec().type);
      request.set_tenant_id(std::string(tenant.bytes()));
      for (const std::string& id : left) request.add_ids(id);
      GUANXI_ASSIGN_OR_RETURN(event::v1::BatchGetRecordsResponse response, reads_.get(request));
      for (LogEvent& record : *response.mutable_records()) {
        const std::string id = record.resource_id();
        (*bodies)[id] = std::move(record);
      }
      left.assign(response.remaining_ids().begin(), response.remaining_ids().end());
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<FactWriter::Bodies> FactWriter::ReadBodies(absl::Span<const LogEvent> events) const {
  std::map<std::pair<std::string, const Source*>, std::set<std::string>> wanted;
  for (const LogEvent& event : events) {
    const Source* const source = Find(event.resource_type());
    if (source == nullptr || source->keeps_values() || !source->Concerns(event)) continue;
    wanted[{event.tenant_id(), source}].insert(event.resource_id());
  }
  Bodies bodies;
  for (const auto& [key, ids] : wanted) {
    GUANXI_ASSIGN_OR_RETURN(const Uuid tenant, Uuid::FromBytes(key.first));
    GUANXI_RETURN_IF_ERROR(Read(tenant, *key.second, {ids.begin(), ids.end()}, &bodies));
  }
  return bodies;
}

absl::StatusOr<std::map<std::string, std::vector<LogEvent>>> FactWriter::ReadHistory(
    const Uuid& tenant, const Source& source, const std::vector<std::string>& ids) const {
  std::map<std::string, std::vector<LogEvent>> histories;
  for (size_t start = 0; start < ids.size(); start += kIdsAtOnce) {
    event::v1::ReadHistoriesRequest request;
    request.set_resource_type(source.spec().type);
    request.set_tenant_id(std::string(tenant.bytes()));
    for (const std::string& id : Part(ids, start)) request.add_ids(id);
    bool more = true;
    while (more) {
      GUANXI_ASSIGN_OR_RETURN(event::v1::ReadHistoriesResponse response, reads_.histories(request));
      for (LogEvent& event : *response.mutable_events()) {
        const std::string id = event.resource_id();
        histories[id].push_back(std::move(event));
      }
      more = response.has_next();
      if (more) *request.mutable_after() = response.next();
    }
  }
  return histories;
}

absl::Status FactWriter::MendMissing(const std::vector<const LogEvent*>& missing) const {
  std::map<std::pair<std::string, const Source*>, std::set<std::string>> wanted;
  for (const LogEvent* event : missing) {
    wanted[{event->tenant_id(), Find(event->resource_type())}].insert(event->resource_id());
  }
  for (const auto& [key, ids] : wanted) {
    Anew anew;
    GUANXI_ASSIGN_OR_RETURN(anew.tenant, Uuid::FromBytes(key.first));
    anew.source = key.second;
    anew.shard = first_shard_ + events::PartitionOf(key.first, *ids.begin());
    Bodies bodies;
    GUANXI_RETURN_IF_ERROR(Read(anew.tenant, *anew.source, {ids.begin(), ids.end()}, &bodies));
    for (const std::string& id : ids) {
      // Of a record that is gone for good the history alone is left.
      if (bodies.count(id) == 0) bodies[id].set_resource_id(id);
      anew.records.push_back(std::move(bodies[id]));
    }
    GUANXI_RETURN_IF_ERROR(WriteAnew(anew));
  }
  return absl::OkStatus();
}

absl::Status FactWriter::WriteAnew(const Anew& anew) const {
  const Source& source = *anew.source;
  std::map<Uuid, const LogEvent*> whole;
  std::set<Uuid> ids, parents;
  std::vector<std::string> bytes;
  for (const LogEvent& record : anew.records) {
    GUANXI_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(record.resource_id()));
    whole[id] = &record;
    ids.insert(id);
    bytes.push_back(record.resource_id());
  }
  std::map<std::string, std::vector<LogEvent>> histories;
  if (source.keeps_values()) {
    GUANXI_ASSIGN_OR_RETURN(histories, ReadHistory(anew.tenant, source, bytes));
  }
  std::map<Uuid, Record> made;
  for (const auto& [id, record] : whole) {
    GUANXI_ASSIGN_OR_RETURN(Record one, Make(source, histories[std::string(id.bytes())], record));
    // By the history, which was read later: the record may have moved since it was.
    if (source.spec().above != nullptr && !one.above.IsNil()) parents.insert(one.above);
    made.emplace(id, std::move(one));
  }
  return database_->ReadWrite({db::Lane::kJob}, [&](db::Transaction& tx) -> absl::Status {
    GUANXI_ASSIGN_OR_RETURN(const Stamp stamp, TakeStamp(tx, anew.shard));
    std::map<Uuid, AboveRow> above;
    if (!parents.empty()) {
      GUANXI_ASSIGN_OR_RETURN(above, HoldAbove(tx, *source.spec().above, anew.tenant, parents));
    }
    GUANXI_ASSIGN_OR_RETURN(auto held, HoldRecords(tx, source.table(), anew.tenant, ids));
    std::vector<RecordWrite> writes;
    for (const auto& [id, record] : made) {
      const Record& stored = held.at(id);
      const bool is_later =
          stored.sequence > record.sequence || stored.projection > record.projection;
      if (is_later && !anew.is_another_log) continue;
      writes.push_back({id, stored, record, /*is_anew=*/true});
    }
    return WriteRecords(tx, {anew.tenant, &source.table(), stamp, anew.check, &above}, writes);
  });
}

}  // namespace guanxi::analytics
