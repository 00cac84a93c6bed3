#include "workflow-svc/notifications/quiet_hours.h"

#include "gtest/gtest.h"

namespace guanxi::workflow {
namespace {

absl::TimeZone Zone(const char* name) {
  absl::TimeZone zone;
  EXPECT_TRUE(absl::LoadTimeZone(name, &zone)) << name;
  return zone;
}

absl::Time At(const char* text, absl::TimeZone zone) {
  absl::Time time;
  std::string error;
  EXPECT_TRUE(absl::ParseTime("%Y-%m-%d %H:%M:%S", text, zone, &time, &error)) << error;
  return time;
}

v1::NotificationPreference::QuietHours Hours(int start, int end) {
  v1::NotificationPreference::QuietHours hours;
  hours.set_start_minute(start);
  hours.set_end_minute(end);
  return hours;
}

struct Case {
  const char* zone;
  int start, end;
  const char* ready;
  const char* sent;
};

TEST(QuietHoursTest, WhatLiesInThemWaitsForTheirEnd) {
  for (const Case& one : {
           // Over midnight: before, in the evening, after midnight, at both ends.
           Case{"Asia/Shanghai", 1320, 480, "2026-02-14 21:59:59", "2026-02-14 21:59:59"},
           Case{"Asia/Shanghai", 1320, 480, "2026-02-14 22:00:00", "2026-02-15 08:00:00"},
           Case{"Asia/Shanghai", 1320, 480, "2026-02-28 23:30:10", "2026-03-01 08:00:00"},
           Case{"Asia/Shanghai", 1320, 480, "2026-02-15 00:00:00", "2026-02-15 08:00:00"},
           Case{"Asia/Shanghai", 1320, 480, "2026-02-15 07:59:59", "2026-02-15 08:00:00"},
           Case{"Asia/Shanghai", 1320, 480, "2026-02-15 08:00:00", "2026-02-15 08:00:00"},
           // Within one day, and up to midnight.
           Case{"Asia/Shanghai", 720, 840, "2026-05-01 13:00:00", "2026-05-01 14:00:00"},
           Case{"Asia/Shanghai", 720, 840, "2026-05-01 14:00:00", "2026-05-01 14:00:00"},
           Case{"Asia/Shanghai", 1380, 0, "2026-12-31 23:15:00", "2027-01-01 00:00:00"},
           Case{"Asia/Shanghai", 1380, 0, "2027-01-01 00:00:00", "2027-01-01 00:00:00"},
           // Clocks are put forward from 2:00 to 3:00: there is no 2:30.
           Case{"Europe/Berlin", 1320, 150, "2026-03-29 01:00:00", "2026-03-29 03:00:00"},
           Case{"Europe/Berlin", 1320, 480, "2026-03-28 23:00:00", "2026-03-29 08:00:00"},
           // And back from 3:00 to 2:00.
           Case{"Europe/Berlin", 1320, 480, "2026-10-24 23:00:00", "2026-10-25 08:00:00"},
       }) {
    const absl::TimeZone zone = Zone(one.zone);
    EXPECT_EQ(AfterQuietHours(Hours(one.start, one.end), zone, At(one.ready, zone)),
              At(one.sent, zone))
        << one.zone << " " << one.start << "-" << one.end << " " << one.ready;
  }
}

TEST(QuietHoursTest, AnEndThatComesTwiceIsTheFirstThatIsStillToCome) {
  const absl::TimeZone berlin = Zone("Europe/Berlin");
  // 2:30 comes at 0:30 and at 1:30 UTC.
  const absl::Time first = At("2026-10-25 00:30:00", absl::UTCTimeZone());
  EXPECT_EQ(AfterQuietHours(Hours(1320, 150), berlin, first - absl::Minutes(45)), first);
  EXPECT_EQ(AfterQuietHours(Hours(1320, 150), berlin, first + absl::Minutes(45)),
            first + absl::Hours(1));
}

TEST(QuietHoursTest, TheZoneDecides) {
  const absl::Time noon = At("2026-06-01 12:00:00", absl::UTCTimeZone());
  // 20:00 in Shanghai, 5:00 in Los Angeles.
  EXPECT_EQ(AfterQuietHours(Hours(1320, 480), Zone("Asia/Shanghai"), noon), noon);
  EXPECT_EQ(AfterQuietHours(Hours(1320, 480), Zone("America/Los_Angeles"), noon),
            noon + absl::Hours(3));
}

TEST(QuietHoursTest, NoneAreNone) {
  EXPECT_EQ(AfterQuietHours(Hours(0, 0), absl::UTCTimeZone(), absl::UnixEpoch()),
            absl::UnixEpoch());
}

}  // namespace
}  // namespace guanxi::workflow
