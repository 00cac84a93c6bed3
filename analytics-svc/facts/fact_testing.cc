#include "analytics-svc/facts/fact_testing.h"

#include <cstdlib>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "analytics-svc/facts/fact_sql.h"
#include "common/base/status_macros.h"
#include "common/events/partition.h"
#include "common/testing/mariadb.h"

namespace guanxi::analytics {
namespace {

using event::v1::LogEvent;

std::string TextOf(const db::Value& value) {
  if (const auto* const number = std::get_if<int64_t>(&value.data())) return absl::StrCat(*number);
  const auto* const text = std::get_if<std::string>(&value.data());
  if (text == nullptr) return "-";
  return text->size() == 16 ? absl::BytesToHexString(*text) : *text;
}

// Not what says when, or by whom, a row was written.
std::vector<std::string> ComparedColumns(const Table& table) {
  std::vector<std::string> names;
  for (const std::string& name : FactColumns(table)) {
    if (name != "shard" && name != "stamp" && name != "check_id") names.push_back(name);
  }
  return names;
}

}  // namespace

void FakeRecords::Erase(const LogEvent& event) {
  kept_.erase({event.resource_type(), event.tenant_id(), event.resource_id()});
}

FactReads FakeRecords::Reads() {
  FactReads reads;
  reads.records = [this](const event::v1::ReadRecordsRequest& request) {
    event::v1::ReadRecordsResponse response;
    for (const auto& [key, kept] : kept_) {
      const auto& [type, tenant, id] = key;
      if (type != request.resource_type() ||
          events::PartitionOf(tenant, id) != request.partition() ||
          std::tie(tenant, id) <= std::tie(request.after_tenant(), request.after_id())) {
        continue;
      }
      *response.add_records() = kept.whole;
    }
    return response;
  };
  reads.get = [this](const event::v1::BatchGetRecordsRequest& request) {
    event::v1::BatchGetRecordsResponse response;
    for (const std::string& id : request.ids()) {
      const auto found = kept_.find({request.resource_type(), request.tenant_id(), id});
      if (found != kept_.end()) *response.add_records() = found->second.whole;
    }
    return response;
  };
  reads.histories = [this](const event::v1::ReadHistoriesRequest& request) {
    event::v1::ReadHistoriesResponse response;
    for (const std::string& id : request.ids()) {
      const auto found = kept_.find({request.resource_type(), request.tenant_id(), id});
      if (found == kept_.end()) continue;
      for (const LogEvent& event : found->second.events) *response.add_events() = event;
    }
    return response;
  };
  return reads;
}

FactWorld::FactWorld(FakeRecords* records)
    : database(db::Database::Create({SharedMariaDb()->CreateSchema("analytics-svc/schema").value()})
                   .value()) {
  std::map<std::string, FactReads> reads;
  for (const std::string& service : FactServices()) reads[service] = records->Reads();
  part = std::make_unique<FactPart>(database.get(), &clock, reads);
  for (events::Consumer::Options& options : part->Consumers()) {
    const std::string producer = options.producer;
    consumers.emplace(producer, std::move(options));
  }
}

absl::Status FactWorld::Apply(const std::string& service, absl::Span<const LogEvent> events) {
  return consumers.at(service).apply(events, [](db::Transaction&) { return absl::OkStatus(); });
}

absl::Status FactWorld::Recover(events::Loss::Kind kind) {
  for (const auto& [producer, options] : consumers) {
    for (int partition = 0; partition < events::kPartitions; ++partition) {
      GUANXI_RETURN_IF_ERROR(options.recover({kind, partition}, [] { return absl::OkStatus(); }));
    }
  }
  return absl::OkStatus();
}

std::vector<std::string> FactWorld::Dump(const std::set<std::string>& only) const {
  std::vector<std::string> lines;
  const absl::Status status = database->ReadOnly({}, [&](db::Transaction& tx) -> absl::Status {
    lines.clear();
    for (const Table* table : FactTables()) {
      if (!only.empty() && only.count(table->name) == 0) continue;
      const std::vector<std::string> names = ComparedColumns(*table);
      const std::string item = table->item() == nullptr ? "" : ", " + table->item()->name;
      GUANXI_ASSIGN_OR_RETURN(
          const db::Rows rows,
          tx.Select({"test.dump",
                     absl::StrCat("SELECT ", absl::StrJoin(names, ", "), " FROM ", table->name,
                                  " WHERE live = 1 ORDER BY tenant_id, "
                                  "id",
                                  item)},
                    {}));
      for (const db::Row row : rows) {
        std::vector<std::string> cells = {table->name};
        for (size_t i = 0; i < names.size(); ++i) {
          cells.push_back(absl::StrCat(names[i], "=", TextOf(row[i])));
        }
        lines.push_back(absl::StrJoin(cells, " "));
      }
    }
    return absl::OkStatus();
  });
  if (!status.ok()) std::abort();
  return lines;
}

std::string FactWorld::Value(const std::string& sql) const {
  std::string value = "-";
  const absl::Status status = database->ReadOnly({}, [&](db::Transaction& tx) -> absl::Status {
    GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, tx.Select({"test.value", sql}, {}));
    if (!rows.empty()) value = TextOf(rows[0][0]);
    return absl::OkStatus();
  });
  if (!status.ok()) std::abort();
  return value;
}

}  // namespace guanxi::analytics
