#include "common/events/record_pages.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/db/transaction.h"
#include "common/events/partition.h"
#include "common/resource/row_codec.h"

namespace guanxi::events {
namespace {

using event::v1::LogEvent;
using resource::ResourceType;
using resource::Stored;

// A row may have 256 KiB: a page is a few MB where all are in one partition and that large.
constexpr int kRowsAPage = 200;
constexpr int64_t kPageBytes = 3 << 20;

db::Query PageQuery(const ResourceType& type) {
  return {absl::StrCat(type.singular(), ".select_across_tenants"),
          absl::StrCat("SELECT ", resource::RowColumns(type, "t"), ", t.tenant_id",
                       resource::ProjectedColumns(type, "t"), " FROM ", type.table(),
                       " t WHERE t.tenant_id > ? OR (t.tenant_id = ? AND t.id > ?) "
                       "ORDER BY t.tenant_id, t.id LIMIT ?"),
          /*infrastructure=*/true};
}

// Where that has tenant_id: behind RowColumns, which ends with the projected ones.
size_t TenantColumn(const ResourceType& type) {
  if (type.projected().empty()) return resource::kRowColumns;
  size_t column = resource::kRowColumns + 1;
  for (const resource::Column* projected : type.projected()) column += projected->width();
  return column;
}

LogEvent ToEvent(const ResourceType& type, absl::string_view tenant, const Stored& row) {
  LogEvent event;
  event.set_tenant_id(std::string(tenant));
  event.set_resource_type(type.singular());
  event.set_resource_id(std::string(row.name.id.bytes()));
  event.set_sequence(row.version);
  event.set_projection(row.projection);
  event.set_kind(row.live ? metadata::v1::Change::CREATED : metadata::v1::Change::DELETED);
  resource::Blobs blobs = resource::EncodeBlobs(type, *row.message, {});
  const bool live = row.live;
  (live ? event.mutable_after_body() : event.mutable_before_body())->swap(blobs.body);
  (live ? event.mutable_after_personal() : event.mutable_before_personal())->swap(blobs.personal);
  return event;
}

}  // namespace

RecordPages::RecordPages(db::Database* database, const resource::Catalog* catalog)
    : database_(database) {
  if (catalog == nullptr) return;
  for (const auto& entry : catalog->entries()) {
    const ResourceType& type = entry.resource->type();
    types_.emplace(type.singular(), Type{entry.resource, PageQuery(type)});
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
            const db::Rows rows,
            tx.Select(found->second.query,
                      {after_tenant.bytes(), after_tenant.bytes(), after_id.bytes(), kRowsAPage}));
        const size_t tenant_column = TenantColumn(type);
        int64_t bytes = 0;
        bool all = rows.size() < static_cast<size_t>(kRowsAPage);
        for (const db::Row row : rows) {
          if (bytes > kPageBytes) {
            all = false;
            break;
          }
          GUANXI_ASSIGN_OR_RETURN(const Stored stored, resource::DecodeRow(type, row));
          const absl::string_view tenant = row.String(tenant_column);
          GUANXI_ASSIGN_OR_RETURN(page.next_tenant, Uuid::FromBytes(tenant));
          page.next_id = stored.name.id;
          if (PartitionOf(tenant, stored.name.id.bytes()) != partition) continue;
          page.records.push_back(ToEvent(type, tenant, stored));
          bytes += static_cast<int64_t>(page.records.back().ByteSizeLong());
        }
        if (all) page.next_tenant = page.next_id = Uuid();
        return absl::OkStatus();
      }));
  return page;
}

std::vector<db::Query> RecordPages::Queries() const {
  std::vector<db::Query> queries;
  for (const auto& [name, type] : types_) queries.push_back(type.query);
  return queries;
}

}  // namespace guanxi::events
