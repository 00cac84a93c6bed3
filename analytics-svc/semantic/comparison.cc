#include "analytics-svc/semantic/comparison.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "analytics-svc/semantic/comparison_values.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"

namespace guanxi::analytics {
namespace {

using Operator = v1::QueryFilter;

// A member without a value meets what is denied.
Fragment Denied(const Fragment& left, Fragment condition) {
  return Fragment("NOT (").Add(std::move(condition)).Add(") OR ").Add(left).Add(" IS NULL");
}

absl::Status Unfit(const ComparisonPlace& place) {
  return InvalidField(absl::StrCat(place.path, ".operator"), "is not for this kind of member");
}

absl::StatusOr<Fragment> Equals(const DimensionSql& left, const v1::QueryFilter& filter,
                                const ComparisonPlace& place) {
  std::vector<Fragment> any;
  Fragment among;
  for (int i = 0; i < filter.values_size(); ++i) {
    const std::string path = absl::StrCat(place.path, ".values[", i, "]");
    if (left.type == DimensionType::kTime || left.type == DimensionType::kDate) {
      GUANXI_ASSIGN_OR_RETURN(const TimeRange range, ParseTimeRange(filter.values(i), "", path));
      any.push_back(WithinSql(left.sql, left.type, range, place.zone));
      continue;
    }
    GUANXI_ASSIGN_OR_RETURN(Fragment value, ValueSql(left, filter.values(i), path));
    among.Add(among.empty() ? "" : ", ").Add(std::move(value));
  }
  if (among.empty()) return JoinFragments(std::move(any), " OR ", "1 = 0");
  return Fragment(left.sql).Add(" IN (").Add(std::move(among)).Add(")");
}

absl::StatusOr<Fragment> Like(const DimensionSql& left, const v1::QueryFilter& filter,
                              const ComparisonPlace& place, absl::string_view before,
                              absl::string_view behind) {
  if (left.type != DimensionType::kString) return Unfit(place);
  std::vector<Fragment> any;
  for (const std::string& value : filter.values()) {
    any.push_back(Fragment("LOWER(")
                      .Add(left.sql)
                      .Add(") LIKE LOWER(")
                      .Bind(absl::StrCat(before, EscapedPattern(value), behind))
                      .Add(") ESCAPE '!'"));
  }
  return JoinFragments(std::move(any), " OR ", "1 = 0");
}

absl::StatusOr<Fragment> Ordered(const DimensionSql& left, const v1::QueryFilter& filter,
                                 const ComparisonPlace& place, absl::string_view sign) {
  if (left.type != DimensionType::kNumber) return Unfit(place);
  GUANXI_ASSIGN_OR_RETURN(Fragment value,
                          ValueSql(left, filter.values(0), absl::StrCat(place.path, ".values[0]")));
  return Fragment(left.sql).Add(sign).Add(std::move(value));
}

absl::StatusOr<Fragment> InRange(const DimensionSql& left, const v1::QueryFilter& filter,
                                 const ComparisonPlace& place) {
  if (left.type != DimensionType::kTime && left.type != DimensionType::kDate) return Unfit(place);
  GUANXI_ASSIGN_OR_RETURN(
      const TimeRange range,
      ParseTimeRange(filter.values(0), filter.values_size() > 1 ? filter.values(1) : "",
                     absl::StrCat(place.path, ".values")));
  return WithinSql(left.sql, left.type, range, place.zone);
}

absl::StatusOr<Fragment> BesideMoment(const DimensionSql& left, const v1::QueryFilter& filter,
                                      const ComparisonPlace& place) {
  if (left.type != DimensionType::kTime && left.type != DimensionType::kDate) return Unfit(place);
  GUANXI_ASSIGN_OR_RETURN(
      const TimeRange range,
      ParseTimeRange(filter.values(0), "", absl::StrCat(place.path, ".values[0]")));
  switch (filter.operator_()) {
    case Operator::BEFORE_DATE:
      return Fragment(left.sql).Add(" < ").Add(MomentSql(left.type, range.from, place.zone));
    case Operator::BEFORE_OR_ON_DATE:
      return Fragment(left.sql).Add(" < ").Add(MomentSql(left.type, range.until, place.zone));
    case Operator::AFTER_DATE:
      return Fragment(left.sql).Add(" >= ").Add(MomentSql(left.type, range.until, place.zone));
    default:
      return Fragment(left.sql).Add(" >= ").Add(MomentSql(left.type, range.from, place.zone));
  }
}

absl::StatusOr<Fragment> Under(const DimensionSql& left, const v1::QueryFilter& filter,
                               const ComparisonPlace& place) {
  if (left.type != DimensionType::kDepartment) return Unfit(place);
  GUANXI_ASSIGN_OR_RETURN(const Uuid id, ParseRecord(left.collection, filter.values(0),
                                                     absl::StrCat(place.path, ".values[0]")));
  Fragment among(left.sql);
  among.Add(" IN (");
  bool is_first = true;
  for (const Uuid& below : place.departments->Below(id)) {
    among.Add(std::exchange(is_first, false) ? "" : ", ").Bind(below);
  }
  return std::move(among.Add(")"));
}

// What a denying operator denies; the operator itself if it denies nothing.
Operator::Operator Asserted(Operator::Operator op) {
  switch (op) {
    case Operator::NOT_EQUALS:
      return Operator::EQUALS;
    case Operator::NOT_CONTAINS:
      return Operator::CONTAINS;
    case Operator::NOT_STARTS_WITH:
      return Operator::STARTS_WITH;
    case Operator::NOT_ENDS_WITH:
      return Operator::ENDS_WITH;
    case Operator::NOT_IN_DATE_RANGE:
      return Operator::IN_DATE_RANGE;
    default:
      return op;
  }
}

absl::StatusOr<Fragment> Assert(const DimensionSql& left, const v1::QueryFilter& filter,
                                const ComparisonPlace& place) {
  switch (Asserted(filter.operator_())) {
    case Operator::EQUALS:
      return Equals(left, filter, place);
    case Operator::CONTAINS:
      return Like(left, filter, place, "%", "%");
    case Operator::STARTS_WITH:
      return Like(left, filter, place, "", "%");
    case Operator::ENDS_WITH:
      return Like(left, filter, place, "%", "");
    case Operator::GT:
    case Operator::GTE:
    case Operator::LT:
    case Operator::LTE:
      return Ordered(left, filter, place, SignOf(filter.operator_()));
    case Operator::IN_DATE_RANGE:
      return InRange(left, filter, place);
    case Operator::UNDER:
      return Under(left, filter, place);
    default:
      return BesideMoment(left, filter, place);
  }
}

}  // namespace

absl::StatusOr<Fragment> CompareDimension(const DimensionSql& left, const v1::QueryFilter& filter,
                                          const ComparisonPlace& place) {
  GUANXI_RETURN_IF_ERROR(CheckValueCount(filter, place.path));
  if (filter.operator_() == Operator::SET) return Fragment(left.sql).Add(" IS NOT NULL");
  if (filter.operator_() == Operator::NOT_SET) return Fragment(left.sql).Add(" IS NULL");
  GUANXI_ASSIGN_OR_RETURN(Fragment condition, Assert(left, filter, place));
  if (Asserted(filter.operator_()) == filter.operator_()) return condition;
  return Denied(left.sql, std::move(condition));
}

absl::StatusOr<Fragment> CompareMeasure(const std::string& left, const v1::QueryFilter& filter,
                                        const std::string& path) {
  DimensionSql number;
  number.sql = Fragment(left);
  number.type = DimensionType::kNumber;
  return CompareDimension(number, filter, {absl::UTCTimeZone(), nullptr, path});
}

Fragment WithinSql(const Fragment& left, DimensionType type, const TimeRange& range,
                   absl::TimeZone zone) {
  return Fragment(left)
      .Add(" >= ")
      .Add(MomentSql(type, range.from, zone))
      .Add(" AND ")
      .Add(left)
      .Add(" < ")
      .Add(MomentSql(type, range.until, zone));
}

}  // namespace guanxi::analytics
