#include "common/filter/value.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "common/base/status_macros.h"

namespace guanxi::filter {
namespace {

// The longest duration of google.protobuf.Duration, about 10,000 years.
constexpr int64_t kMaxDurationSeconds = 315576000000;
constexpr int64_t kMicros = 1000000;

absl::Status Expected(absl::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat("expected ", what));
}

bool IsCommonEra(absl::CivilDay day) { return day.year() >= 1 && day.year() <= 9999; }

absl::StatusOr<Value> ParseName(const Field& field, absl::string_view text) {
  GUANXI_ASSIGN_OR_RETURN(std::string id, field.to_id(text));
  return Value{Bytes{std::move(id)}, QuoteString(text)};
}

absl::StatusOr<Value> ParseEnum(const Field& field, absl::string_view text) {
  const auto found = field.enum_values.find(std::string(text));
  if (found == field.enum_values.end()) {
    return Expected(absl::StrCat(
        "one of ",
        absl::StrJoin(field.enum_values, ", ", [](std::string* out, const auto& name_and_number) {
          absl::StrAppend(out, name_and_number.first);
        })));
  }
  return Value{found->second, std::string(text)};
}

absl::StatusOr<Value> ParseInt64(absl::string_view text) {
  int64_t number = 0;
  if (!absl::SimpleAtoi(text, &number)) return Expected("a whole number");
  return Value{number, absl::StrCat(number)};
}

absl::StatusOr<Value> ParseBool(absl::string_view text) {
  if (text != "true" && text != "false") return Expected("true or false");
  return Value{text == "true", std::string(text)};
}

absl::StatusOr<Value> ParseTimestamp(absl::string_view text) {
  absl::Time time;
  // absl reads blanks and "infinite-past" too; RFC 3339 starts with a digit.
  const bool starts_right = !text.empty() && absl::ascii_isdigit(text[0]);
  if (!starts_right || !absl::ParseTime(absl::RFC3339_full, text, &time, nullptr) ||
      !IsCommonEra(absl::ToCivilDay(time, absl::UTCTimeZone()))) {
    // Query parameters are read as forms are: "+" becomes a blank.
    return Expected(
        absl::StrCat("a time like \"2024-03-01T08:00:00Z\" or \"2024-03-01T16:00:00+08:00\"",
                     absl::StrContains(text, ' ') ? ", and got a blank, perhaps for a +" : "",
                     "; in a URL write + as %2B"));
  }
  // Stored times are whole microseconds.
  time = absl::FromUnixMicros(absl::ToUnixMicros(time));
  return Value{
      time, absl::StrCat("\"", absl::FormatTime("%Y-%m-%dT%H:%M:%E*SZ", time, absl::UTCTimeZone()),
                         "\"")};
}

absl::StatusOr<Value> ParseDate(absl::string_view text) {
  absl::CivilDay day;
  const bool looks_right = text.size() == 10 && absl::ascii_isdigit(text[0]);
  if (!looks_right || !absl::ParseCivilTime(text, &day) || !IsCommonEra(day)) {
    return Expected("a date like \"2024-03-01\"");
  }
  return Value{day, absl::StrCat("\"", text, "\"")};
}

absl::StatusOr<Value> ParseNumber(const Field& field, absl::string_view text) {
  GUANXI_ASSIGN_OR_RETURN(Decimal decimal,
                          field.kind == Kind::kDouble ? ParseDouble(text) : ParseDecimal(text));
  std::string canonical = decimal.text;
  return Value{std::move(decimal), std::move(canonical)};
}

// `1.5s`: a number of seconds.
absl::StatusOr<Value> ParseDuration(absl::string_view text) {
  const absl::Status wrong = Expected("a duration in seconds like 20s or 1.5s");
  if (!absl::ConsumeSuffix(&text, "s")) return wrong;
  const absl::StatusOr<Decimal> seconds = ParseDecimal(text);
  if (!seconds.ok()) return wrong;
  absl::string_view digits = seconds->text;
  const bool negative = absl::ConsumePrefix(&digits, "-");
  const size_t dot = std::min(digits.find('.'), digits.size());
  std::string fraction(absl::StripPrefix(digits.substr(dot), "."));
  fraction.resize(6, '0');
  int64_t whole = 0, micros = 0;
  if (!absl::SimpleAtoi(digits.substr(0, dot), &whole) || whole > kMaxDurationSeconds ||
      !absl::SimpleAtoi(fraction, &micros)) {
    return wrong;
  }
  const int64_t total = (whole * kMicros + micros) * (negative ? -1 : 1);
  return Value{total, absl::StrCat(seconds->text, "s")};
}

}  // namespace

absl::StatusOr<Value> ParseValue(const Field& field, absl::string_view text) {
  switch (field.kind) {
    case Kind::kString:
      return Value{std::string(text), QuoteString(text)};
    case Kind::kName:
      return ParseName(field, text);
    case Kind::kEnum:
      return ParseEnum(field, text);
    case Kind::kInt64:
      return ParseInt64(text);
    case Kind::kBool:
      return ParseBool(text);
    case Kind::kTimestamp:
      return ParseTimestamp(text);
    case Kind::kDate:
      return ParseDate(text);
    case Kind::kDecimal:
    case Kind::kDouble:
      return ParseNumber(field, text);
    case Kind::kDuration:
      return ParseDuration(text);
  }
  return Expected("a field that can be compared");
}

}  // namespace guanxi::filter
