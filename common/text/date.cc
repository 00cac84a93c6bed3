#include "common/text/date.h"

#include <re2/re2.h>

#include <string>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "common/base/status_macros.h"
#include "common/text/fold.h"

namespace guanxi::text {
namespace {

constexpr char kSeparator[] = " *([-/.]) *";
constexpr char kMonths[] = "janfebmaraprmayjunjulaugsepoctnovdec";
constexpr char kMonthName[] =
    "(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    "sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)";

// Days of Excel that are a date in a list of customers: May 1927 to December 2099. A smaller number
// may be a year.
constexpr int kFirstExcelDay = 10000;
constexpr int kLastExcelDay = 73050;

absl::Status Invalid(absl::string_view why) { return absl::InvalidArgumentError(why); }

absl::Status Unknown() { return Invalid("must be a date such as 2026-11-22"); }
absl::Status TwoDigitYear() {
  return Invalid("the year has two digits; write all four, such as 1990-03-05");
}
absl::Status OrderUnknown() {
  return Invalid("the order of day and month is not known; write 1990-03-05");
}

// Takes the time of day off the end of `text`.
absl::Status TakeTime(std::string* text) {
  static const auto& time = *new RE2(
      "^(.*\\d[日号號]?)(?: *t *| +)(\\d{1,2}:\\d{2}(?::\\d{2}(?:\\.\\d+)?)?)(?: *(am|pm))?"
      " *(z|utc|gmt|[-+]\\d{2}:?(?:\\d{2})?)?$");
  static const auto& midnight = *new RE2("^0?0:00(?::00(?:\\.0+)?)?$");
  std::string date, clock, half, zone;
  if (!RE2::FullMatch(*text, time, &date, &clock, &half, &zone)) return absl::OkStatus();
  const bool at_midnight =
      RE2::FullMatch(clock, midnight) || (half == "am" && absl::StartsWith(clock, "12:00"));
  if (!zone.empty() && !at_midnight) {
    return Invalid("a moment with a time zone; which day it is depends on the zone: write the day");
  }
  *text = date;
  return absl::OkStatus();
}

int MonthOf(absl::string_view name) {
  return static_cast<int>(absl::string_view(kMonths).find(name.substr(0, 3))) / 3 + 1;
}

// The day and month of two numbers that stand in either order.
absl::StatusOr<Date> InEitherOrder(int year, int first, int second) {
  if (first > 12 && second > 12) return Unknown();
  if (first == second || second > 12) return Date{year, first, second};
  if (first > 12) return Date{year, second, first};
  return OrderUnknown();
}

// Forms with Chinese words.
absl::StatusOr<Date> ParseChinese(const std::string& text) {
  static const auto& full = *new RE2("^(\\d+) *年 *(\\d{1,2}) *月 *(\\d{1,2}) *[日号號]?$");
  static const auto& year_month = *new RE2("^(\\d+) *年(?: *(\\d{1,2}) *月份?)?$");
  static const auto& month_day = *new RE2("^(\\d{1,2}) *月 *(\\d{1,2}) *[日号號]?$");
  std::string year, month;
  Date date;
  if (RE2::FullMatch(text, full, &year, &date.month, &date.day) ||
      RE2::FullMatch(text, year_month, &year, &month)) {
    if (year.size() == 2) return TwoDigitYear();
    if (year.size() != 4) return Unknown();
    date.year = std::stoi(year);
    if (!month.empty()) date.month = std::stoi(month);
    return date;
  }
  if (RE2::FullMatch(text, month_day, &date.month, &date.day)) return date;
  return Unknown();
}

// Forms with the English name of the month.
absl::StatusOr<Date> ParseEnglish(const std::string& text) {
  static const auto& day_first =
      *new RE2(absl::StrCat("^(\\d{1,2})(?:st|nd|rd|th)?[- ./]*", kMonthName, "[- .,/]*(\\d*)$"));
  static const auto& month_first =
      *new RE2(absl::StrCat("^", kMonthName, "[- .]*(\\d{1,2})(?:st|nd|rd|th)?(?:[ ,]+(\\d+))$"));
  static const auto& year_month = *new RE2(absl::StrCat("^", kMonthName, "[- .,/]*(\\d{4})$"));
  static const auto& year_first =
      *new RE2(absl::StrCat("^(\\d{4})[- ./]*", kMonthName, "[- ./]*(\\d{1,2})$"));
  Date date;
  std::string month, year;
  if (!RE2::FullMatch(text, day_first, &date.day, &month, &year) &&
      !RE2::FullMatch(text, month_first, &month, &date.day, &year) &&
      !RE2::FullMatch(text, year_month, &month, &year) &&
      !RE2::FullMatch(text, year_first, &year, &month, &date.day)) {
    return Unknown();
  }
  if (year.size() == 2) return TwoDigitYear();
  if (!year.empty() && year.size() != 4) return Unknown();
  date.month = MonthOf(month);
  if (!year.empty()) date.year = std::stoi(year);
  return date;
}

absl::StatusOr<Date> ParseThreeNumbers(const std::string& a, const std::string& b,
                                       const std::string& c) {
  const int first = std::stoi(a), second = std::stoi(b), third = std::stoi(c);
  if (a.size() == 4 && b.size() <= 2 && c.size() <= 2) return Date{first, second, third};
  if (a.size() <= 2 && b.size() <= 2 && c.size() == 4) return InEitherOrder(third, first, second);
  if (a.size() <= 2 && b.size() <= 2 && c.size() <= 2) return TwoDigitYear();
  return Unknown();
}

absl::StatusOr<Date> ParseTwoNumbers(const std::string& a, const std::string& b, char separator) {
  const int first = std::stoi(a), second = std::stoi(b);
  // Excel writes 1990.10 as 1990.1.
  if (separator == '.' && b == "1") return Unknown();
  if (a.size() == 4 && b.size() <= 2) return Date{first, second, 0};
  if (b.size() == 4 && a.size() <= 2) return Date{second, first, 0};
  if (a.size() > 2 || b.size() > 2 || separator == '.') return Unknown();
  // With a hyphen it is ISO's order, the big part first, unless it cannot be.
  if (separator == '-' && first <= 12) return Date{0, first, second};
  return InEitherOrder(0, first, second);
}

absl::StatusOr<Date> ParseOneNumber(const std::string& digits) {
  const int year = std::stoi(digits.substr(0, 4));
  // 1225 and 12251990 are hardly years.
  if (digits.size() == 4 && year >= 1800 && year < 2200) return Date{year, 0, 0};
  if (digits.size() == 8 && year >= 1800 && year < 2200) {
    return Date{year, std::stoi(digits.substr(4, 2)), std::stoi(digits.substr(6))};
  }
  const int day = digits.size() == 5 ? std::stoi(digits) : 0;
  if (day < kFirstExcelDay || day > kLastExcelDay) return Unknown();
  const absl::CivilDay civil = absl::CivilDay(1899, 12, 30) + day;
  return Date{static_cast<int>(civil.year()), civil.month(), civil.day()};
}

}  // namespace

