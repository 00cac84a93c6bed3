// Whatever comes in whenever, lists by fit and by behaviour are what somebody comes to who reckons
// all of it anew at that moment.
#include <cmath>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"
#include "lead-svc/scoring_testing.h"

namespace guanxi::lead {
namespace {

constexpr int kLeads = 12;
constexpr int kMoments = 40;
constexpr int kPoints = 20;  // of a touch, by the model, of which half are left after a day
constexpr int kFit = 30;     // of who is in the east
// A rank is a whole number: sums that differ by less may stand either way.
constexpr double kExactness = 1.001;

class ScoringOrderTest : public ScoringTestBase {
 protected:
  // Somebody comes in, now or some hours ago.
  void ComeAs(int who) {
    Request request = Wang(form_, absl::StrCat("1380013", 8000 + who));
    (*request.mutable_values())["region"] = who % 3 == 0 ? "广东" : "浙江";
    const absl::Time at = service_.clock.Now() - absl::Minutes(random_() % 3000);
    request.mutable_occur_time()->set_seconds(absl::ToUnixSeconds(at));
    const auto taken = Take(request);
    ASSERT_THAT(taken, IsOk());
    touches_[taken->lead()].push_back(absl::FromUnixSeconds(absl::ToUnixSeconds(at)));
    fits_[taken->lead()] = who % 3 == 0 ? 0 : kFit;
  }
  double BehaviorOf(const std::string& lead) {
    double sum = 0;
    for (const absl::Time at : touches_[lead]) {
      sum += kPoints * std::exp2(-absl::FDivDuration(service_.clock.Now() - at, absl::Hours(24)));
    }
    return sum;
  }
  void ExpectListsAsReckoned() {
    const std::vector<std::string> by_behavior = ListedBy("behavior_rank desc");
    ASSERT_EQ(by_behavior.size(), touches_.size());
    for (size_t i = 1; i < by_behavior.size(); ++i) {
      ASSERT_GE(BehaviorOf(by_behavior[i - 1]) * kExactness, BehaviorOf(by_behavior[i])) << i;
    }
    const std::vector<std::string> by_fit = ListedBy("fit_score desc");
    ASSERT_EQ(by_fit.size(), touches_.size());
    for (size_t i = 1; i < by_fit.size(); ++i) {
      ASSERT_GE(fits_[by_fit[i - 1]], fits_[by_fit[i]]) << i;
    }
  }

  std::mt19937 random_{17};
  std::map<std::string, std::vector<absl::Time>> touches_;
  std::map<std::string, int> fits_;
};

TEST_F(ScoringOrderTest, ListsAreWhatIsReckonedAnewAtAnyMoment) {
  ASSERT_THAT(AddModel(Model()), IsOk());
  for (int who = 0; who < kLeads; ++who) ComeAs(who);
  for (int moment = 0; moment < kMoments; ++moment) {
    service_.Advance(absl::Minutes(1 + random_() % 1500));
    for (unsigned more = random_() % 3; more > 0; --more) {
      ComeAs(static_cast<int>(random_() % kLeads));
    }
    ExpectListsAsReckoned();
    const std::string one = ListedBy("display_name")[random_() % kLeads];
    const v1::ScoreExplanation score = Explain(one);
    ASSERT_EQ(score.fit(), fits_[one]);
    ASSERT_NEAR(score.behavior(), BehaviorOf(one), 0.1) << moment;
  }
}

}  // namespace
}  // namespace guanxi::lead
