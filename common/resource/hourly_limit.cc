#include "common/resource/hourly_limit.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/time.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/resource/environment.h"

namespace guanxi::resource {
namespace {

// A counter is the period, times this, and how often it was done in it.
constexpr int64_t kPerPeriod = 1'000'000;
// Those that CountInDay looks at: the one that runs, and a day before it.
constexpr int64_t kHoursOfDay = 25;

const db::Query& AddQuery() {
  static const auto* const query = new db::Query{
      "hourly_limit.add",
      "INSERT INTO guards (tenant_id, kind, guard_key, counter, use_time) VALUES (?, ?, ?, ?, ?) "
      "ON DUPLICATE KEY UPDATE counter = GREATEST(counter + ?, VALUES(counter)), use_time = "
      "VALUES(use_time)"};
  return *query;
}

// A guard's counter is 0, and adds nothing to itself; its time is later each time, so that the row
// is written.
const db::InsertQuery& GuardAndAddQuery() {
  static const auto* const query = new db::InsertQuery{
      "hourly_limit.guard_and_add",
      "INSERT INTO guards (tenant_id, kind, guard_key, counter, use_time) VALUES ",
      absl::StrCat(" ON DUPLICATE KEY UPDATE counter = GREATEST(counter + MOD(VALUES(counter), ",
                   kPerPeriod,
                   "), VALUES(counter)), use_time = COALESCE(GREATEST(VALUES(use_time), use_time + "
                   "INTERVAL 1 MICROSECOND), VALUES(use_time))")};
  return *query;
}

// The same; but a guard that was not taken last at a time stays as it is, which counts as one row
// instead of two.
constexpr absl::string_view kSinceRow = "(?, ?, ?, ?, ?)";

db::Query SinceQuery(bool counts) {
  return {
      counts ? "hourly_limit.guard_and_count_since" : "hourly_limit.guard_since",
      absl::StrCat("INSERT INTO guards (tenant_id, kind, guard_key, counter, use_time) VALUES ",
                   kSinceRow, counts ? ", " : "", counts ? kSinceRow : "",
                   " ON DUPLICATE KEY UPDATE counter = GREATEST(counter + MOD(VALUES(counter), ",
                   kPerPeriod,
                   "), VALUES(counter)), use_time = CASE WHEN kind = ? AND use_time <> ? THEN "
                   "use_time ELSE COALESCE(GREATEST(VALUES(use_time), use_time + INTERVAL 1 "
                   "MICROSECOND), VALUES(use_time)) END")};
}

const db::Query& GuardSinceQuery(bool counts) {
  static const auto* const guard = new db::Query(SinceQuery(/*counts=*/false));
  static const auto* const both = new db::Query(SinceQuery(/*counts=*/true));
  return counts ? *both : *guard;
}

constexpr absl::string_view kSelectCounter =
    "SELECT g.counter FROM guards g WHERE g.tenant_id = ? AND g.kind = ? AND g.guard_key = ?";

const db::Query& SelectQuery() {
  static const auto* const query =
      new db::Query{"hourly_limit.select", std::string(kSelectCounter)};
  return *query;
}

const db::Query& SelectHoursQuery() {
  static const auto* const query = new db::Query{
      "hourly_limit.select_hours",
      absl::StrCat("SELECT g.counter FROM guards g WHERE g.tenant_id = ? AND g.kind = ? AND "
                   "g.guard_key IN (?",
                   absl::StrJoin(std::vector<std::string>(kHoursOfDay - 2, ", ?"), ""), ")")};
  return *query;
}

}  // namespace

absl::StatusOr<int64_t> CountInPeriod(UnitOfWork& work, absl::string_view kind,
                                      absl::string_view key, int64_t period, int64_t times) {
  const absl::string_view tenant = work.principal().tenant.bytes();
  const int64_t first = period * kPerPeriod;
  GUANXI_RETURN_IF_ERROR(
      work.tx()
          .Execute(AddQuery(), {tenant, kind, key, first + times, work.system_now(), times})
          .status());
  GUANXI_ASSIGN_OR_RETURN(const db::Rows rows,
                          work.tx().Select(SelectQuery(), {tenant, kind, key}));
  return rows.empty() ? times : rows[0].Int64(0) - first;
}

absl::Status GuardAndCount(UnitOfWork& work, const GuardedCount& count) {
  const absl::string_view tenant = work.principal().tenant.bytes();
  const absl::Time now = work.system_now();
  const std::vector<std::vector<db::Value>> rows = {
      {tenant, count.guard_kind, count.guard_key, 0, now},
      {tenant, count.kind, count.key, count.period * kPerPeriod + 1, now}};
  return work.tx().InsertRows(GuardAndAddQuery(), rows).status();
}

absl::StatusOr<bool> GuardAndCountSince(UnitOfWork& work, const GuardedCount& count,
                                        absl::Time taken) {
  const absl::string_view tenant = work.principal().tenant.bytes();
  const absl::Time now = work.system_now();
  const bool counts = !count.kind.empty();
  std::vector<db::Value> values = {tenant, count.guard_kind, count.guard_key, 0, now};
  if (counts) {
    const int64_t once = count.period * kPerPeriod + 1;
    values.insert(values.end(), {tenant, count.kind, count.key, once, now});
  }
  values.insert(values.end(), {count.guard_kind, taken});
  GUANXI_ASSIGN_OR_RETURN(const int64_t matched,
                          work.tx().Execute(GuardSinceQuery(counts), values));
  return matched == (counts ? 4 : 2);
}

absl::string_view PeriodCounter() { return kSelectCounter; }

int64_t TimesInPeriod(const db::Value& counter, int64_t period) {
  const auto* const number = std::get_if<int64_t>(&counter.data());
  return number == nullptr ? 0 : std::max<int64_t>(*number - period * kPerPeriod, 0);
}

absl::StatusOr<int64_t> CountInDay(UnitOfWork& work, absl::string_view kind, absl::string_view key,
                                   int64_t times) {
  const int64_t hour = absl::ToUnixSeconds(work.system_now()) / 3600;
  const auto key_of = [&](int64_t of) { return absl::StrCat(key, "/", of % kHoursOfDay); };
  GUANXI_ASSIGN_OR_RETURN(int64_t count, CountInPeriod(work, kind, key_of(hour), hour, times));
  const absl::string_view tenant = work.principal().tenant.bytes();
  std::vector<db::Value> values = {tenant, kind};
  std::vector<std::string> keys;
  for (int64_t of = hour - kHoursOfDay + 1; of < hour; ++of) keys.push_back(key_of(of));
  for (const std::string& one : keys) values.push_back(one);
  GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, work.tx().Select(SelectHoursQuery(), values));
  for (const db::Row row : rows) {
    // A row is of the hour that it was last used in.
    const int64_t of = row.Int64(0) / kPerPeriod;
    if (of < hour && of > hour - kHoursOfDay) count += row.Int64(0) % kPerPeriod;
  }
  return count;
}