absl::StatusOr<Date> ParseDate(absl::string_view text) {
  static const auto& three =
      *new RE2(absl::StrCat("^(\\d{1,4})", kSeparator, "(\\d{1,4})", kSeparator, "(\\d{1,4})$"));
  static const auto& two = *new RE2(absl::StrCat("^(?:--)?(\\d{1,4})", kSeparator, "(\\d{1,4})$"));
  static const auto& one = *new RE2("^(\\d{4,8})(?:\\.0+)?$");
  static const auto& lunar = *new RE2("[农農阴陰][历曆]|[初廿正腊臘冬闰閏]");
  static const auto& weekday = *new RE2(" *\\(?(?:星期|周|週)[一二三四五六日天]\\)?$");
  static const auto& serial_with_time = *new RE2("^(\\d{5})\\.\\d+$");
  GUANXI_ASSIGN_OR_RETURN(std::string normal, NormalizeCode(text));
  absl::AsciiStrToLower(&normal);
  if (RE2::PartialMatch(normal, lunar)) {
    return Invalid("a date of the lunar calendar; write the solar one (公历), such as 1990-03-05");
  }
  RE2::Replace(&normal, weekday, "");
  GUANXI_RETURN_IF_ERROR(TakeTime(&normal));
  std::string a, b, c, separator, again;
  if (RE2::FullMatch(normal, three, &a, &separator, &b, &again, &c)) {
    return separator == again ? ParseThreeNumbers(a, b, c) : Unknown();
  }
  if (RE2::FullMatch(normal, one, &a) || RE2::FullMatch(normal, serial_with_time, &a)) {
    return ParseOneNumber(a);
  }
  if (RE2::FullMatch(normal, two, &a, &separator, &b)) return ParseTwoNumbers(a, b, separator[0]);
  if (absl::StrContains(normal, "年") || absl::StrContains(normal, "月")) {
    return ParseChinese(normal);
  }
  return ParseEnglish(normal);
}

}  // namespace guanxi::text
