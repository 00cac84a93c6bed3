#include "common/resource/custom_field_cache.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/resource/row_codec.h"

namespace guanxi::resource {
namespace {

constexpr size_t kMaxCachedTenants = 10000;

}  // namespace

CustomFieldCache::CustomFieldCache(const ResourceType* definitions, Clock* clock)
    : definitions_(definitions),
      mark_{"field_definition.mark",
            absl::StrCat("SELECT COUNT(*), SUM(t.version) FROM ", definitions->table(),
                         " t WHERE t.tenant_id = ?")},
      select_{"field_definition.select_all",
              absl::StrCat("SELECT ", RowColumns(*definitions, "t"), " FROM ", definitions->table(),
                           " t WHERE t.tenant_id = ?")},
      clock_(clock) {}

absl::StatusOr<CustomFieldCache::Fields> CustomFieldCache::Get(db::Database* database,
                                                               const db::TxOptions& options,
                                                               const Uuid& tenant) {
  const auto lane = static_cast<size_t>(options.lane);
  while (true) {
    std::shared_ptr<Flight> flight;
    {
      MutexLock lock(&mutex_);
      if (const Fields fields = Fresh(tenant)) return fields;
      std::shared_ptr<Flight>& of_lane = entries_[tenant].flights[lane];
      if (of_lane == nullptr) {
        flight = of_lane = std::make_shared<Flight>();
      } else {
        const std::shared_ptr<Flight> other = of_lane;
        while (!other->done) {
          const absl::Time now = absl::Now();
          if (now >= options.deadline) {
            return DeadlineExceeded("DEADLINE_EXCEEDED",
                                    "The deadline passed before the work was done.");
          }
          landed_.WaitWithTimeout(&mutex_, options.deadline - now);
        }
        // That its deadline was nearer than this call's is no answer to this call.
        if (!absl::IsDeadlineExceeded(other->result.status())) return other->result;
      }
    }
    if (flight != nullptr) return Fly(database, options, tenant, flight);
  }
}

absl::StatusOr<CustomFieldCache::Fields> CustomFieldCache::Fly(
    db::Database* database, const db::TxOptions& options, const Uuid& tenant,
    const std::shared_ptr<Flight>& flight) {
  std::optional<Known> before;
  {
    MutexLock lock(&mutex_);
    before = entries_[tenant].known;
  }
  absl::StatusOr<Known> known = absl::UnknownError("");
  const absl::Status status = database->ReadOnly(options, [&](db::Transaction& tx) {
    known = Read(tx, tenant, before);
    return known.status();
  });
  MutexLock lock(&mutex_);
  flight->done = true;
  flight->result = status.ok() ? absl::StatusOr<Fields>(known->fields) : status;
  landed_.SignalAll();
  const auto entry = entries_.find(tenant);
  // Forgotten meanwhile: what was read may be older than the change.
  if (entry == entries_.end()) return flight->result;
  std::shared_ptr<Flight>& of_lane = entry->second.flights[static_cast<size_t>(options.lane)];
  if (of_lane != flight) return flight->result;
  of_lane = nullptr;
  if (!status.ok()) return flight->result;
  std::optional<Known>& kept = entry->second.known;  // Perhaps by a faster lane, meanwhile.
  if (!kept || kept->read_time <= known->read_time) kept = *std::move(known);
  return flight->result;
}

absl::StatusOr<std::shared_ptr<const CustomFields>> CustomFieldCache::Get(
    db::Transaction& tx, const Uuid& tenant, const ResourceType& type) {
  Fields fields;
  std::optional<Known> before;
  {
    MutexLock lock(&mutex_);
    fields = Fresh(tenant);
    if (fields == nullptr) before = entries_[tenant].known;
  }
  if (fields == nullptr) {
    GUANXI_ASSIGN_OR_RETURN(const Known known, Read(tx, tenant, before));
    Keep(tenant, known);
    fields = known.fields;
  }
  const CustomFields* const of_type = &FieldsOf(*fields, type);
  return std::shared_ptr<const CustomFields>(std::move(fields), of_type);
}

absl::StatusOr<CustomFieldCache::Fields> CustomFieldCache::ReadNow(db::Transaction& tx,
                                                                   const Uuid& tenant) {
  GUANXI_ASSIGN_OR_RETURN(const Known known, Read(tx, tenant, std::nullopt));
  Keep(tenant, known);
  return known.fields;
}

void CustomFieldCache::Forget(const Uuid& tenant) {
  MutexLock lock(&mutex_);
  entries_.erase(tenant);
}

CustomFieldCache::Fields CustomFieldCache::Fresh(const Uuid& tenant) {
  const auto entry = entries_.find(tenant);
  if (entry == entries_.end()) {
    if (entries_.size() >= kMaxCachedTenants) entries_.clear();
    return nullptr;
  }
  const std::optional<Known>& known = entry->second.known;
  return known && clock_->Now() - known->read_time < kMaxAge ? known->fields : nullptr;
}

absl::StatusOr<CustomFieldCache::Known> CustomFieldCache::Read(
    db::Transaction& tx, const Uuid& tenant, const std::optional<Known>& before) const {
  Known known;
  known.read_time = clock_->Now();
  // First the mark: definitions that change behind it are read again the next time.
  GUANXI_ASSIGN_OR_RETURN(const db::Rows mark, tx.Select(mark_, {tenant.bytes()}));
  known.mark = absl::StrCat(mark[0].Int64(0), " ", mark[0].String(1));
  if (before && before->mark == known.mark) {
    known.fields = before->fields;
    return known;
  }
  GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, tx.Select(select_, {tenant.bytes()}));
  auto fields = std::make_shared<TenantFields>();
  for (const db::Row row : rows) {
    GUANXI_ASSIGN_OR_RETURN(const Stored stored, DecodeRow(*definitions_, row));
    CustomField field;
    field.id = stored.name.id;
    field.definition.CopyFrom(*stored.message);
    CustomFields& of_type = (*fields)[field.definition.resource_type()];
    of_type[field.definition.key()] = std::move(field);
  }
  known.fields = std::move(fields);
  return known;
}

void CustomFieldCache::Keep(const Uuid& tenant, const Known& known) {
  MutexLock lock(&mutex_);
  const auto entry = entries_.find(tenant);
  if (entry != entries_.end()) entry->second.known = known;  // else it was forgotten meanwhile
}

}  // namespace guanxi::resource
