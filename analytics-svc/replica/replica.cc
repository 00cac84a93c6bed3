#include "analytics-svc/replica/replica.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "analytics-svc/replica/replica_schema.h"
#include "analytics-svc/replica/rollup_tables.h"
#include "common/base/log.h"
#include "common/base/status_macros.h"

namespace guanxi::analytics {
namespace {

const db::Query kReadHeads{"fact_stamp.heads",
                           "SELECT shard, head FROM fact_stamps WHERE tenant_id = ?"};

constexpr char kForm[] = "replica_form";
constexpr char kShards[] = "replica_shards";
constexpr char kTimes[] = "replica_times";

absl::Status CreateOwnTables(DuckWriter& writer) {
  for (const std::string& sql :
       {absl::StrCat("CREATE TABLE IF NOT EXISTS ", kForm, " (form VARCHAR)"),
        absl::StrCat("CREATE TABLE IF NOT EXISTS ", kShards, " (shard BIGINT, stamp BIGINT)"),
        absl::StrCat("CREATE TABLE IF NOT EXISTS ", kTimes,
                     " (data_as_of TIMESTAMP, copy_time TIMESTAMP)")}) {
    GUANXI_RETURN_IF_ERROR(writer.Execute(sql).status());
  }
  return absl::OkStatus();
}

// The tables that a table's rows lie in and pass through.
std::vector<std::string> CopiesOf(const Table& table) {
  std::vector<std::string> names = {table.name, StageOf(table)};
  if (HasRollups(table)) names.push_back(ReplacedOf(table));
  return names;
}

// Makes those that are not there; `anew`: all of them, without rows.
absl::Status MakeCopies(DuckWriter& writer, bool anew) {
  if (anew) GUANXI_RETURN_IF_ERROR(DropRollups(writer));
  for (const Table* table : FactTables()) {
    for (const std::string& name : CopiesOf(*table)) {
      if (anew) {
        GUANXI_RETURN_IF_ERROR(
            writer.Execute(absl::StrCat("DROP TABLE IF EXISTS ", name)).status());
      }
      GUANXI_RETURN_IF_ERROR(writer.Execute(CreateCopySql(*table, name)).status());
    }
  }
  return OpenRollups(writer);
}

// NULL where nothing is known.
SqlValue TimeValue(absl::Time time) {
  return time == absl::InfinitePast() ? SqlValue() : SqlValue(time);
}

}  // namespace

absl::Status Replica::Empty() {
  Log(Severity::kInfo, "replica.filled_anew", {});
  GUANXI_RETURN_IF_ERROR(duck_->Write([](DuckWriter& writer) -> absl::Status {
    GUANXI_RETURN_IF_ERROR(CreateOwnTables(writer));
    for (const char* table : {kForm, kShards, kTimes}) {
      GUANXI_RETURN_IF_ERROR(writer.Execute(absl::StrCat("DELETE FROM ", table)).status());
    }
    GUANXI_RETURN_IF_ERROR(MakeCopies(writer, /*anew=*/true));
    const std::vector<SqlValue> form = {FormOfCopies()};
    return writer.Execute(absl::StrCat("INSERT INTO ", kForm, " VALUES (?)"), form).status();
  }));
  copied_.clear();
  MutexLock lock(&mutex_);
  state_ = State();
  return absl::OkStatus();
}

absl::Status Replica::Open() {
  bool is_fit = false;
  Heads copied;
  State state;
  GUANXI_RETURN_IF_ERROR(duck_->Write([&](DuckWriter& writer) -> absl::Status {
    GUANXI_RETURN_IF_ERROR(CreateOwnTables(writer));
    GUANXI_ASSIGN_OR_RETURN(const SqlResult form,
                            writer.Select(absl::StrCat("SELECT form FROM ", kForm), {}));
    is_fit = form.rows() == 1 && form.Text(0, 0) == FormOfCopies();
    if (!is_fit) return absl::OkStatus();
    GUANXI_RETURN_IF_ERROR(MakeCopies(writer, /*anew=*/false));
    GUANXI_ASSIGN_OR_RETURN(copied, ReadState(writer, &state));
    return absl::OkStatus();
  }));
  if (!is_fit) return Empty();
  copied_ = std::move(copied);
  MutexLock lock(&mutex_);
  state_ = state;
  return absl::OkStatus();
}

absl::StatusOr<Replica::Heads> Replica::ReadState(DuckWriter& writer, State* state) const {
  Heads copied;
  GUANXI_ASSIGN_OR_RETURN(const SqlResult shards,
                          writer.Select(absl::StrCat("SELECT shard, stamp FROM ", kShards), {}));
  for (size_t i = 0; i < shards.rows(); ++i) {
    copied[static_cast<int>(shards.Int64(i, 0))] = shards.Int64(i, 1);
  }
  GUANXI_ASSIGN_OR_RETURN(
      const SqlResult times,
      writer.Select(absl::StrCat("SELECT data_as_of, copy_time FROM ", kTimes), {}));
  if (times.rows() == 1) {
    if (!times.IsNull(0, 0)) state->data_as_of = times.Time(0, 0);
    if (!times.IsNull(0, 1)) state->copy_time = times.Time(0, 1);
  }
  return copied;
}

Replica::State Replica::state() const {
  MutexLock lock(&mutex_);
  return state_;
}

absl::StatusOr<Replica::Heads> Replica::ReadHeads() const {
  Heads heads;
  GUANXI_RETURN_IF_ERROR(
      facts_->ReadOnly({db::Lane::kJob}, [&](db::Transaction& tx) -> absl::Status {
        heads.clear();
        GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, tx.Select(kReadHeads, {Uuid().bytes()}));
        for (const db::Row row : rows) heads[static_cast<int>(row.Int64(0))] = row.Int64(1);
        return absl::OkStatus();
      }));
  return heads;
}

