#include "common/resource/unit_guards.h"

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"

namespace guanxi::resource {
namespace {

constexpr size_t kMaxKindBytes = 32;
constexpr size_t kMaxKeyBytes = 64;

// Later each time: a row that is set to what it was is not written.
const db::Query& TakeQuery() {
  static const auto* const query = new db::Query{
      "guard.take",
      "INSERT INTO guards (tenant_id, kind, guard_key, counter, use_time) VALUES (?, ?, ?, 0, ?) "
      "ON "
      "DUPLICATE KEY UPDATE use_time = COALESCE(GREATEST(VALUES(use_time), use_time + INTERVAL 1 "
      "MICROSECOND), VALUES(use_time))"};
  return *query;
}

// The time is that since when the counter is 0; the value first, which what follows it would see
// changed.
const db::Query& AddQuery() {
  static const auto* const query =
      new db::Query{"guard.add",
                    "INSERT INTO guards (tenant_id, kind, guard_key, counter, use_time) VALUES (?, "
                    "?, ?, ?, ?) ON "
                    "DUPLICATE KEY UPDATE use_time = CASE WHEN counter + VALUES(counter) = 0 THEN "
                    "VALUES(use_time) END, counter = counter + VALUES(counter)"};
  return *query;
}

const db::Query& CounterQuery() {
  static const auto* const query = new db::Query{
      "guard.select",
      "SELECT g.counter FROM guards g WHERE g.tenant_id = ? AND g.kind = ? AND g.guard_key = ?"};
  return *query;
}

absl::Status CheckKey(absl::string_view kind, absl::string_view key) {
  if (!kind.empty() && kind.size() <= kMaxKindBytes && key.size() <= kMaxKeyBytes) {
    return absl::OkStatus();
  }
  return absl::InternalError(absl::StrCat("a guard of the kind \"", kind, "\" is too long"));
}

}  // namespace

std::vector<db::Query> GuardQueries() { return {TakeQuery(), AddQuery(), CounterQuery()}; }

absl::Status UnitGuards::Guard(absl::string_view kind, absl::string_view key) {
  GUANXI_RETURN_IF_ERROR(CheckKey(kind, key));
  return tx_->Execute(TakeQuery(), {principal_.tenant.bytes(), kind, key, system_now()}).status();
}

absl::StatusOr<bool> UnitGuards::Count(absl::string_view kind, absl::string_view key, int64_t delta,
                                       int64_t limit) {
  GUANXI_RETURN_IF_ERROR(CheckKey(kind, key));
  const absl::string_view tenant = principal_.tenant.bytes();
  GUANXI_RETURN_IF_ERROR(
      tx_->Execute(AddQuery(), {tenant, kind, key, delta, system_now()}).status());
  GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, tx_->Select(CounterQuery(), {tenant, kind, key}));
  if (delta <= 0 || rows[0].Int64(0) <= limit) return true;
  GUANXI_RETURN_IF_ERROR(
      tx_->Execute(AddQuery(), {tenant, kind, key, -delta, system_now()}).status());
  return false;
}

absl::StatusOr<int64_t> UnitGuards::NextNumber(absl::string_view kind, absl::string_view key) {
  GUANXI_RETURN_IF_ERROR(CheckKey(kind, key));
  const absl::string_view tenant = principal_.tenant.bytes();
  GUANXI_RETURN_IF_ERROR(tx_->Execute(AddQuery(), {tenant, kind, key, 1, system_now()}).status());
  GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, tx_->Select(CounterQuery(), {tenant, kind, key}));
  if (rows.empty()) return absl::InternalError("a counter that is held is gone");
  return rows[0].Int64(0);
}

}  // namespace guanxi::resource
