#include "common/resource/fill_columns.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/base/uuid.h"
#include "common/resource/row_codec.h"

namespace guanxi::resource {
namespace {

constexpr int64_t kBatch = 100;

db::Query NextTenant(const ResourceType& type) {
  return {absl::StrCat(type.singular(), ".fill_next_tenant"),
          absl::StrCat("SELECT MIN(tenant_id) FROM ", type.table(), " WHERE tenant_id > ?"),
          /*infrastructure=*/true};
}

db::Query SelectEmpty(const ResourceType& type, const std::string& marker) {
  return {
      absl::StrCat(type.singular(), ".fill_select"),
      absl::StrCat("SELECT ", RowColumns(type, "t"), " FROM ", type.table(),
                   " t WHERE t.tenant_id = ? AND t.live = ? AND t.", marker, " IS NULL LIMIT ?")};
}

// The number of rows that were found; those that somebody else wrote meanwhile come again.
absl::StatusOr<int64_t> FillBatch(db::Transaction& tx, const Resource& resource,
                                  const db::Query& select, const Uuid& tenant, bool live) {
  GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, tx.Select(select, {tenant.bytes(), live, kBatch}));
  for (const db::Row row : rows) {
    GUANXI_ASSIGN_OR_RETURN(const Stored stored, DecodeRow(resource.type(), row));
    GUANXI_ASSIGN_OR_RETURN(auto values, UpdateValues(resource.type(), stored));
    values.emplace_back(tenant.bytes());
    values.emplace_back(stored.name.id.bytes());
    values.emplace_back(stored.version);
    GUANXI_RETURN_IF_ERROR(tx.Execute(resource.update(), values).status());
  }
  return static_cast<int64_t>(rows.size());
}

}  // namespace

absl::StatusOr<int64_t> FillColumns(db::Database* database, const Resource& resource,
                                    const std::string& marker) {
  const db::Query next_tenant = NextTenant(resource.type());
  const db::Query select = SelectEmpty(resource.type(), marker);
  int64_t total = 0;
  Uuid tenant;
  while (true) {
    bool found = false;
    GUANXI_RETURN_IF_ERROR(
        database->ReadOnly({db::Lane::kJob}, [&](db::Transaction& tx) -> absl::Status {
          GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, tx.Select(next_tenant, {tenant.bytes()}));
          found = !rows[0].IsNull(0);
          if (!found) return absl::OkStatus();
          GUANXI_ASSIGN_OR_RETURN(tenant, Uuid::FromBytes(rows[0].String(0)));
          return absl::OkStatus();
        }));
    if (!found) return total;
    for (const bool live : {true, false}) {
      for (int64_t rows = kBatch; rows == kBatch; total += rows) {
        GUANXI_RETURN_IF_ERROR(
            database->ReadWrite({db::Lane::kJob}, [&](db::Transaction& tx) -> absl::Status {
              GUANXI_ASSIGN_OR_RETURN(rows, FillBatch(tx, resource, select, tenant, live));
              return absl::OkStatus();
            }));
      }
    }
  }
}

std::vector<db::Query> FillQueries(const Resource& resource, const std::string& marker) {
  return {NextTenant(resource.type()), SelectEmpty(resource.type(), marker)};
}

}  // namespace guanxi::resource
