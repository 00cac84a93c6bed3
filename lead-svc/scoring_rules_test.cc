#include "lead-svc/scoring_rules.h"

#include <random>
#include <set>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "common/errors/errors.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::lead {
namespace {

using ::testing::UnorderedElementsAre;
using v1::ScoringModel;

const absl::Time kNow = absl::FromUnixSeconds(1790000000);
const absl::Duration kMonth = absl::Hours(30 * 24);

TEST(ScoringRulesTest, HalfIsLeftAfterEachHalfLife) {
  const int64_t rank = AddPoints(0, 40, kNow, kMonth);
  EXPECT_NEAR(WorthAt(rank, kNow, kMonth), 40, 0.01);
  EXPECT_NEAR(WorthAt(rank, kNow + kMonth, kMonth), 20, 0.01);
  EXPECT_NEAR(WorthAt(rank, kNow + 3 * kMonth, kMonth), 5, 0.01);
  EXPECT_NEAR(LeftOf(40, kNow, kNow + kMonth, kMonth), 20, 1e-9);
  EXPECT_EQ(WorthAt(0, kNow, kMonth), 0);
  EXPECT_EQ(AddPoints(rank, 0, kNow, kMonth), rank);
}

// Whatever came in whatever order: the rank is worth what all of it is worth, at any moment, and
// sorts as that does.
TEST(ScoringRulesTest, RanksAreWorthWhatTheirTouchesAreAtAnyMoment) {
  std::mt19937 random(11);
  for (const absl::Duration half_life : {absl::Hours(1), kMonth, absl::Hours(366 * 24)}) {
    std::vector<int64_t> ranks;
    std::vector<double> sums;
    for (int lead = 0; lead < 40; ++lead) {
      int64_t rank = 0;
      double sum = 0;
      for (unsigned i = 0; i < 1 + random() % 30; ++i) {
        const int points = 1 + static_cast<int>(random() % 1000);
        const absl::Time at = kNow - half_life * (random() % 1000) / 250;
        rank = AddPoints(rank, points, at, half_life);
        sum += LeftOf(points, at, kNow, half_life);
      }
      EXPECT_NEAR(WorthAt(rank, kNow, half_life) / sum, 1, 1e-3);
      EXPECT_NEAR(WorthAt(rank, kNow + 2 * half_life, half_life) / sum, 0.25, 1e-3);
      ranks.push_back(rank);
      sums.push_back(sum);
    }
    for (size_t a = 0; a < ranks.size(); ++a) {
      for (size_t b = 0; b < ranks.size(); ++b) {
        if (sums[a] > sums[b] * 1.001) {
          EXPECT_GT(ranks[a], ranks[b]);
        }
      }
    }
  }
}

TEST(ScoringRulesTest, TheBestGradeThatIsReachedIsTheOne) {
  ScoringModel model;
  for (const auto& [grade, points] :
       {std::pair<const char*, int>{"A", 80}, {"B", 40}, {"C", -10}}) {
    model.add_grades()->set_grade(grade);
    model.mutable_grades(model.grades_size() - 1)->set_points(points);
  }
  EXPECT_EQ(GradeOf(model, 80), "A");
  EXPECT_EQ(GradeOf(model, 79.9), "B");
  EXPECT_EQ(GradeOf(model, 0), "C");
  EXPECT_EQ(GradeOf(model, -11), "");
}

// At each of its moments the grade is the one before, and a second behind it another one.
TEST(ScoringRulesTest, AGradeSinksAtTheMomentThatIsSaid) {
  ScoringModel model;
  for (const auto& [grade, points] : {std::pair<const char*, int>{"A", 80}, {"B", 40}, {"C", 10}}) {
    model.add_grades()->set_grade(grade);
    model.mutable_grades(model.grades_size() - 1)->set_points(points);
  }
  const absl::Duration half_life = HalfLifeOf(model);
  absl::Time moment = absl::FromUnixSeconds(1790000000);
  const int fit = 5;
  const int64_t rank = AddPoints(0, 300, moment, half_life);
  const auto grade_at = [&](absl::Time when) {
    return GradeOf(model, fit + WorthAt(rank, when, half_life));
  };
  for (const char* const grade : {"A", "B", "C"}) {
    EXPECT_EQ(grade_at(moment), grade);
    const auto next = NextGradeTime(model, fit, rank, moment);
    ASSERT_TRUE(next.has_value()) << grade;
    EXPECT_EQ(grade_at(*next - absl::Seconds(2)), grade);
    EXPECT_NE(grade_at(*next), grade);
    moment = *next;
  }
  EXPECT_EQ(grade_at(moment), "");
  EXPECT_FALSE(NextGradeTime(model, fit, rank, moment).has_value());
  // Its fields alone keep it where it is.
  EXPECT_FALSE(NextGradeTime(model, 80, rank, moment).has_value());
  EXPECT_FALSE(NextGradeTime(model, 100, 0, moment).has_value());
}

TEST(ScoringRulesTest, WhatIsOutOfBoundsIsNamed) {
  ScoringModel model;
  model.add_fit()->set_points(-1001);
  model.add_behavior();
  model.mutable_half_life()->set_seconds(60);
  model.add_grades();
  model.add_grades();
  Violations violations;
  CheckScoringModel(model, &violations);
  std::set<std::string> paths;
  for (const FieldViolation& one : FieldViolations(violations.ToStatus())) paths.insert(one.path);
  EXPECT_THAT(paths, UnorderedElementsAre("fit[0].points", "behavior[0].points", "half_life",
                                          "grades[1].points"));
}

}  // namespace
}  // namespace guanxi::lead
