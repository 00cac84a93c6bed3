#include "analytics-svc/semantic/time_range.h"

#include <string>

#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"

namespace guanxi::analytics {
namespace {

std::string Show(const absl::StatusOr<TimeRange>& range) {
  if (!range.ok()) return std::string(range.status().message());
  const v1::QueryDateRange proto = range->ToProto();
  return proto.from() + " " + proto.to();
}

TEST(TimeRangeTest, DaysAndMomentsAreWithin) {
  EXPECT_EQ(Show(ParseTimeRange("2026-01-01", "2026-01-31", "p")),
            "2026-01-01T00:00:00.000 2026-01-31T23:59:59.999");
  EXPECT_EQ(Show(ParseTimeRange("2026-01-31", "", "p")),
            "2026-01-31T00:00:00.000 2026-01-31T23:59:59.999");
  EXPECT_EQ(Show(ParseTimeRange("2026-01-01T08:30:00", "2026-01-01 09:00:00.500Z", "p")),
            "2026-01-01T08:30:00.000 2026-01-01T09:00:00.999");
}

TEST(TimeRangeTest, WhatIsNoDayIsRefused) {
  for (const char* const text :
       {"", "2026", "2026-02-30", "2026-13-01", "2026-01-01T25:00:00", "2026-01-01T08:30",
        "2026-01-01T08:30:00.", "2026-01-01T08:30:00+08:00", "20260-01-01", "0001-01-01",
        "2026-01-01x", "today"}) {
    EXPECT_THAT(ParseTimeRange(text, "", "p"), HasReason("INVALID_FIELD")) << text;
  }
  EXPECT_THAT(ParseTimeRange("2026-01-02", "2026-01-01", "p"), HasReason("INVALID_FIELD"));
}

TEST(TimeRangeTest, RelativeRangesGoByToday) {
  const absl::CivilDay monday(2026, 3, 30);
  const auto show = [&](const char* text) { return Show(RelativeRange(text, monday, "p")); };
  EXPECT_EQ(show("today"), "2026-03-30T00:00:00.000 2026-03-30T23:59:59.999");
  EXPECT_EQ(show("Yesterday"), "2026-03-29T00:00:00.000 2026-03-29T23:59:59.999");
  EXPECT_EQ(show("this week"), "2026-03-30T00:00:00.000 2026-04-05T23:59:59.999");
  EXPECT_EQ(show("last week"), "2026-03-23T00:00:00.000 2026-03-29T23:59:59.999");
  EXPECT_EQ(show("this month"), "2026-03-01T00:00:00.000 2026-03-31T23:59:59.999");
  EXPECT_EQ(show("last month"), "2026-02-01T00:00:00.000 2026-02-28T23:59:59.999");
  EXPECT_EQ(show("this quarter"), "2026-01-01T00:00:00.000 2026-03-31T23:59:59.999");
  EXPECT_EQ(show("last quarter"), "2025-10-01T00:00:00.000 2025-12-31T23:59:59.999");
  EXPECT_EQ(show("next year"), "2027-01-01T00:00:00.000 2027-12-31T23:59:59.999");
  EXPECT_EQ(show("last 7 days"), "2026-03-23T00:00:00.000 2026-03-29T23:59:59.999");
  EXPECT_EQ(show("last 6 months"), "2025-09-01T00:00:00.000 2026-02-28T23:59:59.999");
  EXPECT_EQ(show("next 2 weeks"), "2026-04-06T00:00:00.000 2026-04-19T23:59:59.999");
}

TEST(TimeRangeTest, SundayEndsItsWeek) {
  EXPECT_EQ(Show(RelativeRange("this week", absl::CivilDay(2026, 4, 5), "p")),
            "2026-03-30T00:00:00.000 2026-04-05T23:59:59.999");
}

TEST(TimeRangeTest, OtherWordsAreRefused) {
  for (const char* const text : {"", "last", "month", "last 0 days", "last -1 days", "this 2 weeks",
                                 "last 7 fortnights", "last 99999 years", "from now to then"}) {
    EXPECT_THAT(RelativeRange(text, absl::CivilDay(2026, 3, 30), "p"), HasReason("INVALID_FIELD"))
        << text;
  }
}

}  // namespace
}  // namespace guanxi::analytics
