#include "common/db/value.h"

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_format.h"

namespace guanxi::db {
namespace {

constexpr size_t kFractionDigits = 6;

// A number of exactly `size` digits at the front of `text`, which is cut off; -1 if there is none.
int TakeDigits(absl::string_view* text, size_t size) {
  int number = 0;
  if (text->size() < size) return -1;
  for (size_t i = 0; i < size; ++i) {
    if (!absl::ascii_isdigit((*text)[i])) return -1;
    number = number * 10 + ((*text)[i] - '0');
  }
  text->remove_prefix(size);
  return number;
}

bool TakeChar(absl::string_view* text, char c) {
  if (text->empty() || text->front() != c) return false;
  text->remove_prefix(1);
  return true;
}

// ".25" is 250,000 microseconds; nothing is none.
int TakeMicros(absl::string_view* text) {
  if (!TakeChar(text, '.')) return 0;
  const size_t digits = text->size();
  if (digits == 0 || digits > kFractionDigits) return -1;
  int micros = TakeDigits(text, digits);
  for (size_t i = digits; micros >= 0 && i < kFractionDigits; ++i) micros *= 10;
  return micros;
}

}  // namespace

Value::Value(absl::Time time) {
  const absl::TimeZone utc = absl::UTCTimeZone();
  const auto civil = utc.At(time);
  data_ = absl::StrFormat("%04d-%02d-%02d %02d:%02d:%02d.%06d", civil.cs.year(), civil.cs.month(),
                          civil.cs.day(), civil.cs.hour(), civil.cs.minute(), civil.cs.second(),
                          absl::ToInt64Microseconds(civil.subsecond));
}

size_t Value::ByteSize() const {
  constexpr size_t kFixed = 9;  // a number, or the length that precedes bytes
  const auto* bytes = std::get_if<std::string>(&data_);
  return kFixed + (bytes == nullptr ? 0 : bytes->size());
}

absl::StatusOr<absl::Time> ParseDateTime(absl::string_view text) {
  absl::string_view rest = text;
  const int year = TakeDigits(&rest, 4);
  bool ok = year >= 0 && TakeChar(&rest, '-');
  const int month = TakeDigits(&rest, 2);
  ok = ok && month >= 0 && TakeChar(&rest, '-');
  const int day = TakeDigits(&rest, 2);
  ok = ok && day >= 0 && TakeChar(&rest, ' ');
  const int hour = TakeDigits(&rest, 2);
  ok = ok && hour >= 0 && TakeChar(&rest, ':');
  const int minute = TakeDigits(&rest, 2);
  ok = ok && minute >= 0 && TakeChar(&rest, ':');
  const int second = TakeDigits(&rest, 2);
  const int micros = TakeMicros(&rest);
  if (!ok || second < 0 || micros < 0 || !rest.empty()) {
    return absl::InvalidArgumentError("not a DATETIME");
  }
  const absl::CivilSecond civil(year, month, day, hour, minute, second);
  return absl::FromCivil(civil, absl::UTCTimeZone()) + absl::Microseconds(micros);
}

}  // namespace guanxi::db
