// Stays of opportunities over random histories: whatever happens, they leave no gap.
#include <cstdint>
#include <random>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "google/protobuf/util/time_util.h"
#include "gtest/gtest.h"
#include "guanxi/lead/v1/opportunity.pb.h"
#include "lead-svc/opportunity_rules.h"

namespace guanxi::lead {
namespace {

using ::google::protobuf::util::TimeUtil;
using v1::Opportunity;

constexpr int kHistories = 1000;
constexpr int kMoves = 60;
const absl::Time kBegin = absl::FromUnixSeconds(1790000000);

class History {
 public:
  explicit History(uint32_t seed) : random_(seed) {
    opportunity_.set_name("opportunities/o");
    opportunity_.set_stage(AnyStage());
    opportunity_.set_state(Opportunity::OPEN);
    *opportunity_.mutable_create_time() =
        TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(kBegin));
  }

  // A moment later, and now and then one before, as clocks that are set show it.
  void Pass() {
    const int64_t micros = int64_t{1} << Below(40);
    now_ += absl::Microseconds(Below(8) == 0 ? -micros : micros + Below(7));
  }
  // Whether it was let; the last moment at which it was is `latest`.
  bool Move() {
    const absl::Status moved = Try();
    if (moved.ok() && now_ > latest_) latest_ = now_;
    return moved.ok();
  }

  const Opportunity& opportunity() const { return opportunity_; }
  absl::Time latest() const { return latest_; }

 private:
  int Below(int n) { return std::uniform_int_distribution<int>(0, n - 1)(random_); }
  std::string AnyStage() { return absl::StrCat("pipelines/p/stages/", Below(4)); }
  absl::Status Try() {
    switch (Below(6)) {
      case 0:
        return Win(now_, &opportunity_);
      case 1:
        return Lose("价格", now_, &opportunity_);
      case 2:
        return Reopen(now_, &opportunity_);
      default:
        return Enter(AnyStage(), now_, &opportunity_);
    }
  }

  std::mt19937 random_;
  Opportunity opportunity_;
  absl::Time now_ = kBegin;
  absl::Time latest_ = kBegin;
};

// Each stay begins where the one before it ends, from the creation to the last move; so do all of
// them with the present one to the age, at any moment.
void ExpectNoGap(const History& history) {
  absl::Time end = kBegin;
  for (const v1::StageStay& stay : history.opportunity().stage_history()) {
    ASSERT_EQ(TimeUtil::TimestampToMicroseconds(stay.enter_time()), absl::ToUnixMicros(end));
    const int64_t micros = TimeUtil::DurationToMicroseconds(stay.duration());
    ASSERT_GE(micros, 0);
    end += absl::Microseconds(micros);
  }
  ASSERT_EQ(end, history.latest());
  ASSERT_EQ(PresentSince(history.opportunity()), end);
}

TEST(OpportunityStaysTest, DurationsSumToTheAgeWhateverHappens) {
  int moved = 0, refused = 0;
  for (int seed = 0; seed < kHistories; ++seed) {
    History history(static_cast<uint32_t>(seed));
    for (int i = 0; i < kMoves; ++i) {
      history.Pass();
      const std::string before = history.opportunity().SerializeAsString();
      if (history.Move()) {
        ++moved;
      } else {
        ++refused;
        ASSERT_EQ(history.opportunity().SerializeAsString(), before);
      }
      ASSERT_NO_FATAL_FAILURE(ExpectNoGap(history));
    }
  }
  EXPECT_GT(moved, kHistories * kMoves / 4);
  EXPECT_GT(refused, kHistories * kMoves / 10);
}

}  // namespace
}  // namespace guanxi::lead
