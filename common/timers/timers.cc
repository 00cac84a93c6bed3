#include "common/timers/timers.h"

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "common/base/status_macros.h"
#include "common/events/partition.h"
#include "common/timers/queries.h"
#include "common/timers/rows.h"

namespace guanxi::timers {
namespace {

// Behind every byte of a key.
constexpr char kBehind[] = "\x7f";

bool IsKind(absl::string_view kind) {
  const auto is_of_kind = [](unsigned char c) {
    return absl::ascii_islower(c) || absl::ascii_isdigit(c) || c == '_' || c == '.';
  };
  return !kind.empty() && kind.size() <= kMaxKindBytes &&
         std::all_of(kind.begin(), kind.end(), is_of_kind);
}

bool IsKey(absl::string_view key) {
  return !key.empty() && key.size() <= kMaxKeyBytes &&
         std::all_of(key.begin(), key.end(), absl::ascii_isgraph);
}

bool IsTime(absl::Time time) {
  return time >= absl::FromCivil(absl::CivilDay(1, 1, 1), absl::UTCTimeZone()) &&
         time < absl::FromCivil(absl::CivilDay(10000, 1, 1), absl::UTCTimeZone());
}

absl::Status Check(absl::Span<const Timer> timers) {
  if (timers.size() > Timers::kMaxAtOnce) return absl::InternalError("too many timers at once");
  for (const Timer& timer : timers) {
    if (!IsKind(timer.kind)) return absl::InternalError("a timer without a kind that it can have");
    const char* const fault = !IsKey(timer.key)                         ? "key"
                              : !IsTime(timer.due)                      ? "time"
                              : timer.payload.size() > kMaxPayloadBytes ? "payload"
                                                                        : nullptr;
    if (fault != nullptr) {
      return absl::InternalError(
          absl::StrCat("a timer of the kind ", timer.kind, " with a bad ", fault));
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status Timers::Arm(db::Transaction& tx, const Uuid& tenant, absl::Span<const Timer> timers) {
  GUANXI_RETURN_IF_ERROR(Check(timers));
  std::vector<std::vector<db::Value>> rows;
  rows.reserve(timers.size());
  std::map<int, absl::Time> earliest;
  for (const Timer& timer : timers) {
    const int partition =
        events::PartitionOf(tenant.bytes(), timer.subject.empty() ? timer.key : timer.subject);
    rows.push_back({tenant.bytes(), timer.kind, timer.key, partition, timer.due, timer.due,
                    /*attempts=*/0, /*generation=*/1, timer.payload});
    const auto [first, is_new] = earliest.emplace(partition, timer.due);
    if (!is_new) first->second = std::min(first->second, timer.due);
  }
  if (rows.empty()) return absl::OkStatus();
  GUANXI_RETURN_IF_ERROR(tx.InsertRows(kArm, rows).status());
  MutexLock lock(&mutex_);
  if (listener_ == nullptr) return absl::OkStatus();
  for (const auto& [partition, due] : earliest) listener_(partition, due);
  return absl::OkStatus();
}

absl::Status Timers::Disarm(db::Transaction& tx, const Uuid& tenant, absl::string_view kind,
                            absl::string_view key) {
  return tx.Execute(kDisarm, {tenant.bytes(), kind, key}).status();
}

absl::StatusOr<int64_t> Timers::DisarmAll(db::Transaction& tx, const Uuid& tenant,
                                          absl::string_view kind, absl::string_view prefix,
                                          int64_t limit) {
  return tx.Execute(kDisarmAll, {tenant.bytes(), kind, prefix, absl::StrCat(prefix, kBehind),
                                 std::min<int64_t>(limit, kMaxAtOnce)});
}

absl::StatusOr<std::vector<ArmedTimer>> Timers::List(db::Transaction& tx, const Uuid& tenant,
                                                     absl::string_view kind,
                                                     absl::string_view prefix,
                                                     absl::string_view after, int64_t limit) {
  GUANXI_ASSIGN_OR_RETURN(
      const db::Rows rows,
      tx.Select(kList, {tenant.bytes(), kind, std::max(prefix, after),
                        absl::StrCat(prefix, kBehind), std::min<int64_t>(limit, kMaxAtOnce)}));
  std::vector<ArmedTimer> timers;
  for (const db::Row row : rows) timers.push_back(ReadTimer(row));
  return timers;
}

absl::StatusOr<std::optional<ArmedTimer>> Timers::Find(db::Transaction& tx, const Uuid& tenant,
                                                       absl::string_view kind,
                                                       absl::string_view key) {
  GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, tx.Select(kFind, {tenant.bytes(), kind, key}));
  if (rows.empty()) return std::optional<ArmedTimer>();
  return std::optional<ArmedTimer>(ReadTimer(rows[0]));
}

void Timers::Listen(Listener listener) {
  MutexLock lock(&mutex_);
  listener_ = std::move(listener);
}

}  // namespace guanxi::timers
