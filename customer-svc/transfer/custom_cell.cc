#include "customer-svc/transfer/custom_cell.h"

#include <re2/re2.h>

#include <cmath>

#include "absl/status/status.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"
#include "common/base/status_macros.h"
#include "common/text/date.h"
#include "common/text/fold.h"
#include "common/text/nothing.h"
#include "customer-svc/transfer/cell_text.h"

namespace guanxi::customer {
namespace {

using google::protobuf::Value;
using metadata::v1::FieldDefinition;

absl::StatusOr<double> ParseNumber(const std::string& text) {
  static const auto& grouped = *new RE2("^[-+]?\\d{1,3}(,\\d{3})+(\\.\\d+)?$");
  const bool commas = RE2::FullMatch(text, grouped);
  double number;
  if (!absl::SimpleAtod(commas ? absl::StrReplaceAll(text, {{",", ""}}) : text, &number) ||
      !std::isfinite(number)) {
    return absl::InvalidArgumentError("must be a number");
  }
  return number;
}

absl::StatusOr<std::string> ParseWholeDate(const std::string& text) {
  GUANXI_ASSIGN_OR_RETURN(const text::Date date, text::ParseDate(text));
  if (date.year == 0 || date.month == 0 || date.day == 0) {
    return absl::InvalidArgumentError("must be a whole date such as 2026-11-22");
  }
  return absl::StrFormat("%04d-%02d-%02d", date.year, date.month, date.day);
}

}  // namespace

absl::StatusOr<std::optional<Value>> DecodeCustom(absl::string_view cell,
                                                  FieldDefinition::ValueType type) {
  Value value;
  const bool prose = type != FieldDefinition::NUMBER && type != FieldDefinition::BOOL &&
                     type != FieldDefinition::DATE && type != FieldDefinition::TIMESTAMP;
  if (prose ? text::IsNothingInCustom(cell) : text::IsNothing(cell)) return std::nullopt;
  if (prose) {
    value.set_string_value(std::string(cell));
    return value;
  }
  GUANXI_ASSIGN_OR_RETURN(const std::string text, text::NormalizeCode(WithoutTextMarks(cell)));
  if (type == FieldDefinition::NUMBER) {
    GUANXI_ASSIGN_OR_RETURN(const double number, ParseNumber(text));
    value.set_number_value(number);
  } else if (type == FieldDefinition::BOOL) {
    GUANXI_ASSIGN_OR_RETURN(const bool flag, ParseFlag(text));
    value.set_bool_value(flag);
  } else if (type == FieldDefinition::DATE) {
    GUANXI_ASSIGN_OR_RETURN(std::string date, ParseWholeDate(text));
    value.set_string_value(std::move(date));
  } else {
    value.set_string_value(text);
  }
  return value;
}

std::string EncodeCustom(const Value& value) {
  switch (value.kind_case()) {
    case Value::kNumberValue:
      return absl::StrCat(value.number_value());
    case Value::kBoolValue:
      return value.bool_value() ? "true" : "false";
    default:
      return value.string_value();
  }
}

}  // namespace guanxi::customer
