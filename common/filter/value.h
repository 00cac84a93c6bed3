// From the text of a value to a literal of a field's kind, and back.
#ifndef GUANXI_COMMON_FILTER_VALUE_H_
#define GUANXI_COMMON_FILTER_VALUE_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "common/filter/literal.h"
#include "common/filter/schema.h"

namespace guanxi::filter {

struct Value {
  Literal literal;
  // The same for all spellings of one value, without quotes.
  std::string text;

  // In the filter language.
  std::string Canonical(Kind kind) const;
};

// Errors are INVALID_ARGUMENT; their text says what the field expects and never
// quotes the value.
absl::StatusOr<Value> ParseValue(const Field& field, absl::string_view text);

// The day of a date such as "2026-03-01", of the years 1 to 9999; the same errors.
absl::StatusOr<absl::CivilDay> ParseDay(absl::string_view text);

// The text of a literal of the field's kind, as Value has it.
std::string TextOf(const Field& field, const Literal& literal);

}  // namespace guanxi::filter

#endif  // GUANXI_COMMON_FILTER_VALUE_H_
