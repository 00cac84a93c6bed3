// The hunt finds no leak in the workshop's resources, and every one that is planted.
#include <memory>
#include <string>

#include "common/resource/contract/league.h"
#include "common/resource/contract/leak_hunt.h"
#include "common/resource/contract/leaks.h"
#include "common/resource/contract/viewers.h"
#include "common/testing/log_capture.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::contract {
namespace {

using ::testing::IsEmpty;

class LeakTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    log_ = std::make_unique<LogCapture>();
    league_ = std::make_unique<League>(League::To::kViewers);
  }
  static void TearDownTestSuite() {
    league_.reset();
    log_.reset();
  }

  static Findings Find(const std::string& viewer, const Bend& bend) {
    Grounds grounds = league_->grounds();
    FaultyCaller caller(grounds.caller, bend);
    grounds.caller = &caller;
    World world(grounds);
    Findings findings;
    LeakHunt hunt({&world, {"guanxi.resource.league"}, {}, [] { return log_->Lines(""); }}, viewer,
                  &findings);
    hunt.Run();
    EXPECT_GT(hunt.calls(), 50);
    return findings;
  }

  inline static std::unique_ptr<LogCapture> log_;
  inline static std::unique_ptr<League> league_;
};

TEST_F(LeakTest, TheWorkshopHasNone) {
  for (const char* viewer : {kBlind, kHalf}) {
    EXPECT_THAT(Find(viewer, [](Passage& p) { return p.Go(); }).all(), IsEmpty()) << viewer;
  }
}

TEST_F(LeakTest, EveryPlantedLeakIsFound) {
  for (const Leak& leak : AllLeaks()) {
    const bool is_found =
        !Find(kBlind, leak.bend).all().empty() || !Find(kHalf, leak.bend).all().empty();
    EXPECT_TRUE(is_found) << leak;
  }
}

}  // namespace
}  // namespace guanxi::contract
