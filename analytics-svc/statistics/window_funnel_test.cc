#include "analytics-svc/statistics/window_funnel.h"

#include <algorithm>
#include <random>
#include <string>

#include "common/testing/published_data.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"

namespace guanxi::analytics {
namespace {

// `text`: one letter a moment, 0 and on; `a` is the first step, a letter behind the steps another
// event, a blank a moment at which nothing happens.
std::vector<FunnelEvent> Letters(const std::string& text) {
  std::vector<FunnelEvent> events;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == ' ') continue;
    events.push_back({static_cast<int64_t>(i), uint32_t{1} << (text[i] - 'a')});
  }
  return events;
}

int Level(const std::string& text, int steps, int64_t window, FunnelMode mode) {
  return FunnelLevel(Letters(text), steps, window, mode);
}

TEST(WindowFunnel, PublishedCasesAreReproduced) {
  const std::string text = PublishedText("funnel/window_funnel_examples.json");
  if (text.empty()) GTEST_SKIP() << "the published data are not here";
  int count = 0;
  const nlohmann::json file = nlohmann::json::parse(text);
  for (const auto& one : file["cases"]) {
    const std::vector<std::string> steps = one["steps"];
    std::vector<FunnelEvent> events;
    for (const auto& event : one["events"]) {
      FunnelEvent& made = events.emplace_back();
      made.time = event[0];
      for (size_t k = 0; k < steps.size(); ++k) {
        if (event[1] == steps[k]) made.steps |= uint32_t{1} << k;
      }
    }
    const FunnelMode mode =
        one["mode"] == "strict_order" ? FunnelMode::kStrictOrder : FunnelMode::kDefault;
    EXPECT_EQ(FunnelLevel(events, static_cast<int>(steps.size()), one["window"], mode),
              one["expected_level"])
        << one["name"];
    ++count;
  }
  EXPECT_EQ(count, 20);
}

TEST(WindowFunnel, TheWindowIncludesItsLastMoment) {
  EXPECT_EQ(Level("a    b", 2, 5, FunnelMode::kDefault), 2);
  EXPECT_EQ(Level("a    b", 2, 4, FunnelMode::kDefault), 1);
}

TEST(WindowFunnel, ALaterBeginIsTakenWhereTheFirstIsTooOld) {
  EXPECT_EQ(Level("ab   ab c", 3, 4, FunnelMode::kDefault), 3);
}

TEST(WindowFunnel, TheWindowGoesFromTheFirstStepNotFromTheLast) {
  EXPECT_EQ(Level("a  b  c", 3, 5, FunnelMode::kDefault), 2);
}

TEST(WindowFunnel, ARepeatedStepEndsTheWayUnderStrictDeduplication) {
  EXPECT_EQ(Level("abbc", 3, 10, FunnelMode::kDefault), 3);
  EXPECT_EQ(Level("abbc", 3, 10, FunnelMode::kStrictDeduplication), 2);
  EXPECT_EQ(Level("abc", 3, 10, FunnelMode::kStrictDeduplication), 3);
}

TEST(WindowFunnel, SomethingElseEndsTheWayUnderStrictOrder) {
  EXPECT_EQ(Level("abdc", 3, 10, FunnelMode::kStrictOrder), 2);
  EXPECT_EQ(Level("dabc", 3, 10, FunnelMode::kStrictOrder), 3);
  EXPECT_EQ(Level("acb", 3, 10, FunnelMode::kStrictOrder), 1);
  EXPECT_EQ(Level("d", 1, 10, FunnelMode::kStrictOrder), 0);
}

TEST(WindowFunnel, AtOneMomentTheEarlierStepComesFirstUnlessStrict) {
  const std::vector<FunnelEvent> events = {{5, 2}, {5, 1}};
  EXPECT_EQ(FunnelLevel(events, 2, 10, FunnelMode::kDefault), 2);
  EXPECT_EQ(FunnelLevel(events, 2, 10, FunnelMode::kStrictIncrease), 1);
  EXPECT_EQ(FunnelLevel({{5, 1}, {6, 2}}, 2, 10, FunnelMode::kStrictIncrease), 2);
}

TEST(WindowFunnel, OneEventIsSeveralStepsUnlessStrictOnce) {
  EXPECT_EQ(FunnelLevel({{5, 3}}, 2, 10, FunnelMode::kDefault), 2);
  EXPECT_EQ(FunnelLevel({{5, 3}}, 2, 10, FunnelMode::kStrictOnce), 1);
  EXPECT_EQ(FunnelLevel({{5, 3}, {9, 3}}, 2, 10, FunnelMode::kStrictOnce), 2);
}

TEST(WindowFunnel, EventsOfAMomentAreGivenToTheStepsThatNeedThem) {
  // The first could be step one or two, the second step one alone.
  EXPECT_EQ(FunnelLevel({{5, 3}, {5, 1}}, 2, 10, FunnelMode::kStrictOnce), 2);
  EXPECT_EQ(FunnelLevel({{5, 6}, {5, 1}, {5, 2}}, 3, 10, FunnelMode::kStrictOnce), 3);
  EXPECT_EQ(FunnelLevel({{5, 4}, {5, 1}, {5, 4}}, 3, 10, FunnelMode::kStrictOnce), 1);
}

// All ways there are, one by one.
int ByTrial(const std::vector<FunnelEvent>& events, int steps, int64_t window, bool is_once) {
  int best = 0;
  std::vector<bool> is_used(events.size());
  const auto go = [&](auto&& self, int reached, int64_t begin, int64_t here) -> void {
    best = std::max(best, reached);
    if (reached == steps) return;
    for (size_t i = 0; i < events.size(); ++i) {
      if ((events[i].steps >> reached & 1) == 0 || (is_once && is_used[i])) continue;
      if (reached > 0 && (events[i].time < here || events[i].time > begin + window)) continue;
      const bool was_used = is_used[i];
      is_used[i] = true;
      self(self, reached + 1, reached == 0 ? events[i].time : begin, events[i].time);
      is_used[i] = was_used;
    }
  };
  go(go, 0, 0, 0);
  return best;
}

TEST(WindowFunnel, RandomEventsReachWhatTrialFinds) {
  std::mt19937 random(7);
  for (int round = 0; round < 3000; ++round) {
    std::vector<FunnelEvent> events(random() % 9);
    for (FunnelEvent& event : events) {
      event = {static_cast<int64_t>(random() % 8), static_cast<uint32_t>(random() % 16)};
    }
    const int64_t window = random() % 6;
    EXPECT_EQ(FunnelLevel(events, 4, window, FunnelMode::kDefault),
              ByTrial(events, 4, window, false));
    EXPECT_EQ(FunnelLevel(events, 4, window, FunnelMode::kStrictOnce),
              ByTrial(events, 4, window, true));
  }
}

TEST(WindowFunnel, NothingReachesNothing) {
  for (const FunnelMode mode : {FunnelMode::kDefault, FunnelMode::kStrictOrder,
                                FunnelMode::kStrictOnce, FunnelMode::kStrictDeduplication}) {
    EXPECT_EQ(FunnelLevel({}, 3, 10, mode), 0);
    EXPECT_EQ(Level("bbc", 3, 10, mode), 0);
  }
}

}  // namespace
}  // namespace guanxi::analytics
