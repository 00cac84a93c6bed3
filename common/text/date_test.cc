#include "common/text/date.h"

#include <string>

#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::text {
namespace {

using ::testing::HasSubstr;

TEST(ParseDate, ReadsWhatIsUnambiguous) {
  const struct {
    const char* text;
    Date date;
  } kCases[] = {
      {"1990-03-05", {1990, 3, 5}},
      {"1990/3/5", {1990, 3, 5}},
      {"1990.3.5", {1990, 3, 5}},
      {"1990年3月5日", {1990, 3, 5}},
      {"1990年03月05号", {1990, 3, 5}},
      {"1990年3月5日 星期一", {1990, 3, 5}},
      {"１９９０－０３－０５", {1990, 3, 5}},
      {"1990—3—5", {1990, 3, 5}},
      {"19900305", {1990, 3, 5}},
      {"19900305.0", {1990, 3, 5}},
      {"5-Mar-1990", {1990, 3, 5}},
      {"5 March 1990", {1990, 3, 5}},
      {"March 5, 1990", {1990, 3, 5}},
      {"Mar 5th, 1990", {1990, 3, 5}},
      {"1990-Mar-05", {1990, 3, 5}},
      {"1990-03-05 00:00:00", {1990, 3, 5}},
      {"1990/3/5 0:00", {1990, 3, 5}},
      {"1990/3/5 12:00:00 AM", {1990, 3, 5}},
      {"1990-03-05 08:30:00", {1990, 3, 5}},
      {"1990-03-05T00:00:00Z", {1990, 3, 5}},
      {"1990-03-05T00:00:00.000+08:00", {1990, 3, 5}},
      {"15/03/1990", {1990, 3, 15}},
      {"03/15/1990", {1990, 3, 15}},
      {"05/05/1990", {1990, 5, 5}},
      {"1990-03", {1990, 3, 0}},
      {"1990年3月", {1990, 3, 0}},
      {"1990年", {1990, 0, 0}},
      {"1990", {1990, 0, 0}},
      {"3月5日", {0, 3, 5}},
      {"02-29", {0, 2, 29}},
      {"--02-29", {0, 2, 29}},
      {"0000-02-29", {0, 2, 29}},
      {"12/25", {0, 12, 25}},
      {"25/12", {0, 12, 25}},
      {"5-Mar", {0, 3, 5}},
      {"36925", {2001, 2, 3}},
      {"36925.0", {2001, 2, 3}},
      {"36925.5", {2001, 2, 3}},
      // Whether there is such a day is for others to say.
      {"2023-02-30", {2023, 2, 30}},
      {"0012-25-03", {12, 25, 3}},
  };
  for (const auto& c : kCases) {
    const auto date = ParseDate(c.text);
    ASSERT_THAT(date, IsOk()) << c.text;
    EXPECT_EQ(date->year, c.date.year) << c.text;
    EXPECT_EQ(date->month, c.date.month) << c.text;
    EXPECT_EQ(date->day, c.date.day) << c.text;
  }
}

TEST(ParseDate, SaysWhyItGuessesNothing) {
  const struct {
    const char* text;
    const char* why;
  } kCases[] = {
      {"05/03/1990", "order of day and month is not known"},
      {"5-3-1990", "order of day and month is not known"},
      {"5/3", "order of day and month is not known"},
      {"90-3-5", "two digits"},
      {"05/03/90", "two digits"},
      {"90年3月5日", "two digits"},
      {"5-Mar-90", "two digits"},
      {"农历三月初五", "lunar"},
      {"三月初五", "lunar"},
      {"腊月廿三", "lunar"},
      {"陰曆1990年3月5日", "lunar"},
      {"1990-03-04T16:00:00Z", "time zone"},
      {"1990-03-05 08:30:00 +0800", "time zone"},
      {"yesterday", "such as 2026-11-22"},
      {"Mar-90", "such as"},
      {"900305", "such as"},
      {"12251990", "such as"},
      {"1225", "such as"},
      {"1990.1", "such as"},
      {"1990-3/5", "such as"},
      {"31/31/1990", "such as"},
      {"1990-03-05 abc", "such as"},
      {"1234567890", "such as"},
      {"99999", "such as"},
      {"", "such as"},
      {"\xFF", "UTF-8"},
  };
  for (const auto& c : kCases) {
    EXPECT_THAT(ParseDate(c.text), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(c.why)))
        << c.text;
  }
}

}  // namespace
}  // namespace guanxi::text
