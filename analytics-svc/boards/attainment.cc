#include "analytics-svc/boards/attainment.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/numbers.h"
#include "absl/strings/str_format.h"
#include "absl/strings/string_view.h"
#include "common/errors/errors.h"
#include "common/money/amount.h"
#include "common/rules/values.h"

namespace guanxi::analytics {
namespace {

constexpr int kSharePlaces = 6;
// Of figures; what is more is no figure of a company.
constexpr double kMost = 1e18;

// `payments` of `payments.amount`.
std::string CubeOf(const v1::Target& target) {
  return target.measure().substr(0, target.measure().find('.'));
}

std::string DayText(const google::type::Date& date) {
  return absl::FormatCivilTime(rules::DayOf(date));
}

// `part` / `whole`, which is not 0, to six places.
std::string Share(money::Int part, money::Int whole) {
  if (whole < 0) {
    part = -part;
    whole = -whole;
  }
  return money::FormatScaled(money::DivideRounded(part * money::PowerOfTen(kSharePlaces), whole),
                             kSharePlaces);
}

}  // namespace

absl::StatusOr<v1::Query> QuestionOf(const v1::Target& target) {
  v1::Query query;
  query.add_measures(target.measure());
  v1::QueryTimeDimension& time = *query.add_time_dimensions();
  time.set_dimension(target.time_dimension());
  time.mutable_date_range()->set_from(DayText(target.start_date()));
  time.mutable_date_range()->set_to(DayText(target.end_date()));
  if (target.whose() != v1::Target::OWNER && target.whose() != v1::Target::DEPARTMENT) return query;
  const bool of_owner = target.whose() == v1::Target::OWNER;
  const std::string& whose = of_owner ? target.owner() : target.department();
  if (whose.empty()) {
    return FailedPrecondition("TARGET_OF_NOBODY", target.name(),
                              "it does not say whose facts count");
  }
  v1::QueryFilter& filter = *query.add_filters();
  filter.set_member(CubeOf(target) + (of_owner ? ".owner" : ".department"));
  filter.set_operator_(of_owner ? v1::QueryFilter::EQUALS : v1::QueryFilter::UNDER);
  filter.add_values(whose);
  return query;
}

v1::TargetAttainment Attain(const v1::Target& target, const std::optional<std::string>& actual,
                            absl::CivilDay today) {
  v1::TargetAttainment attainment;
  const absl::CivilDay start = rules::DayOf(target.start_date());
  const absl::CivilDay end = rules::DayOf(target.end_date());
  const int64_t days = end - start + 1;
  const int64_t begun = std::clamp<int64_t>(today - start + 1, 0, days);
  attainment.mutable_elapsed()->set_value(Share(begun, days));
  if (!actual.has_value()) return attainment;
  const auto now = money::ParseScaled(*actual, money::kMaxPlaces);
  if (!now.ok()) return attainment;
  attainment.mutable_actual()->set_value(*actual);
  const money::Int goal = money::ScaledOf(target.goal(), money::kMaxPlaces);
  const money::Int base = money::ScaledOf(target.baseline(), money::kMaxPlaces);
  if (goal == base) return attainment;
  attainment.mutable_attainment()->set_value(Share(*now - base, goal - base));
  attainment.set_reached(goal > base ? *now >= goal : *now <= goal);
  return attainment;
}

std::optional<std::string> DecimalOf(absl::string_view number) {
  if (const auto exact = money::ParseScaled(number, money::kMaxPlaces); exact.ok()) {
    return money::FormatScaled(*exact, money::kMaxPlaces);
  }
  double value = 0;
  if (!absl::SimpleAtod(number, &value) || !std::isfinite(value) || std::abs(value) > kMost) {
    return std::nullopt;
  }
  const auto rounded = money::ParseScaled(absl::StrFormat("%.9f", value), money::kMaxPlaces);
  if (!rounded.ok()) return std::nullopt;
  return money::FormatScaled(*rounded, money::kMaxPlaces);
}

}  // namespace guanxi::analytics
