#include "common/filter/value.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
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

absl::StatusOr<Literal> ParseName(const Field& field, absl::string_view text) {
  GUANXI_ASSIGN_OR_RETURN(std::string id, field.to_id(text));
  return Bytes{std::move(id)};
}

absl::StatusOr<Literal> ParseEnum(const Field& field, absl::string_view text) {
  const auto found = field.enum_values.find(std::string(text));
  if (found == field.enum_values.end()) {
    return Expected(absl::StrCat(
        "one of ",
        absl::StrJoin(field.enum_values, ", ", [](std::string* out, const auto& name_and_number) {
          absl::StrAppend(out, name_and_number.first);
        })));
  }
  return found->second;
}

absl::StatusOr<Literal> ParseInt64(absl::string_view text) {
  int64_t number = 0;
  if (!absl::SimpleAtoi(text, &number)) return Expected("a whole number");
  return number;
}

absl::StatusOr<Literal> ParseBool(absl::string_view text) {
  if (text != "true" && text != "false") return Expected("true or false");
  return text == "true";
}

absl::StatusOr<Literal> ParseTimestamp(absl::string_view text) {
  absl::Time time;
  // absl reads blanks and "infinite-past" too; RFC 3339 starts with a digit.
  const bool starts_right = !text.empty() && absl::ascii_isdigit(text[0]);
  if (!starts_right || !absl::ParseTime(absl::RFC3339_full, text, &time, nullptr) ||
      !IsCommonEra(absl::ToCivilDay(time, absl::UTCTimeZone()))) {
    // Query parameters are read as forms are: "+" becomes a blank.
    return Expected(
        absl::StrCat("a time like \"2024-03-01T08:00:00Z\" or \"2024-03-01T16:00:00+08:00\", or a "
                     "date like \"2024-03-01\"",
                     absl::StrContains(text, ' ') ? ", and got a blank, perhaps for a +" : "",
                     "; in a URL write + as %2B"));
  }
  // Stored times are whole microseconds.
  return absl::FromUnixMicros(absl::ToUnixMicros(time));
}

absl::StatusOr<Literal> ParseNumber(const Field& field, absl::string_view text) {
  return field.kind == Kind::kDouble ? ParseDouble(text) : ParseDecimal(text);
}

// `1.5s`: a number of seconds.
absl::StatusOr<Literal> ParseDuration(absl::string_view text) {
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
  return (whole * kMicros + micros) * (negative ? -1 : 1);
}

// What an input method makes of digits, their point and their sign.
bool HasFullWidthNumber(absl::string_view text) {
  constexpr absl::string_view kFullWidth[] = {"０", "１", "２", "３", "４", "５", "６",
                                              "７", "８", "９", "．", "－", "："};
  return std::any_of(std::begin(kFullWidth), std::end(kFullWidth),
                     [&](absl::string_view c) { return absl::StrContains(text, c); });
}

absl::StatusOr<Literal> ParseLiteral(const Field& field, absl::string_view text) {
  switch (field.kind) {
    case Kind::kString:
      return std::string(text);
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
      return ParseDay(text);
    case Kind::kDecimal:
    case Kind::kDouble:
      return ParseNumber(field, text);
    case Kind::kDuration:
      return ParseDuration(text);
    case Kind::kMoney:
      return ParseMoney(text);
  }
  return Expected("a field that can be compared");
}

// A number of microseconds in seconds.
std::string SecondsText(int64_t micros) {
  const std::string sign = micros < 0 ? "-" : "";
  const uint64_t whole = micros < 0 ? 0 - static_cast<uint64_t>(micros) : micros;
  const int32_t nanos = static_cast<int32_t>(whole % kMicros) * 1000;
  return absl::StrCat(sign, DecimalOf(static_cast<int64_t>(whole / kMicros), nanos).text, "s");
}

std::string NumberText(const Field& field, int64_t number) {
  if (field.kind == Kind::kDuration) return SecondsText(number);
  if (field.kind != Kind::kEnum) return absl::StrCat(number);
  for (const auto& [name, value] : field.enum_values) {
    if (value == number) return name;
  }
  return absl::StrCat(number);
}

std::string NameText(const Field& field, const Bytes& id) {
  std::string name = field.from_id != nullptr ? field.from_id(id.value) : "";
  return name.empty() ? absl::BytesToHexString(id.value) : name;
}

}  // namespace

absl::StatusOr<absl::CivilDay> ParseDay(absl::string_view text) {
  absl::CivilDay day;
  const bool looks_right = text.size() == 10 && absl::ascii_isdigit(text[0]);
  if (!looks_right || !absl::ParseCivilTime(text, &day) || !IsCommonEra(day)) {
    return Expected("a date like \"2024-03-01\"");
  }
  return day;
}

absl::StatusOr<Value> ParseValue(const Field& field, absl::string_view text) {
  absl::StatusOr<Literal> literal = ParseLiteral(field, text);
  if (!literal.ok()) {
    const bool in_half_width = field.kind != Kind::kEnum && HasFullWidthNumber(text);
    if (!in_half_width) return literal.status();
    return absl::InvalidArgumentError(
        absl::StrCat(literal.status().message(), "; write digits and signs in half width"));
  }
  // An alias of an enum's number stays as it is.
  const bool as_written =
      field.kind == Kind::kEnum || (field.kind == Kind::kName && field.from_id == nullptr);
  std::string canonical = as_written ? std::string(text) : TextOf(field, *literal);
  return Value{*std::move(literal), std::move(canonical)};
}

std::string TextOf(const Field& field, const Literal& literal) {
  struct Writer {
    std::string operator()(bool value) const { return value ? "true" : "false"; }
    std::string operator()(int64_t value) const { return NumberText(field, value); }
    std::string operator()(const std::string& value) const { return value; }
    std::string operator()(const Bytes& value) const { return NameText(field, value); }
    std::string operator()(const Decimal& value) const { return value.text; }
    std::string operator()(absl::Time value) const {
      return absl::FormatTime("%E4Y-%m-%dT%H:%M:%E*SZ", value, absl::UTCTimeZone());
    }
    std::string operator()(absl::CivilDay value) const {
      return absl::StrFormat("%04d-%02d-%02d", value.year(), value.month(), value.day());
    }
    std::string operator()(const Money& value) const {
      return absl::StrCat(value.amount.text, " ", value.currency);
    }
    const Field& field;
  };
  return std::visit(Writer{field}, literal);
}

std::string Value::Canonical(Kind kind) const {
  const bool quoted = kind == Kind::kString || kind == Kind::kName || kind == Kind::kTimestamp ||
                      kind == Kind::kDate || kind == Kind::kMoney;
  return quoted ? QuoteString(text) : text;
}

}  // namespace guanxi::filter
