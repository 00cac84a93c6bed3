#include "analytics-svc/facts/watermarks.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "analytics-svc/facts/source.h"
#include "common/base/status_macros.h"
#include "common/events/partition.h"

namespace guanxi::analytics {
namespace {

// It never goes back: who holds a partition may have noted something before another took it over.
const db::InsertQuery kPut{"fact_watermark.put",
                           "INSERT INTO fact_watermarks (tenant_id, service, partition_no, as_of) "
                           "VALUES ",
                           " ON DUPLICATE KEY UPDATE as_of = GREATEST(as_of, VALUES(as_of))"};
const db::Query kRead{"fact_watermark.read",
                      "SELECT service, COUNT(*), MIN(as_of) FROM fact_watermarks WHERE "
                      "tenant_id = ? GROUP BY service"};
const db::Query kCountParked{"dead_letter.count_of_tenant",
                             "SELECT consumer, COUNT(*) FROM dead_letters WHERE tenant_id = ? "
                             "GROUP BY consumer"};

}  // namespace

void Watermarks::Note(const std::string& service, int partition, absl::Time time) {
  MutexLock lock(&mutex_);
  absl::Time& noted = noted_.try_emplace({service, partition}, absl::InfinitePast()).first->second;
  noted = std::max(noted, time);
}

absl::Status Watermarks::Flush() {
  std::map<std::pair<std::string, int>, absl::Time> noted;
  {
    MutexLock lock(&mutex_);
    noted.swap(noted_);
  }
  if (noted.empty()) return absl::OkStatus();
  std::vector<std::vector<db::Value>> rows;
  for (const auto& [key, time] : noted) {
    rows.push_back({Uuid().bytes(), key.first, key.second, time});
  }
  const absl::Status status = database_->ReadWrite(
      {db::Lane::kJob}, [&](db::Transaction& tx) { return tx.InsertRows(kPut, rows).status(); });
  if (!status.ok()) {
    for (const auto& [key, time] : noted) Note(key.first, key.second, time);
  }
  return status;
}

absl::StatusOr<ServiceTimes> Watermarks::Read() const {
  ServiceTimes times;
  GUANXI_RETURN_IF_ERROR(
      database_->ReadOnly({db::Lane::kPoint}, [&](db::Transaction& tx) -> absl::Status {
        times.clear();
        for (const std::string& service : FactServices()) times[service] = absl::InfinitePast();
        GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, tx.Select(kRead, {Uuid().bytes()}));
        for (const db::Row row : rows) {
          if (row.Int64(1) == events::kPartitions) times[std::string(row.String(0))] = row.Time(2);
        }
        return absl::OkStatus();
      }));
  return times;
}

absl::Time Earliest(const ServiceTimes& times) {
  absl::Time earliest = absl::InfiniteFuture();
  for (const auto& [service, time] : times) earliest = std::min(earliest, time);
  return times.empty() ? absl::InfinitePast() : earliest;
}

std::string ConsumerOf(const std::string& service) {
  return absl::StrCat("analytics-svc.", absl::StripSuffix(service, "-svc"));
}

absl::StatusOr<std::map<std::string, int64_t>> CountParked(db::Database* database,
                                                           const Uuid& tenant) {
  std::map<std::string, int64_t> parked;
  GUANXI_RETURN_IF_ERROR(
      database->ReadOnly({db::Lane::kPoint}, [&](db::Transaction& tx) -> absl::Status {
        std::map<std::string, int64_t> counts;
        GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, tx.Select(kCountParked, {tenant.bytes()}));
        for (const db::Row row : rows) counts[std::string(row.String(0))] = row.Int64(1);
        parked.clear();
        for (const std::string& service : FactServices()) {
          parked[service] = counts[ConsumerOf(service)];
        }
        return absl::OkStatus();
      }));
  return parked;
}

std::vector<db::Query> WatermarkQueries() { return {kRead, kCountParked}; }
std::vector<db::InsertQuery> WatermarkInserts() { return {kPut}; }

}  // namespace guanxi::analytics
