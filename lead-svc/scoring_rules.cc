#include "lead-svc/scoring_rules.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "absl/strings/str_cat.h"
#include "common/rules/values.h"

namespace guanxi::lead {
namespace {

using customer::v1::BehaviorEvent;
using v1::ScoringModel;

constexpr int kMostPoints = 1000;
constexpr int64_t kShortestSeconds = 3600;
constexpr int64_t kLongestSeconds = int64_t{366} * 24 * 3600;
constexpr double kUnit = 65536;
// The years of which times are kept end in 9999: with an hour as half-life that is 7e7 half-lives,
// which times 65,536 fits.
constexpr int64_t kLandmark = 1577836800;
// That of the year 9999, behind which there are no timers.
constexpr int64_t kLastSecond = 253402300799;

double HalfLives(absl::Time moment, absl::Duration half_life) {
  return absl::FDivDuration(moment - absl::FromUnixSeconds(kLandmark), half_life);
}

bool IsOfEvents(const v1::BehaviorCriterion& criterion) {
  return criterion.kind() != BehaviorEvent::KIND_UNSPECIFIED || !criterion.topic().empty();
}

void CheckBehavior(const ScoringModel& next, Violations* violations) {
  for (int i = 0; i < next.behavior_size(); ++i) {
    const v1::BehaviorCriterion& one = next.behavior(i);
    if (one.points() < 1 || one.points() > kMostPoints) {
      violations->Add(absl::StrCat("behavior[", i, "].points"), "want 1 to 1,000");
    }
    if (IsOfEvents(one) && one.channel() != v1::LeadSource::CHANNEL_UNSPECIFIED) {
      violations->Add(absl::StrCat("behavior[", i, "].channel"),
                      "is of touches, and kind and topic are of behaviour events");
    }
  }
}

void CheckGrades(const ScoringModel& next, Violations* violations) {
  for (int i = 1; i < next.grades_size(); ++i) {
    if (next.grades(i).points() >= next.grades(i - 1).points()) {
      violations->Add(absl::StrCat("grades[", i, "].points"), "is not less than the one before");
    }
  }
}

}  // namespace

void NormalizeScoringModel(ScoringModel* model, Violations* violations) {
  rules::NormalizeLine("display_name", model->mutable_display_name(), violations);
  for (int i = 0; i < model->fit_size(); ++i) {
    rules::NormalizeLine(absl::StrCat("fit[", i, "].display_name"),
                         model->mutable_fit(i)->mutable_display_name(), violations);
  }
  for (int i = 0; i < model->behavior_size(); ++i) {
    v1::BehaviorCriterion& one = *model->mutable_behavior(i);
    rules::NormalizeLine(absl::StrCat("behavior[", i, "].display_name"), one.mutable_display_name(),
                         violations);
    rules::NormalizeLine(absl::StrCat("behavior[", i, "].topic"), one.mutable_topic(), violations);
  }
  for (int i = 0; i < model->grades_size(); ++i) {
    rules::NormalizeLine(absl::StrCat("grades[", i, "].grade"),
                         model->mutable_grades(i)->mutable_grade(), violations);
  }
}

void CheckScoringModel(const ScoringModel& next, Violations* violations) {
  std::set<std::string> names;
  for (int i = 0; i < next.fit_size(); ++i) {
    if (!names.insert(next.fit(i).display_name()).second) {
      violations->Add(absl::StrCat("fit[", i, "].display_name"), "stands twice");
    }
    if (std::abs(next.fit(i).points()) > kMostPoints) {
      violations->Add(absl::StrCat("fit[", i, "].points"), "want -1,000 to 1,000");
    }
  }
  CheckBehavior(next, violations);
  const auto& half_life = next.half_life();
  if (next.has_half_life() && (half_life.seconds() < kShortestSeconds ||
                               half_life.seconds() > kLongestSeconds || half_life.nanos() != 0)) {
    violations->Add("half_life", "want whole seconds, 1 hour to 366 days");
  }
  CheckGrades(next, violations);
}

absl::Duration HalfLifeOf(const ScoringModel& model) {
  return model.has_half_life() ? absl::Seconds(model.half_life().seconds()) : absl::Hours(30 * 24);
}

bool IsFor(const v1::BehaviorCriterion& criterion, v1::LeadSource::Channel channel) {
  if (IsOfEvents(criterion)) return false;
  return criterion.channel() == v1::LeadSource::CHANNEL_UNSPECIFIED ||
         criterion.channel() == channel;
}

bool IsForEvent(const v1::BehaviorCriterion& criterion, BehaviorEvent::Kind kind,
                absl::string_view topic) {
  return IsOfEvents(criterion) &&
         (criterion.kind() == BehaviorEvent::KIND_UNSPECIFIED || criterion.kind() == kind) &&
         (criterion.topic().empty() || criterion.topic() == topic);
}

int64_t AddPoints(int64_t rank, int points, absl::Time moment, absl::Duration half_life) {
  if (points <= 0) return rank;
  // What is older has nothing left that anybody sees.
  const double added = std::log2(points) + std::max(0.0, HalfLives(moment, half_life));
  if (rank == 0) return std::max<int64_t>(1, std::llround(added * kUnit));
  const double before = static_cast<double>(rank) / kUnit;
  const double more = std::max(before, added);
  const double sum = more + std::log2(1 + std::exp2(std::min(before, added) - more));
  return std::max<int64_t>(1, std::llround(sum * kUnit));
}

double WorthAt(int64_t rank, absl::Time moment, absl::Duration half_life) {
  if (rank == 0) return 0;
  return std::exp2(static_cast<double>(rank) / kUnit - HalfLives(moment, half_life));
}

double LeftOf(int points, absl::Time touched, absl::Time moment, absl::Duration half_life) {
  return points * std::exp2(-absl::FDivDuration(moment - touched, half_life));
}

std::string GradeOf(const ScoringModel& model, double total) {
  for (const v1::GradeThreshold& one : model.grades()) {
    if (total >= one.points()) return one.grade();
  }
  return "";
}

std::optional<absl::Time> NextGradeTime(const ScoringModel& model, int fit, int64_t rank,
                                        absl::Time moment) {
  const absl::Duration half_life = HalfLifeOf(model);
  const double total = fit + WorthAt(rank, moment, half_life);
  for (const v1::GradeThreshold& one : model.grades()) {
    if (total < one.points()) continue;
    const double kept_by = static_cast<double>(one.points()) - fit;
    // The fields alone are worth as much.
    if (kept_by <= 0) return std::nullopt;
    const double half_lives = static_cast<double>(rank) / kUnit - std::log2(kept_by);
    const absl::Time reached = absl::FromUnixSeconds(kLandmark) + half_life * half_lives;
    const absl::Time due = std::max(reached, moment) + absl::Seconds(1);
    if (due >= absl::FromUnixSeconds(kLastSecond)) return std::nullopt;
    return due;
  }
  return std::nullopt;
}

}  // namespace guanxi::lead
