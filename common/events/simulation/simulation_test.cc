// Ten thousand runs of relays and consumers, as they are, over a clock, a database and a Redis of
// the test's own. A seed that fails fails again: --test_env=SEED=N runs it alone.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/base/log.h"
#include "common/events/simulation/world.h"
#include "gtest/gtest.h"

namespace guanxi::events::simulation {
namespace {

// Of a mutant (BUILD) enough runs to catch it; else a few first, and then all.
#ifdef GUANXI_MUTANT
constexpr bool kIsMutant = true;
#else
constexpr bool kIsMutant = false;
#endif
constexpr uint64_t kSeeds = 10'000;

uint64_t OneSeed() {
  uint64_t seed = 0;
  const char* const given = std::getenv("SEED");
  return given != nullptr && absl::SimpleAtoi(given, &seed) ? seed : 0;
}

TEST(SimulationTest, NothingIsLostDoubledOrOutOfOrder) {
  SetLogSink([](absl::string_view) {});
  const absl::Time begin = absl::Now();
  std::string found;
  uint64_t seed = OneSeed();
  if (seed != 0) {
    found = World(seed).Run();
  } else {
    while (found.empty() && seed < kSeeds) found = World(++seed).Run();
  }
  RecordProperty("seconds", absl::StrCat(absl::ToDoubleSeconds(absl::Now() - begin)));
  if (kIsMutant) {
    EXPECT_NE(found, "") << "the mutant lived through " << seed << " runs";
  } else {
    EXPECT_EQ(found, "") << "again with --test_env=SEED=" << seed;
  }
}

}  // namespace
}  // namespace guanxi::events::simulation
