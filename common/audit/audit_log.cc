#include "common/audit/audit_log.h"

#include "absl/strings/strip.h"

namespace guanxi::audit {
namespace {

// The columns' widths: what is longer is cut, so that no call fails for its record.
constexpr size_t kMaxMethod = 128;
constexpr size_t kMaxReason = 64;

std::vector<db::Value> ValuesOf(const Uuid& tenant, const Entry& entry) {
  std::vector<db::Value> values = {tenant.bytes(),
                                   entry.event.bytes(),
                                   static_cast<int>(entry.kind),
                                   entry.actor,
                                   entry.resource_type,
                                   MethodName(entry.method).substr(0, kMaxMethod),
                                   entry.reason.substr(0, kMaxReason),
                                   entry.time};
  if (entry.once.has_value()) {
    values.emplace_back(entry.once->bytes());
  } else {
    values.emplace_back(nullptr);
  }
  return values;
}

}  // namespace

const db::InsertQuery& EntryInsert() {
  static const auto* const query = new db::InsertQuery{
      "audit.insert",
      "INSERT INTO audit_records (tenant_id, event_id, kind, actor, resource_type, method, reason, "
      "record_time, once_key) VALUES ",
      " ON DUPLICATE KEY UPDATE kind = kind"};
  return *query;
}

absl::Status Write(db::Transaction& tx, const Uuid& tenant, absl::Span<const Entry> entries) {
  std::vector<std::vector<db::Value>> rows;
  rows.reserve(entries.size());
  for (const Entry& entry : entries) rows.push_back(ValuesOf(tenant, entry));
  return tx.InsertRows(EntryInsert(), rows).status();
}

absl::string_view MethodName(absl::string_view path) { return absl::StripPrefix(path, "/"); }

}  // namespace guanxi::audit
