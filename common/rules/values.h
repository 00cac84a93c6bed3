// Rules that resources of all services share: lines, notes, lists of words, times, dates, money.
//
// Pure functions: no I/O, no clock. All violations are by path relative to the resource.
#ifndef GUANXI_COMMON_RULES_VALUES_H_
#define GUANXI_COMMON_RULES_VALUES_H_

#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "common/errors/errors.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "google/protobuf/timestamp.pb.h"
#include "google/type/date.pb.h"
#include "google/type/money.pb.h"

namespace guanxi::rules {

// A one-line text in its stored form (text::NormalizeText).
void NormalizeLine(absl::string_view path, std::string* text, Violations* violations);
// A one-line text that people read and nobody looks up, as it was written
// (text::NormalizeSentence).
void NormalizeSentence(absl::string_view path, std::string* text, Violations* violations);
// Lines, of which empty ones and those that stand already are dropped.
void NormalizeLines(absl::string_view path, google::protobuf::RepeatedPtrField<std::string>* lines,
                    Violations* violations);
// Free text of several lines: only blanks at both ends go.
void NormalizeNote(std::string* text);

// A time as columns hold it: cut to whole microseconds.
void NormalizeTime(google::protobuf::Timestamp* time);
// A time of the years 1970 to 9999.
void CheckTime(absl::string_view path, const google::protobuf::Timestamp& time,
               Violations* violations);

// A time from the year 1900 on that has come, as `now` sees it: between clocks five minutes are
// allowed.
void CheckPastTime(absl::string_view path, absl::Time now, const google::protobuf::Timestamp& time,
                   Violations* violations);

// A date that exists: a whole one, year and month, year, or month and day, with 0 for what is
// unknown, as google.type.Date has it. The year has at least three digits: 90 is no year.
void CheckDate(absl::string_view path, const google::type::Date& date, Violations* violations);
// One that is whole, too.
void CheckWholeDate(absl::string_view path, const google::type::Date& date, Violations* violations);

// The day of a whole date, and its date.
absl::CivilDay DayOf(const google::type::Date& date);
google::type::Date DateOf(absl::CivilDay day);

// An amount of zero to money::kMaxUnits in a currency of ISO 4217, its code in capitals, without
// parts of the currency's smallest unit. So sums over many records are amounts, too.
void CheckMoney(absl::string_view path, const google::type::Money& money, Violations* violations);
// The price of one of many: the same, and it may have parts of the smallest unit.
void CheckUnitPrice(absl::string_view path, const google::type::Money& money,
                    Violations* violations);

}  // namespace guanxi::rules

#endif  // GUANXI_COMMON_RULES_VALUES_H_
