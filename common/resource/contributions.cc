#include "common/resource/contributions.h"

#include "common/base/status_macros.h"

namespace guanxi::resource {
namespace {

// The value first: what follows it in the list would see the new sequence already.
const db::Query& PutQuery() {
  static const auto* const query = new db::Query{
      "contribution.put",
      "INSERT INTO contributions (tenant_id, target_type, target_id, field, source_type, "
      "source_id, sequence, value) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON DUPLICATE KEY UPDATE value "
      "= CASE WHEN VALUES(sequence) > sequence THEN VALUES(value) ELSE value END, sequence = "
      "GREATEST(sequence, VALUES(sequence))"};
  return *query;
}

const db::Query& TotalQuery() {
  static const auto* const query = new db::Query{
      "contribution.total",
      "SELECT COUNT(c.value), CAST(GREATEST(-9223372036854775807, LEAST(9223372036854775807, "
      "COALESCE(SUM(c.value), 0))) AS SIGNED), MIN(c.value), MAX(c.value) FROM contributions c "
      "WHERE c.tenant_id = ? AND c.target_type = ? AND c.target_id = ? AND c.field = ?"};
  return *query;
}

}  // namespace

absl::StatusOr<Total> Contribute(UnitOfWork& work, const Resource& target, const ResourceName& name,
                                 const Contribution& contribution) {
  GUANXI_RETURN_IF_ERROR(work.Get(target, name).status());
  const absl::string_view tenant = work.principal().tenant.bytes();
  const std::string& type = target.type().singular();
  GUANXI_RETURN_IF_ERROR(
      work.tx()
          .Execute(PutQuery(),
                   {tenant, type, name.id.bytes(), contribution.field, contribution.source_type,
                    contribution.source.bytes(), contribution.sequence, contribution.value})
          .status());
  GUANXI_ASSIGN_OR_RETURN(
      const db::Rows rows,
      work.tx().Select(TotalQuery(), {tenant, type, name.id.bytes(), contribution.field}));
  Total total;
  total.count = rows[0].Int64(0);
  total.sum = rows[0].Int64(1);
  if (!rows[0].IsNull(2)) total.least = rows[0].Int64(2);
  if (!rows[0].IsNull(3)) total.most = rows[0].Int64(3);
  return total;
}

std::vector<db::Query> ContributionQueries() { return {PutQuery(), TotalQuery()}; }

}  // namespace guanxi::resource
