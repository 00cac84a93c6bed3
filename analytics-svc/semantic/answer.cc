#include "analytics-svc/semantic/answer.h"

#include <charconv>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"

namespace guanxi::analytics {
namespace {

using Column = v1::QueryColumn;

// A decimal without the zeros at its end, which differ from engine to engine.
std::string Trimmed(std::string decimal) {
  if (decimal.find('.') == std::string::npos) return decimal;
  decimal.erase(decimal.find_last_not_of('0') + 1);
  if (decimal.back() == '.') decimal.pop_back();
  return decimal == "-0" ? "0" : decimal;
}

// The shortest decimal that reads as the same double.
std::optional<std::string> DoubleText(double number) {
  if (!std::isfinite(number)) return std::nullopt;
  char text[400];  // DBL_MAX has 309 digits
  const auto end = std::to_chars(text, text + sizeof(text), number, std::chars_format::fixed).ptr;
  return std::string(text, end);
}

std::optional<std::string> NumberText(const SqlResult& result, size_t row, size_t column) {
  if (const auto* number = std::get_if<double>(&result.at(row, column))) {
    return DoubleText(*number);
  }
  return Trimmed(result.Text(row, column));
}

std::string MomentText(const absl::CivilSecond& wall) {
  return absl::StrCat(absl::FormatCivilTime(wall), ".000");
}

Column::Type TypeOf(const ResultColumn& column) {
  switch (column.type) {
    case DimensionType::kNumber:
      return Column::NUMBER;
    case DimensionType::kBool:
      return Column::BOOLEAN;
    case DimensionType::kTime:
    case DimensionType::kDate:
      return Column::TIME;
    default:
      return Column::STRING;
  }
}

Column::Unit UnitOf(Unit unit) {
  switch (unit) {
    case Unit::kNone:
      return Column::UNIT_UNSPECIFIED;
    case Unit::kCount:
      return Column::COUNT;
    case Unit::kBaseMoney:
      return Column::BASE_MONEY;
    case Unit::kMoney:
      return Column::MONEY;
    case Unit::kShare:
      return Column::SHARE;
    case Unit::kSeconds:
      return Column::SECONDS;
    case Unit::kDays:
      return Column::DAYS;
    case Unit::kPlain:
      break;
  }
  return Column::PLAIN;
}

}  // namespace

std::optional<std::string> ValueText(const CompiledQuery& compiled, const SqlResult& result,
                                     size_t row, size_t column) {
  if (result.IsNull(row, column)) return std::nullopt;
  const ResultColumn& read = compiled.columns[column];
  if (read.granularity) {
    const auto start = PeriodStart(*read.granularity, result, row, column, compiled.fiscal_start);
    return start ? std::optional<std::string>(MomentText(*start)) : std::nullopt;
  }
  switch (read.type) {
    case DimensionType::kNumber:
      return NumberText(result, row, column);
    case DimensionType::kBool:
      return result.Int64(row, column) != 0 ? "true" : "false";
    case DimensionType::kDate:
      return MomentText(absl::ToCivilSecond(result.Time(row, column), absl::UTCTimeZone()));
    case DimensionType::kTime:
      return absl::FormatTime("%E4Y-%m-%dT%H:%M:%E3S", result.Time(row, column), compiled.zone);
    case DimensionType::kId:
    case DimensionType::kDepartment:
      // The levels of departments come as names already.
      if (read.collection.empty()) return result.Text(row, column);
      return absl::StrCat(read.collection, "/", result.Id(row, column).ToString());
    case DimensionType::kString:
      break;
  }
  return result.Text(row, column);
}

v1::QueryColumn ColumnToProto(const ResultColumn& column, absl::string_view language) {
  v1::QueryColumn proto;
  proto.set_member(column.member);
  proto.set_title(column.title.In(language));
  proto.set_type(TypeOf(column));
  if (column.measure != nullptr) proto.set_unit(UnitOf(column.measure->unit));
  return proto;
}

v1::QueryResult ReadAnswer(const CompiledQuery& compiled, const SqlResult& result,
                           absl::string_view language) {
  v1::QueryResult answer;
  for (const ResultColumn& column : compiled.columns) {
    *answer.add_columns() = ColumnToProto(column, language);
  }
  for (size_t row = 0; row < result.rows(); ++row) {
    google::protobuf::ListValue& values = *answer.add_rows();
    for (size_t column = 0; column < compiled.columns.size(); ++column) {
      google::protobuf::Value& value = *values.add_values();
      if (auto text = ValueText(compiled, result, row, column)) {
        value.set_string_value(*std::move(text));
      } else {
        value.set_null_value(google::protobuf::NULL_VALUE);
      }
    }
  }
  if (compiled.range) *answer.mutable_date_range() = compiled.range->ToProto();
  return answer;
}

}  // namespace guanxi::analytics
