#include "common/events/record_pages.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/db/transaction.h"
#include "common/events/partition.h"
#include "common/events/queries.h"
#include "common/resource/resource_name.h"
#include "common/resource/row_codec.h"

namespace guanxi::events {
namespace {

using event::v1::LogEvent;
using resource::ResourceType;
using resource::Stored;

// Keys that a page looks at: about 200 of them are of its partition.
constexpr int kKeysAPage = 200 * kPartitions;
// Rows that are read at once, each of which may have 256 KiB.
constexpr size_t kRowsAtOnce = 32;
constexpr int64_t kPageBytes = 3 << 20;

// Keys alone: of the rows only those of the partition are read, so that a rebuild of all partitions
// reads each row once.
db::Query KeysQuery(const ResourceType& type) {
  return {absl::StrCat(type.singular(), ".select_across_tenants"),
          absl::StrCat("SELECT t.tenant_id, t.id FROM ", type.table(),
                       " t WHERE t.tenant_id > ? OR (t.tenant_id = ? AND t.id > ?) "
                       "ORDER BY t.tenant_id, t.id LIMIT ?"),
          /*infrastructure=*/true};
}

// A tenant and ids of its records.
struct Batch {
  std::string tenant;
  std::vector<std::string> ids;
};

// Of the partition, in order; `*last` is the last key that was looked at.
absl::StatusOr<std::vector<Batch>> Batches(const db::Rows& keys, int partition,
                                           std::pair<Uuid, Uuid>* last) {
  std::vector<Batch> batches;
  for (const db::Row row : keys) {
    const absl::string_view tenant = row.String(0), id = row.String(1);
    GUANXI_ASSIGN_OR_RETURN(last->first, Uuid::FromBytes(tenant));
    GUANXI_ASSIGN_OR_RETURN(last->second, Uuid::FromBytes(id));
    if (PartitionOf(tenant, id) != partition) continue;
    if (batches.empty() || batches.back().tenant != tenant ||
        batches.back().ids.size() == kRowsAtOnce) {
      batches.push_back({std::string(tenant), {}});
    }
    batches.back().ids.emplace_back(id);
  }
  return batches;
}

LogEvent ToEvent(const ResourceType& type, absl::string_view tenant, const Stored& row) {
  LogEvent event;
  event.set_tenant_id(std::string(tenant));
  event.set_resource_type(type.singular());
  event.set_resource_id(std::string(row.name.id.bytes()));
  event.set_parent_ids(resource::ParentIds(row.name));
  event.set_sequence(row.version);
  event.set_projection(row.projection);
  event.set_kind(row.live ? metadata::v1::Change::CREATED : metadata::v1::Change::DELETED);
  resource::Blobs blobs = resource::EncodeBlobs(type, *row.message, {});
  const bool live = row.live;
  (live ? event.mutable_after_body() : event.mutable_before_body())->swap(blobs.body);
  (live ? event.mutable_after_personal() : event.mutable_before_personal())->swap(blobs.personal);
  return event;
}

// In the order of ids.
absl::StatusOr<std::map<Uuid, Stored>> RowsOf(db::Transaction& tx,
                                              const resource::Resource& resource,
                                              const Batch& batch) {
  std::map<Uuid, Stored> stored;
  for (const auto& values : ByIds(batch.tenant, batch.ids)) {
    GUANXI_ASSIGN_OR_RETURN(
        const db::Rows rows,
        tx.Select(resource.SelectMany(values.size() - 1, resource::Lock::kNone), values));
    for (const db::Row row : rows) {
      GUANXI_ASSIGN_OR_RETURN(Stored one, resource::DecodeRow(resource.type(), row));
      const Uuid id = one.name.id;
      stored.emplace(id, std::move(one));
    }
  }
  return stored;
}

}  // namespace

RecordPages::RecordPages(db::Database* database, const resource::Catalog* catalog)
    : database_(database) {
  if (catalog == nullptr) return;
  for (const auto& entry : catalog->entries()) {
    const ResourceType& type = entry.resource->type();
    types_.emplace(type.singular(), Type{entry.resource, KeysQuery(type)});
  }
}

absl::StatusOr<RecordPage> RecordPages::Read(const std::string& resource_type, int partition,
                                             const Uuid& after_tenant, const Uuid& after_id) const {
  const auto found = types_.find(resource_type);
  if (found == types_.end()) return absl::NotFoundError("there is no such type");
  const ResourceType& type = found->second.resource->type();
  RecordPage page;
  GUANXI_RETURN_IF_ERROR(
      database_->ReadOnly({db::Lane::kScan}, [&](db::Transaction& tx) -> absl::Status {
        page = RecordPage();
        GUANXI_ASSIGN_OR_RETURN(
            const db::Rows keys,
            tx.Select(found->second.keys,
                      {after_tenant.bytes(), after_tenant.bytes(), after_id.bytes(), kKeysAPage}));
        std::pair<Uuid, Uuid> last;
        GUANXI_ASSIGN_OR_RETURN(const auto batches, Batches(keys, partition, &last));
        int64_t bytes = 0;
        for (const Batch& batch : batches) {
          if (bytes > kPageBytes) return absl::OkStatus();  // goes on behind the last record
          GUANXI_ASSIGN_OR_RETURN(page.next_tenant, Uuid::FromBytes(batch.tenant));
          GUANXI_ASSIGN_OR_RETURN(page.next_id, Uuid::FromBytes(batch.ids.back()));
          GUANXI_ASSIGN_OR_RETURN(const auto rows, RowsOf(tx, *found->second.resource, batch));
          for (const auto& [id, row] : rows) {
            page.records.push_back(ToEvent(type, batch.tenant, row));
            bytes += static_cast<int64_t>(page.records.back().ByteSizeLong());
          }
        }
        const bool more = keys.size() == static_cast<size_t>(kKeysAPage);
        std::tie(page.next_tenant, page.next_id) = more ? last : std::pair<Uuid, Uuid>();
        return absl::OkStatus();
      }));
  return page;
}

absl::StatusOr<SomeRecords> RecordPages::Some(const std::string& resource_type,
                                              const std::string& tenant,
                                              std::vector<std::string> ids) const {
  const auto found = types_.find(resource_type);
  if (found == types_.end()) return absl::NotFoundError("there is no such type");
  const resource::Resource& resource = *found->second.resource;
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  SomeRecords some;
  GUANXI_RETURN_IF_ERROR(
      database_->ReadOnly({db::Lane::kPoint}, [&](db::Transaction& tx) -> absl::Status {
        some = SomeRecords();
        int64_t bytes = 0;
        size_t start = 0;
        for (; start < ids.size() && bytes <= kPageBytes; start += kRowsAtOnce) {
          const size_t end = std::min(start + kRowsAtOnce, ids.size());
          const auto at = [&ids](size_t i) { return ids.begin() + static_cast<int64_t>(i); };
          GUANXI_ASSIGN_OR_RETURN(const auto rows,
                                  RowsOf(tx, resource, {tenant, {at(start), at(end)}}));
          for (const auto& [id, row] : rows) {
            some.records.push_back(ToEvent(resource.type(), tenant, row));
            bytes += static_cast<int64_t>(some.records.back().ByteSizeLong());
          }
        }
        for (; start < ids.size(); ++start) some.left.push_back(ids[start]);
        return absl::OkStatus();
      }));
  return some;
}

std::vector<db::Query> RecordPages::Queries() const {
  std::vector<db::Query> queries;
  for (const auto& [name, type] : types_) queries.push_back(type.keys);
  queries.push_back(SelectHistorySizes());
  queries.push_back(SelectHistory());
  return queries;
}

}  // namespace guanxi::events
