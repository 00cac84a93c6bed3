#include "analytics-svc/replica/replica.h"

#include <algorithm>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "analytics-svc/replica/replica_schema.h"
#include "analytics-svc/replica/rollup_tables.h"
#include "common/base/log.h"
#include "common/base/status_macros.h"

namespace guanxi::analytics {
namespace {

const db::Query kReadHeads{"fact_stamp.heads",
                           "SELECT shard, head FROM fact_stamps WHERE tenant_id = ?"};
const db::Query kReadPast{"fact_stamp.past", "SELECT log_id FROM event_logs WHERE tenant_id = ?"};

constexpr char kForm[] = "replica_form";
constexpr char kShards[] = "replica_shards";
constexpr char kTimes[] = "replica_times";
constexpr char kPast[] = "replica_past";

absl::Status CreateOwnTables(DuckWriter& writer) {
  for (const std::string& sql :
       {absl::StrCat("CREATE TABLE IF NOT EXISTS ", kForm, " (form VARCHAR)"),
        absl::StrCat("CREATE TABLE IF NOT EXISTS ", kShards, " (shard BIGINT, stamp BIGINT)"),
        absl::StrCat("CREATE TABLE IF NOT EXISTS ", kPast, " (past VARCHAR)"),
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
    for (const char* table : {kForm, kShards, kPast, kTimes}) {
      GUANXI_RETURN_IF_ERROR(writer.Execute(absl::StrCat("DELETE FROM ", table)).status());
    }
    GUANXI_RETURN_IF_ERROR(MakeCopies(writer, /*anew=*/true));
    const std::vector<SqlValue> form = {FormOfCopies()};
    return writer.Execute(absl::StrCat("INSERT INTO ", kForm, " VALUES (?)"), form).status();
  }));
  copied_.clear();
  past_.clear();
  MutexLock lock(&mutex_);
  state_ = State();
  return absl::OkStatus();
}

absl::Status Replica::Open() {
  bool is_fit = false;
  Facts copied;
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
  copied_ = std::move(copied.heads);
  past_ = std::move(copied.past);
  MutexLock lock(&mutex_);
  state_ = state;
  return absl::OkStatus();
}

absl::StatusOr<Replica::Facts> Replica::ReadState(DuckWriter& writer, State* state) const {
  Facts copied;
  GUANXI_ASSIGN_OR_RETURN(const SqlResult shards,
                          writer.Select(absl::StrCat("SELECT shard, stamp FROM ", kShards), {}));
  for (size_t i = 0; i < shards.rows(); ++i) {
    copied.heads[static_cast<int>(shards.Int64(i, 0))] = shards.Int64(i, 1);
  }
  GUANXI_ASSIGN_OR_RETURN(const SqlResult past,
                          writer.Select(absl::StrCat("SELECT past FROM ", kPast), {}));
  if (past.rows() == 1) copied.past = past.Text(0, 0);
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

absl::StatusOr<Replica::Facts> Replica::ReadFacts() const {
  Facts facts;
  GUANXI_RETURN_IF_ERROR(
      facts_->ReadOnly({db::Lane::kJob}, [&](db::Transaction& tx) -> absl::Status {
        facts = Facts();
        // Before the heads: none of a past that ends meanwhile is taken for one of the next.
        GUANXI_ASSIGN_OR_RETURN(const db::Rows past, tx.Select(kReadPast, {Uuid().bytes()}));
        if (past.empty()) return absl::InternalError("the log of this service has no id");
        facts.past = absl::BytesToHexString(past[0].String(0));
        GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, tx.Select(kReadHeads, {Uuid().bytes()}));
        for (const db::Row row : rows) facts.heads[static_cast<int>(row.Int64(0))] = row.Int64(1);
        return absl::OkStatus();
      }));
  return facts;
}

bool Replica::IsOf(const Facts& facts) const {
  if (!copied_.empty() && past_ != facts.past) return false;
  return std::all_of(copied_.begin(), copied_.end(), [&](const auto& copied) {
    const auto head = facts.heads.find(copied.first);
    return head != facts.heads.end() && head->second >= copied.second;
  });
}

absl::StatusOr<int64_t> Replica::Turn() {
  // In this order: what was noted as known is among the rows up to the heads that are read then.
  GUANXI_ASSIGN_OR_RETURN(const ServiceTimes times, watermarks_->Read());
  GUANXI_ASSIGN_OR_RETURN(const Facts facts, ReadFacts());
  if (!IsOf(facts)) GUANXI_RETURN_IF_ERROR(Empty());
  int64_t rows = 0;
  CopyBatch batch;
  for (const Table* table : FactTables()) {
    for (const auto& [shard, head] : facts.heads) {
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
  GUANXI_RETURN_IF_ERROR(WriteEnd(batch, facts, state));
  copied_ = facts.heads;
  past_ = facts.past;
  MutexLock lock(&mutex_);
  state_ = state;
  return rows;
}

absl::Status Replica::WriteEnd(const CopyBatch& batch, const Facts& facts, const State& state) {
  // Times alone are not worth a write of their own: after a restart the first turn finds them.
  if (facts.heads == copied_) return absl::OkStatus();
  return duck_->Write([&](DuckWriter& writer) -> absl::Status {
    GUANXI_RETURN_IF_ERROR(batch.WriteTo(writer));
    for (const char* table : {kShards, kPast, kTimes}) {
      GUANXI_RETURN_IF_ERROR(writer.Execute(absl::StrCat("DELETE FROM ", table)).status());
    }
    Rows shards;
    for (const auto& [shard, head] : facts.heads) shards.push_back({int64_t{shard}, head});
    GUANXI_RETURN_IF_ERROR(writer.Append(kShards, shards));
    const Rows past = {std::vector<SqlValue>{facts.past}};
    GUANXI_RETURN_IF_ERROR(writer.Append(kPast, past));
    const Rows times = {{TimeValue(state.data_as_of), TimeValue(state.copy_time)}};
    return writer.Append(kTimes, times);
  });
}

std::vector<db::Query> ReplicaQueries() {
  std::vector<db::Query> queries = {kReadHeads, kReadPast};
  for (const Table* table : FactTables()) queries.push_back(ReadPageQuery(*table));
  return queries;
}

}  // namespace guanxi::analytics
