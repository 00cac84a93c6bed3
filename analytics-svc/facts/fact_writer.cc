#include "analytics-svc/facts/fact_writer.h"

#include <algorithm>
#include <set>
#include <utility>

#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/events/partition.h"

namespace guanxi::analytics {
namespace {

using event::v1::LogEvent;

// How often records are made anew before events that do not follow.
constexpr int kTries = 3;

// Where a table stands in the order in which rows of several are locked.
size_t RankOf(const Table& table) {
  const auto& tables = FactTables();
  return static_cast<size_t>(std::find(tables.begin(), tables.end(), &table) - tables.begin());
}

}  // namespace

// Events of one tenant about records of one table.
struct FactWriter::Group {
  Uuid tenant;
  const Table* table = nullptr;
  std::vector<std::pair<const Source*, const LogEvent*>> events;
};

FactWriter::FactWriter(db::Database* database, const std::string& service, SourceReads reads)
    : database_(database), service_(service), reads_(std::move(reads)) {
  for (const Source* source : SourcesOf(service)) sources_[source->spec().type] = source;
  const auto& services = FactServices();
  first_shard_ =
      static_cast<int>(std::find(services.begin(), services.end(), service) - services.begin()) *
      events::kPartitions;
}

const Source* FactWriter::Find(const std::string& type) const {
  const auto found = sources_.find(type);
  return found == sources_.end() ? nullptr : found->second;
}

bool FactWriter::Concerns(const LogEvent& event) const {
  const Source* const source = Find(event.resource_type());
  return source != nullptr && source->Concerns(event);
}

absl::Status FactWriter::Apply(absl::Span<const LogEvent> events, const events::Done& done) const {
  GUANXI_ASSIGN_OR_RETURN(const Bodies bodies, ReadBodies(events));
  for (int i = 0; i < kTries; ++i) {
    std::vector<const LogEvent*> missing;
    const absl::Status status = ApplyOnce(events, bodies, done, &missing);
    if (missing.empty()) return status;
    GUANXI_RETURN_IF_ERROR(MendMissing(missing));
  }
  return FailedPrecondition("FACT_HISTORY_MISSING", service_,
                            "the history of a record does not reach its event");
}

absl::Status FactWriter::ApplyOnce(absl::Span<const LogEvent> events, const Bodies& bodies,
                                   const events::Done& done,
                                   std::vector<const LogEvent*>* missing) const {
  // In the order in which rows are locked.
  std::map<std::pair<std::string, size_t>, Group> groups;
  for (const LogEvent& event : events) {
    const Source* const source = Find(event.resource_type());
    if (source == nullptr || !source->Concerns(event)) continue;
    Group& group = groups[{event.tenant_id(), RankOf(source->table())}];
    GUANXI_ASSIGN_OR_RETURN(group.tenant, Uuid::FromBytes(event.tenant_id()));
    group.table = &source->table();
    group.events.emplace_back(source, &event);
  }
  const int shard =
      first_shard_ + events::PartitionOf(events[0].tenant_id(), events[0].resource_id());
  return database_->ReadWrite({db::Lane::kJob}, [&](db::Transaction& tx) -> absl::Status {
    missing->clear();
    GUANXI_ASSIGN_OR_RETURN(const Stamp stamp, TakeStamp(tx, shard));
    for (const auto& [key, group] : groups) {
      GUANXI_RETURN_IF_ERROR(WriteGroup(tx, group, bodies, stamp, missing));
    }
    if (!missing->empty()) return absl::CancelledError("events are missing");
    return done(tx);
  });
}

// Of records whose events do not say below what they lie, which their rows know.
absl::Status FactWriter::HoldAboveOf(db::Transaction& tx, const Group& group,
                                     const std::map<Uuid, Record>& held,
                                     std::map<Uuid, AboveRow>* above) const {
  std::map<const Table*, std::set<Uuid>> missing;
  for (const auto& [source, event] : group.events) {
    if (source->spec().above == nullptr) continue;
    GUANXI_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(event->resource_id()));
    const Uuid& parent = held.at(id).above;
    if (!parent.IsNil() && above->count(parent) == 0) missing[source->spec().above].insert(parent);
  }
  for (const auto& [table, parents] : missing) {
    GUANXI_ASSIGN_OR_RETURN(auto rows, HoldAbove(tx, *table, group.tenant, parents));
    above->merge(rows);
  }
  return absl::OkStatus();
}

absl::Status FactWriter::WriteGroup(db::Transaction& tx, const Group& group, const Bodies& bodies,
                                    const Stamp& stamp,
                                    std::vector<const LogEvent*>* missing) const {
  std::map<const Table*, std::set<Uuid>> named;  // above
  std::set<Uuid> ids;
  for (const auto& [source, event] : group.events) {
    GUANXI_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(event->resource_id()));
    ids.insert(id);
    const auto body = bodies.find(event->resource_id());
    const std::string& above =
        body == bodies.end() ? event->parent_ids() : body->second.parent_ids();
    if (source->spec().above == nullptr || above.size() < 16) continue;
    GUANXI_ASSIGN_OR_RETURN(const Uuid parent, Uuid::FromBytes(above.substr(above.size() - 16)));
    named[source->spec().above].insert(parent);
  }
  std::map<Uuid, AboveRow> above;
  for (const auto& [table, parents] : named) {
    GUANXI_ASSIGN_OR_RETURN(auto held, HoldAbove(tx, *table, group.tenant, parents));
    above.merge(held);
  }
  GUANXI_ASSIGN_OR_RETURN(auto held, HoldRecords(tx, *group.table, group.tenant, ids));
  GUANXI_RETURN_IF_ERROR(HoldAboveOf(tx, group, held, &above));
  std::map<Uuid, RecordWrite> writes;
  for (const auto& [source, event] : group.events) {
    GUANXI_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(event->resource_id()));
    const Record& stored = held.at(id);
    RecordWrite& write =
        writes.try_emplace(id, RecordWrite{id, stored, stored, false}).first->second;
    if (!source->keeps_values()) {
      const auto body = bodies.find(event->resource_id());
      if (body == bodies.end()) {
        source->TakeGone(*event, &write.after);
      } else {
        GUANXI_RETURN_IF_ERROR(source->TakeWhole(body->second, &write.after));
      }
      continue;
    }
    GUANXI_ASSIGN_OR_RETURN(const Source::Outcome outcome, source->Fold(*event, &write.after));
    if (outcome == Source::Outcome::kMissing) missing->push_back(event);
  }
  std::vector<RecordWrite> changed;
  for (auto& [id, write] : writes) {
    const bool is_news = write.after.sequence != write.before.sequence ||
                         write.after.projection != write.before.projection ||
                         write.after.live != write.before.live;
    if (is_news) changed.push_back(std::move(write));
  }
  return WriteRecords(tx, {group.tenant, group.table, stamp, Uuid(), &above}, changed);
}

}  // namespace guanxi::analytics
