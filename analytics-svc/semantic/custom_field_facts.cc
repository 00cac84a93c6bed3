#include "analytics-svc/semantic/custom_field_facts.h"

#include "common/base/status_macros.h"

namespace guanxi::analytics {
namespace {

// In the order of the statement.
enum Cell { kRecordType, kKey, kTexts, kNumbers, kTimes };

// Times are texts that read as such: one that does among others makes no times of them.
CustomField::Kind KindOf(const SqlResult& result, size_t row) {
  const int64_t texts = result.Int64(row, kTexts);
  if (result.Int64(row, kNumbers) > texts) return CustomField::Kind::kNumber;
  return texts > 0 && result.Int64(row, kTimes) == texts ? CustomField::Kind::kTime
                                                         : CustomField::Kind::kText;
}

}  // namespace

SqlQuery CustomFieldsQuery(const Uuid& tenant) {
  return {"analytics.read_custom_fields",
          "SELECT v.record_type, v.field_key, COUNT(v.text_value), COUNT(v.number_value), "
          "COUNT(v.time_value) FROM fact_custom_value v WHERE v.tenant_id = ? AND v.live = 1 "
          "GROUP BY v.record_type, v.field_key ORDER BY v.record_type, v.field_key LIMIT 2000",
          {tenant}};
}

absl::StatusOr<std::vector<CustomField>> ReadCustomFields(SqlEngine* engine, const Uuid& tenant,
                                                          const SqlLimits& limits) {
  GUANXI_ASSIGN_OR_RETURN(const SqlResult result, engine->Run(CustomFieldsQuery(tenant), limits));
  std::vector<CustomField> fields;
  for (size_t row = 0; row < result.rows(); ++row) {
    fields.push_back({result.Text(row, kRecordType), result.Text(row, kKey), KindOf(result, row)});
  }
  return fields;
}

}  // namespace guanxi::analytics