absl::Status CountInHour(UnitOfWork& work, const HourlyLimit& limit, int64_t times) {
  const absl::Time now = work.system_now();
  const int64_t hour = absl::ToUnixSeconds(now) / 3600;
  GUANXI_ASSIGN_OR_RETURN(const int64_t count,
                          CountInPeriod(work, limit.kind, work.principal().subject, hour, times));
  if (count <= limit.most) return absl::OkStatus();
  return ResourceExhausted(
      limit.reason, absl::StrCat("a caller may ", limit.what, " ", limit.most, " times an hour"),
      absl::FromUnixSeconds((hour + 1) * 3600) - now);
}

absl::Status CountLookups(const Engine& engine, const rpc::Call& call, int64_t times) {
  if (times == 0) return absl::OkStatus();
  const HourlyLimit limit = {"lookups", engine.environment().lookups_per_hour(), "LOOKUP_LIMIT",
                             "ask for whole values of masked fields"};
  return engine.Write(call.principal, TxOptionsOf(call), {},
                      [&](UnitOfWork& work) { return CountInHour(work, limit, times); });
}

std::vector<db::Query> HourlyQueries() {
  return {AddQuery(), SelectQuery(), SelectHoursQuery(), GuardSinceQuery(/*counts=*/false),
          GuardSinceQuery(/*counts=*/true)};
}

std::vector<db::InsertQuery> HourlyInserts() { return {GuardAndAddQuery()}; }

}  // namespace guanxi::resource
