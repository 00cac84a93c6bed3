// The cubes, by the service whose records they are about. Private to the semantic layer.
#ifndef GUANXI_ANALYTICS_SVC_SEMANTIC_CUBES_H_
#define GUANXI_ANALYTICS_SVC_SEMANTIC_CUBES_H_

#include <string>
#include <vector>

#include "analytics-svc/semantic/model.h"

namespace guanxi::analytics {

std::vector<Cube> CustomerCubes();
std::vector<Cube> LeadCubes();
std::vector<Cube> MoneyCubes();
std::vector<Cube> ProductCubes();
std::vector<Cube> ServiceCubes();
std::vector<Cube> WorkflowCubes();

// Members that many cubes have.
Measure CountOf(const char* name, const char* en, const char* zh, const char* condition = "");
Measure SumOf(const char* name, const char* en, const char* zh, Unit unit, const char* expression,
              const char* condition = "");
Measure DistinctOf(const char* name, const char* en, const char* zh, const char* expression,
                   const char* condition = "");
Measure RatioOf(const char* name, const char* en, const char* zh, Unit unit, const char* numerator,
                const char* denominator);
Dimension TextOf(const char* name, const char* en, const char* zh, const char* coarser = "");
Dimension TimeOf(const char* name, const char* en, const char* zh);
Dimension DateOf(const char* name, const char* en, const char* zh);
// The record `{collection}/{id}` in the column `{name}_id`.
Dimension RecordOf(const char* name, const char* en, const char* zh, const char* collection);
// `owner` and `department`.
std::vector<Dimension> Owned();
// The customer in `customer_id`, as he is now and as he was at `time`; and who has the row.
std::vector<Join> CustomerJoins(const char* time);
Join DepartmentJoin();

// `a` with `b` behind.
template <typename T>
std::vector<T> Together(std::vector<T> a, const std::vector<T>& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_SEMANTIC_CUBES_H_
