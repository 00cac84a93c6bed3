// What a question is asked in: by whom, when, and of which company.
#ifndef GUANXI_ANALYTICS_SVC_SEMANTIC_QUERY_CONTEXT_H_
#define GUANXI_ANALYTICS_SVC_SEMANTIC_QUERY_CONTEXT_H_

#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "common/auth/principal.h"
#include "common/base/uuid.h"

namespace guanxi::analytics {

// One of the company's own fields that facts have values of.
struct CustomField {
  enum class Kind { kText, kNumber, kTime };

  std::string record_type;  // `customers` or `leads`
  std::string key;          // `area`
  Kind kind = Kind::kText;
};

// A department and what is above it; nil at the top.
struct DepartmentNode {
  Uuid id;
  Uuid parent;
};

struct QueryContext {
  Principal principal;                        // with rights
  absl::Time now;                             // business time
  absl::TimeZone zone = absl::UTCTimeZone();  // the question's, else the company's
  // The company's, of now: amounts that were converted when it had another one are not in it. "":
  // converted amounts are taken as they are.
  std::string currency{};
  std::vector<DepartmentNode> departments;
  std::vector<CustomField> custom_fields;
  // Whether what answers has the tables of rollup.h, which serve who says the currency.
  bool has_rollups = false;

  absl::CivilDay Today() const { return absl::ToCivilDay(now, zone); }
};

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_SEMANTIC_QUERY_CONTEXT_H_
