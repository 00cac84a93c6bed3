#include "analytics-svc/semantic/cubes.h"

#include "absl/strings/str_cat.h"

namespace guanxi::analytics {

Measure CountOf(const char* name, const char* en, const char* zh, const char* condition) {
  return {name, {en, zh}, Aggregation::kCount, Unit::kCount, "", condition};
}

Measure SumOf(const char* name, const char* en, const char* zh, Unit unit, const char* expression,
              const char* condition) {
  return {name, {en, zh}, Aggregation::kSum, unit, expression, condition};
}

Measure DistinctOf(const char* name, const char* en, const char* zh, const char* expression,
                   const char* condition) {
  return {name, {en, zh}, Aggregation::kCountDistinct, Unit::kCount, expression, condition};
}

Measure RatioOf(const char* name, const char* en, const char* zh, Unit unit, const char* numerator,
                const char* denominator) {
  return {name, {en, zh}, Aggregation::kRatio, unit, "", "", numerator, denominator};
}

Dimension TextOf(const char* name, const char* en, const char* zh, const char* coarser) {
  return {name, {en, zh}, DimensionType::kString, "", "", coarser};
}

Dimension TimeOf(const char* name, const char* en, const char* zh) {
  return {name, {en, zh}, DimensionType::kTime};
}

Dimension DateOf(const char* name, const char* en, const char* zh) {
  return {name, {en, zh}, DimensionType::kDate};
}

Dimension RecordOf(const char* name, const char* en, const char* zh, const char* collection) {
  return {name, {en, zh}, DimensionType::kId, absl::StrCat(name, "_id"), collection};
}

std::vector<Dimension> Owned() {
  return {RecordOf("owner", "Owner", "负责人", "users"),
          {"department",
           {"Department", "部门"},
           DimensionType::kDepartment,
           "department_id",
           "departments"}};
}

Join DepartmentJoin() { return {kDepartmentCube, "{j}.id = {f}.department_id"}; }

std::vector<Join> CustomerJoins(const char* time) {
  return {{"customers", "{j}.id = {f}.customer_id"},
          {"customers_then",
           absl::StrCat("{j}.id = {c}.id AND {f}.", time, " >= {j}.valid_from AND {f}.", time,
                        " < {j}.valid_to"),
           "customers"},
          DepartmentJoin()};
}

}  // namespace guanxi::analytics
