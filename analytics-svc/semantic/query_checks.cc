#include "analytics-svc/semantic/query_checks.h"

#include <optional>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "analytics-svc/semantic/member_name.h"
#include "analytics-svc/semantic/period.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/worktime/zone.h"

namespace guanxi::analytics {
namespace {

constexpr int kMostMeasures = 32;
constexpr int kMostDimensions = 16;
constexpr int kMostTimeDimensions = 4;
constexpr int kMostFilters = 100;
// Of all filters: statements bind each, a range twice, and MySQL takes 65,535.
constexpr int kMostValues = 10'000;
constexpr int kMostDepth = 8;
constexpr int kMostRanges = 12;
constexpr int kMostOffset = 1'000'000;

void CheckNames(const google::protobuf::RepeatedPtrField<std::string>& names,
                const std::string& path, Violations* violations) {
  std::set<std::string> seen;
  for (int i = 0; i < names.size(); ++i) {
    if (!seen.insert(names[i]).second) {
      violations->Add(absl::StrCat(path, "[", i, "]"), "is there already");
    }
  }
}

void CheckTimeDimensions(const v1::Query& query, Violations* violations) {
  std::set<std::string> seen;
  int compared = 0;
  for (int i = 0; i < query.time_dimensions_size(); ++i) {
    const v1::QueryTimeDimension& one = query.time_dimensions(i);
    const std::string path = absl::StrCat("time_dimensions[", i, "]");
    if (!seen.insert(absl::StrCat(one.dimension(), ".", one.granularity())).second) {
      violations->Add(path, "is there already");
    }
    if (!one.granularity().empty() && !ParseGranularity(one.granularity())) {
      violations->Add(absl::StrCat(path, ".granularity"), "want second to year");
    }
    if (one.compare_date_ranges().empty()) continue;
    if (one.has_date_range() || ++compared > 1 || one.compare_date_ranges_size() > kMostRanges) {
      violations->Add(absl::StrCat(path, ".compare_date_ranges"),
                      "want at most 12, of one time dimension, and no date_range beside them");
    }
  }
}

// How many there are of something.
struct FilterSizes {
  int filters = 0;
  int values = 0;
};

void CheckFilter(const v1::QueryFilter& filter, const std::string& path, int depth,
                 FilterSizes* sizes, Violations* violations) {
  const int forms = (filter.member().empty() ? 0 : 1) + (filter.all_of().empty() ? 0 : 1) +
                    (filter.any_of().empty() ? 0 : 1);
  if (forms != 1) violations->Add(path, "want a member, all_of or any_of");
  ++sizes->filters;
  sizes->values += filter.values_size();
  if (depth > kMostDepth) {
    violations->Add(path, "is too deep");
    return;
  }
  for (int i = 0; i < filter.all_of_size(); ++i) {
    CheckFilter(filter.all_of(i), absl::StrCat(path, ".all_of[", i, "]"), depth + 1, sizes,
                violations);
  }
  for (int i = 0; i < filter.any_of_size(); ++i) {
    CheckFilter(filter.any_of(i), absl::StrCat(path, ".any_of[", i, "]"), depth + 1, sizes,
                violations);
  }
}

void CheckSizes(const v1::Query& query, int most_rows, Violations* violations) {
  if (query.measures_size() > kMostMeasures) violations->Add("measures", "want at most 32");
  if (query.time_dimensions_size() > kMostTimeDimensions) {
    violations->Add("time_dimensions", "want at most 4");
  }
  if (query.dimensions_size() + query.time_dimensions_size() > kMostDimensions) {
    violations->Add("dimensions", "want at most 16 with time_dimensions");
  }
  if (query.limit() < 0 || query.limit() > most_rows) {
    violations->Add("limit", absl::StrCat("want 0 to ", most_rows));
  }
  if (query.offset() < 0 || query.offset() > kMostOffset) {
    violations->Add("offset", "want 0 to 1000000");
  }
  if (query.fiscal_start_month() < 0 || query.fiscal_start_month() > 12) {
    violations->Add("fiscal_start_month", "want 1 to 12");
  }
  if (!query.language().empty() && query.language() != "en" && query.language() != "zh") {
    violations->Add("language", "want en or zh");
  }
}

}  // namespace

absl::Status CheckQuery(const v1::Query& query, int most_rows) {
  Violations violations;
  CheckSizes(query, most_rows, &violations);
  CheckNames(query.measures(), "measures", &violations);
  CheckNames(query.dimensions(), "dimensions", &violations);
  CheckTimeDimensions(query, &violations);
  FilterSizes sizes;
  for (int i = 0; i < query.filters_size(); ++i) {
    CheckFilter(query.filters(i), absl::StrCat("filters[", i, "]"), 1, &sizes, &violations);
  }
  if (sizes.filters > kMostFilters) violations.Add("filters", "want at most 100 in all");
  if (sizes.values > kMostValues) violations.Add("filters", "want at most 10000 values in all");
  return violations.ToStatus();
}

absl::StatusOr<absl::TimeZone> ZoneOf(const v1::Query& query, absl::TimeZone otherwise) {
  if (query.time_zone().empty()) return otherwise;
  const std::optional<absl::TimeZone> zone = worktime::FindZone(query.time_zone());
  if (zone) return *zone;
  return InvalidField("time_zone", "want a name such as Asia/Shanghai");
}

absl::StatusOr<const Cube*> CubeOf(const v1::Query& query) {
  std::string name;
  std::string path;
  if (!query.measures().empty()) {
    name = query.measures(0);
    path = "measures[0]";
  } else if (!query.dimensions().empty()) {
    name = query.dimensions(0);
    path = "dimensions[0]";
  } else if (!query.time_dimensions().empty()) {
    name = query.time_dimensions(0).dimension();
    path = "time_dimensions[0].dimension";
  } else {
    return InvalidField("measures", "want a measure or a dimension");
  }
  GUANXI_ASSIGN_OR_RETURN(const MemberName parsed, ParseMember(name, path));
  if (parsed.cube->table.empty() || parsed.cube->only_joined) {
    return InvalidField(path, absl::StrCat("want a measure beside members of ", parsed.cube->name));
  }
  return parsed.cube;
}

}  // namespace guanxi::analytics
