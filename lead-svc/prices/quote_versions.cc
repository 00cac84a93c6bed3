#include "lead-svc/prices/quote_versions.h"

#include "common/base/status_macros.h"
#include "common/db/rows.h"

namespace guanxi::lead {
namespace {

using resource::UnitOfWork;

const db::Query kSelectVersions{
    "quote.select_versions",
    "SELECT id FROM quotes WHERE tenant_id = ? AND live = 1 AND series = ? AND id <> ? "
    "ORDER BY id LIMIT 200"};
const db::Query kSelectLastVersion{
    "quote.select_last_version",
    "SELECT COALESCE(MAX(version_number), 0) FROM quotes WHERE tenant_id = ? AND live IN (0, 1) "
    "AND series = ?"};

}  // namespace

absl::StatusOr<std::vector<Uuid>> FindVersions(UnitOfWork& work, const std::string& series,
                                               const Uuid& except) {
  GUANXI_ASSIGN_OR_RETURN(
      const db::Rows rows,
      work.tx().Select(kSelectVersions, {work.principal().tenant.bytes(), series, except.bytes()}));
  std::vector<Uuid> ids;
  for (const db::Row row : rows) {
    GUANXI_ASSIGN_OR_RETURN(ids.emplace_back(), Uuid::FromBytes(row.String(0)));
  }
  return ids;
}

absl::StatusOr<int> LastVersion(UnitOfWork& work, const std::string& series) {
  GUANXI_ASSIGN_OR_RETURN(
      const db::Rows rows,
      work.tx().Select(kSelectLastVersion, {work.principal().tenant.bytes(), series}));
  return static_cast<int>(rows[0].Int64(0));
}

std::vector<db::Query> VersionQueries() { return {kSelectVersions, kSelectLastVersion}; }

}  // namespace guanxi::lead
