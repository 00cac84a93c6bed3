// What statements may use of the machine: memory, disk, threads, turns, time.
#include <atomic>
#include <filesystem>
#include <iterator>
#include <memory>
#include <string>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "analytics-svc/engine/duck_database.h"
#include "analytics-svc/engine/engine_testing.h"
#include "common/errors/errors.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"

namespace guanxi::analytics {
namespace {

// Takes minutes, were it let, and next to no memory.
constexpr char kEndless[] =
    "SELECT SUM(a.range * b.range) FROM range(10000000) a, range(10000000) b";
// Of twenty million groups, which no small memory holds.
constexpr char kLarge[] =
    "SELECT COUNT(*) FROM (SELECT md5(CAST(range AS VARCHAR)) AS h FROM range(20000000) GROUP BY "
    "h) q";

SqlQuery Query(const std::string& sql) { return {"test", sql, {}}; }

SqlLimits Within(absl::Duration time) {
  SqlLimits limits;
  limits.deadline = absl::Now() + time;
  return limits;
}

std::string Setting(DuckDatabase* duck, const std::string& name) {
  const auto result =
      duck->Run(Query(absl::StrCat("SELECT CAST(current_setting('", name, "') AS VARCHAR)")), {});
  EXPECT_THAT(result, IsOk()) << name;
  return result.ok() ? result->Text(0, 0) : "";
}

// Of this process.
ptrdiff_t Threads() {
  const std::filesystem::directory_iterator tasks("/proc/self/task");
  return std::distance(begin(tasks), end(tasks));
}

TEST(DuckBoundsTest, SettingsAreThoseOfTheOptions) {
  DuckOptions options = SmallDuck(NewFolder());
  options.memory_bytes = int64_t{128} << 20;
  options.spill_bytes = int64_t{512} << 20;
  options.threads = 3;
  const auto duck = OpenDuck(options);
  EXPECT_EQ(Setting(duck.get(), "memory_limit"), "128.0 MiB");
  EXPECT_EQ(Setting(duck.get(), "max_temp_directory_size"), "512.0 MiB");
  EXPECT_EQ(Setting(duck.get(), "temp_directory"), options.spill_folder);
  EXPECT_EQ(Setting(duck.get(), "threads"), "3");
  for (const char* const change :
       {"SET memory_limit = '4GiB'", "SET threads = 8", "SET max_temp_directory_size = '1TiB'",
        "SET temp_directory = '/tmp'", "RESET memory_limit"}) {
    EXPECT_FALSE(
        duck->Write([&](DuckWriter& writer) { return writer.Execute(change).status(); }).ok())
        << change;
  }
}

TEST(DuckBoundsTest, OptionsThatCannotWorkAreRefused) {
  for (void (*spoil)(DuckOptions*) :
       {+[](DuckOptions* options) { options->memory_bytes = (int64_t{64} << 20) - 1; },
        +[](DuckOptions* options) { options->threads = 0; },
        +[](DuckOptions* options) { options->spill_bytes = -1; },
        +[](DuckOptions* options) { options->max_queries = 0; }}) {
    DuckOptions options = SmallDuck(NewFolder());
    spoil(&options);
    EXPECT_THAT(DuckDatabase::Open(options), StatusIs(absl::StatusCode::kInvalidArgument));
  }
}

// How many threads an open database has that runs statements on so many.
ptrdiff_t ThreadsWith(int threads) {
  DuckOptions options = SmallDuck(NewFolder());
  options.threads = threads;
  const ptrdiff_t before = Threads();
  const auto duck = OpenDuck(options);
  EXPECT_THAT(duck->Run(Query("SELECT 1"), {}), IsOk());
  return Threads() - before;
}

TEST(DuckBoundsTest, ThreadsOfItsOwnAreAsManyAsTheOptionsSay) {
  EXPECT_EQ(ThreadsWith(4) - ThreadsWith(1), 3) << "the fourth is the caller's";
}

TEST(DuckBoundsTest, WhatNeedsMoreMemoryEndsAndLeavesIt) {
  DuckOptions options = SmallDuck(NewFolder());
  options.memory_bytes = int64_t{64} << 20;
  options.spill_bytes = 0;
  const auto duck = OpenDuck(options);
  for (int round = 0; round < 2; ++round) {
    EXPECT_THAT(duck->Run(Query(kLarge), {}), HasReason("QUERY_TOO_LARGE"));
    EXPECT_THAT(duck->Run(Query("SELECT COUNT(*) FROM (SELECT range FROM range(100000) GROUP BY "
                                "range) q"),
                          {}),
                IsOk())
        << "what the other one held is free again";
  }
}

TEST(DuckBoundsTest, WhatNeedsMoreDiskEndsToo) {
  DuckOptions options = SmallDuck(NewFolder());
  options.memory_bytes = int64_t{64} << 20;
  options.spill_bytes = int64_t{16} << 20;
  const auto duck = OpenDuck(options);
  EXPECT_THAT(duck->Run(Query(kLarge), {}), HasReason("QUERY_TOO_LARGE"));
}

TEST(DuckBoundsTest, WhoGetsNoTurnIsTold) {
  DuckOptions options = SmallDuck(NewFolder());
  options.max_queries = 1;
  options.max_wait = absl::ZeroDuration();
  const auto duck = OpenDuck(options);
  std::atomic<bool> is_over{false};
  absl::Status holder;
  std::thread holds([&] {
    do {  // until it gets the turn, which it then holds to its deadline
      holder = duck->Run(Query(kEndless), Within(absl::Seconds(2))).status();
    } while (Reason(holder) == "ENGINE_BUSY");
    is_over = true;
  });
  absl::Status refused;
  while (refused.ok() && !is_over) refused = duck->Run(Query("SELECT 1"), {}).status();
  holds.join();
  EXPECT_THAT(refused, HasReason("ENGINE_BUSY"));
  EXPECT_THAT(holder, HasReason("QUERY_TIME_LIMIT"));
  EXPECT_THAT(duck->Run(Query("SELECT 1"), {}), IsOk()) << "the turn was given back";
}

TEST(DuckBoundsTest, FilesAreEndedAtTheDeadlineToo) {
  const auto duck = OpenDuck(SmallDuck(NewFolder()));
  EXPECT_THAT(duck->WriteFile(Query(kEndless), absl::Now() + absl::Milliseconds(50), "endless.csv",
                              DuckDatabase::FileKind::kCsv),
              HasReason("QUERY_TIME_LIMIT"));
  EXPECT_THAT(duck->WriteFile(Query("SELECT 1"), absl::InfinitePast(), "late.csv",
                              DuckDatabase::FileKind::kCsv),
              HasReason("QUERY_TIME_LIMIT"));
  EXPECT_THAT(duck->Run(Query("SELECT 1"), {}), IsOk()) << "the session goes on";
}

}  // namespace
}  // namespace guanxi::analytics
