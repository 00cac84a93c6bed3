#include "customer-svc/network/find_path.h"

#include <queue>
#include <random>
#include <set>

#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"

namespace guanxi::customer {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// Ties both ways, and how often they were asked for.
class Ties {
 public:
  void Add(const std::string& a, const std::string& b, int weight = 50) {
    steps_[a].push_back({b, weight});
    steps_[b].push_back({a, weight});
  }
  ReadSteps Read() {
    return [this](absl::Span<const std::string> parties) -> absl::StatusOr<PathSteps> {
      ++reads_;
      PathSteps found;
      for (const std::string& party : parties) {
        const auto steps = steps_.find(party);
        if (steps != steps_.end()) found.insert(*steps);
      }
      return found;
    };
  }
  int reads() const { return reads_; }
  // How many steps there are between two, by a plain search from one end; -1: no path.
  int Distance(const std::string& from, const std::string& to) {
    std::map<std::string, int> steps = {{from, 0}};
    std::queue<std::string> next({from});
    for (; !next.empty(); next.pop()) {
      for (const PathStep& step : steps_[next.front()]) {
        if (steps.emplace(step.to, steps[next.front()] + 1).second) next.push(step.to);
      }
    }
    const auto found = steps.find(to);
    return found == steps.end() ? -1 : found->second;
  }
  bool Joins(const std::string& a, const std::string& b) {
    for (const PathStep& step : steps_[a]) {
      if (step.to == b) return true;
    }
    return false;
  }

 private:
  PathSteps steps_;
  int reads_ = 0;
};

TEST(FindPath, OfEquallyShortOnesTheStrongestIsTaken) {
  Ties ties;
  ties.Add("a", "b", 90);
  ties.Add("b", "z", 20);
  ties.Add("a", "c", 60);
  ties.Add("c", "z", 60);
  EXPECT_THAT(FindShortestPath("a", "z", {}, ties.Read()).value(), ElementsAre("a", "c", "z"));
}

TEST(FindPath, FewerStepsGoBeforeStrongerOnes) {
  Ties ties;
  ties.Add("a", "z", 1);
  ties.Add("a", "b", 100);
  ties.Add("b", "z", 100);
  EXPECT_THAT(FindShortestPath("a", "z", {}, ties.Read()).value(), ElementsAre("a", "z"));
}

TEST(FindPath, OneselfIsNoStepAway) {
  Ties ties;
  EXPECT_THAT(FindShortestPath("a", "a", {}, ties.Read()).value(), ElementsAre("a"));
  EXPECT_EQ(ties.reads(), 0);
}

TEST(FindPath, TooManyStepsAreNoPath) {
  Ties ties;
  for (int i = 0; i < 7; ++i) ties.Add(absl::StrCat(i), absl::StrCat(i + 1));
  EXPECT_EQ(FindShortestPath("0", "7", {7, 100}, ties.Read())->size(), 8u);
  EXPECT_THAT(FindShortestPath("0", "7", {6, 100}, ties.Read()).value(), IsEmpty());
  EXPECT_THAT(FindShortestPath("0", "nobody", {12, 100}, ties.Read()).value(), IsEmpty());
}

TEST(FindPath, ABoundedNumberOfPartiesIsLookedAt) {
  Ties ties;
  for (int i = 0; i < 50; ++i) {
    ties.Add("a", absl::StrCat("a", i));
    ties.Add("z", absl::StrCat("z", i));
  }
  const auto path = FindShortestPath("a", "z", {6, 60}, ties.Read());
  EXPECT_THAT(path, StatusIs(absl::StatusCode::kResourceExhausted, ::testing::_));
  EXPECT_EQ(Reason(path.status()), "GRAPH_TOO_LARGE");
}

TEST(FindPath, AFailedReadIsTold) {
  const ReadSteps fails = [](absl::Span<const std::string>) -> absl::StatusOr<PathSteps> {
    return absl::UnavailableError("down");
  };
  EXPECT_THAT(FindShortestPath("a", "z", {}, fails),
              StatusIs(absl::StatusCode::kUnavailable, ::testing::_));
}

TEST(FindPath, IsAsShortAsASearchFromOneEnd) {
  std::mt19937 random(11);
  for (int round = 0; round < 200; ++round) {
    Ties ties;
    const int parties = 3 + static_cast<int>(random() % 25);
    for (int i = 0; i < parties * 3 / 2; ++i) {
      ties.Add(absl::StrCat("p", random() % parties), absl::StrCat("p", random() % parties),
               1 + static_cast<int>(random() % 100));
    }
    const int distance = ties.Distance("p0", "p1");
    const auto path = FindShortestPath("p0", "p1", {12, 1000}, ties.Read());
    ASSERT_THAT(path, IsOk());
    ASSERT_EQ(static_cast<int>(path->size()) - 1, distance > 12 ? -1 : distance) << round;
    for (size_t i = 1; i < path->size(); ++i) {
      EXPECT_TRUE(ties.Joins((*path)[i - 1], (*path)[i])) << round;
    }
  }
}

}  // namespace
}  // namespace guanxi::customer