absl::StatusOr<int64_t> Replica::Turn() {
  // In this order: what was noted as known is among the rows up to the heads that are read then.
  GUANXI_ASSIGN_OR_RETURN(const ServiceTimes times, watermarks_->Read());
  GUANXI_ASSIGN_OR_RETURN(const Heads heads, ReadHeads());
  for (const auto& [shard, stamp] : copied_) {
    const auto head = heads.find(shard);
    if (head != heads.end() && head->second >= stamp) continue;
    GUANXI_RETURN_IF_ERROR(Empty());
    break;
  }
  int64_t rows = 0;
  CopyBatch batch;
  for (const Table* table : FactTables()) {
    for (const auto& [shard, head] : heads) {
      const auto from = copied_.find(shard);
      const int64_t known = from == copied_.end() ? 0 : from->second;
      if (known == head) continue;
      GUANXI_ASSIGN_OR_RETURN(const int64_t copied, CopyShard(*table, shard, known, head, &batch));
      rows += copied;
    }
  }
  State state;
  state.data_as_of = Earliest(times);
  state.copy_time = clock_->Now();
  GUANXI_RETURN_IF_ERROR(WriteEnd(batch, heads, state));
  copied_ = heads;
  MutexLock lock(&mutex_);
  state_ = state;
  return rows;
}

absl::Status Replica::WriteEnd(const CopyBatch& batch, const Heads& heads, const State& state) {
  // Times alone are not worth a write of their own: after a restart the first turn finds them.
  if (heads == copied_) return absl::OkStatus();
  return duck_->Write([&](DuckWriter& writer) -> absl::Status {
    GUANXI_RETURN_IF_ERROR(batch.WriteTo(writer));
    for (const char* table : {kShards, kTimes}) {
      GUANXI_RETURN_IF_ERROR(writer.Execute(absl::StrCat("DELETE FROM ", table)).status());
    }
    Rows shards;
    for (const auto& [shard, head] : heads) shards.push_back({int64_t{shard}, head});
    GUANXI_RETURN_IF_ERROR(writer.Append(kShards, shards));
    const Rows times = {{TimeValue(state.data_as_of), TimeValue(state.copy_time)}};
    return writer.Append(kTimes, times);
  });
}

std::vector<db::Query> ReplicaQueries() {
  std::vector<db::Query> queries = {kReadHeads};
  for (const Table* table : FactTables()) queries.push_back(ReadPageQuery(*table));
  return queries;
}

}  // namespace guanxi::analytics
