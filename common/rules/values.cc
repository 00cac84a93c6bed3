#include "common/rules/values.h"

#include <cstdint>
#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/money/amount.h"
#include "common/text/fold.h"
#include "common/text/money.h"

namespace guanxi::rules {
namespace {

// Any leap year: a birthday without a year may be 29 February.
constexpr int64_t kEarliestPast = -2'208'988'800;  // 1900-01-01T00:00:00Z
constexpr absl::Duration kClockSkew = absl::Minutes(5);
constexpr int kSomeLeapYear = 2000;

// Years of fewer digits come from writing two of them.
constexpr int kFirstYear = 100;

constexpr int kNanosPerUnit = 1000000000;
constexpr int kNanosPerMicrosecond = 1000;
constexpr int64_t kEndOfTime = 253'402'300'800;  // 10000-01-01T00:00:00Z, in seconds

using Normalize = absl::StatusOr<std::string>(absl::string_view);

void Replace(Normalize* normalize, absl::string_view path, std::string* text,
             Violations* violations) {
  if (text->empty()) return;
  auto normal = normalize(*text);
  if (normal.ok()) {
    *text = *std::move(normal);
  } else {
    violations->Add(path, normal.status().message());
  }
}

}  // namespace

void NormalizeLine(absl::string_view path, std::string* text, Violations* violations) {
  Replace(text::NormalizeText, path, text, violations);
}

void NormalizeSentence(absl::string_view path, std::string* text, Violations* violations) {
  Replace(text::NormalizeSentence, path, text, violations);
}

void NormalizeLines(absl::string_view path, google::protobuf::RepeatedPtrField<std::string>* lines,
                    Violations* violations) {
  std::set<std::string> seen = {""};
  google::protobuf::RepeatedPtrField<std::string> kept;
  for (int i = 0; i < lines->size(); ++i) {
    NormalizeLine(absl::StrCat(path, "[", i, "]"), lines->Mutable(i), violations);
    if (seen.insert(lines->Get(i)).second) *kept.Add() = std::move(*lines->Mutable(i));
  }
  lines->Swap(&kept);
}

void NormalizeNote(std::string* text) { absl::StripAsciiWhitespace(text); }

void NormalizeTime(google::protobuf::Timestamp* time) {
  time->set_nanos(time->nanos() / kNanosPerMicrosecond * kNanosPerMicrosecond);
}

void CheckTime(absl::string_view path, const google::protobuf::Timestamp& time,
               Violations* violations) {
  if (time.seconds() < 0 || time.seconds() >= kEndOfTime || time.nanos() < 0 ||
      time.nanos() >= kNanosPerUnit) {
    violations->Add(path, "want a time of the years 1970 to 9999");
  }
}

void CheckPastTime(absl::string_view path, absl::Time now, const google::protobuf::Timestamp& time,
                   Violations* violations) {
  if (time.nanos() < 0 || time.nanos() >= kNanosPerUnit || time.seconds() < kEarliestPast) {
    violations->Add(path, "want a time from the year 1900 on");
  } else if (time.seconds() > absl::ToUnixSeconds(now + kClockSkew)) {
    violations->Add(path, "lies in the future");
  }
}

void CheckDate(absl::string_view path, const google::type::Date& date, Violations* violations) {
  const int year = date.year() == 0 ? kSomeLeapYear : date.year();
  const int month = date.month() == 0 ? 1 : date.month();
  const int day = date.day() == 0 ? 1 : date.day();
  const absl::CivilDay normal(year, month, day);
  const bool exists = normal.year() == year && normal.month() == month && normal.day() == day;
  if (year < 1 || year > 9999 || !exists) {
    violations->Add(path, "there is no such day");
  } else if (date.year() != 0 && date.year() < kFirstYear) {
    violations->Add(path, "want a year of four digits");
  } else if (date.month() == 0 && date.day() != 0) {
    violations->Add(path, "a day needs a month");
  } else if (date.year() == 0 && date.month() != 0 && date.day() == 0) {
    violations->Add(path, "a month needs a year or a day");
  } else if (date.year() == 0 && date.month() == 0) {
    violations->Add(path, "is empty");
  }
}

void CheckWholeDate(absl::string_view path, const google::type::Date& date,
                    Violations* violations) {
  if (date.year() == 0 || date.month() == 0 || date.day() == 0) {
    violations->Add(path, "want year, month and day");
  } else {
    CheckDate(path, date, violations);
  }
}

absl::CivilDay DayOf(const google::type::Date& date) {
  return absl::CivilDay(date.year(), date.month(), date.day());
}

google::type::Date DateOf(absl::CivilDay day) {
  google::type::Date date;
  date.set_year(static_cast<int>(day.year()));
  date.set_month(day.month());
  date.set_day(day.day());
  return date;
}

void CheckUnitPrice(absl::string_view path, const google::type::Money& money,
                    Violations* violations) {
  if (!text::IsCurrencyCode(money.currency_code())) {
    violations->Add(absl::StrCat(path, ".currency_code"),
                    "want a currency of ISO 4217 such as CNY");
  }
  if (money.units() < 0 || money.nanos() < 0 || money.nanos() >= kNanosPerUnit) {
    violations->Add(path, "want an amount of zero or more");
  } else if (money.units() > money::kMaxUnits ||
             (money.units() == money::kMaxUnits && money.nanos() > 0)) {
    violations->Add(path, absl::StrCat("want at most ", money::kMaxUnits));
  }
}

void CheckMoney(absl::string_view path, const google::type::Money& money, Violations* violations) {
  CheckUnitPrice(path, money, violations);
  const std::string& currency = money.currency_code();
  const bool is_amount = money.nanos() >= 0 && money.nanos() < kNanosPerUnit;
  if (!is_amount || !text::IsCurrencyCode(currency)) return;  // reported above
  const int places = money::PlacesOf(currency);
  if (!money::SmallestOf(money, places).has_value()) {
    violations->Add(path, absl::StrCat("has parts that ", currency, " does not have: want ", places,
                                       " decimal places at most"));
  }
}

}  // namespace guanxi::rules
