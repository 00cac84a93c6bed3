#include "analytics-svc/semantic/comparison_values.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "common/errors/errors.h"

namespace guanxi::analytics {
namespace {

constexpr int kMostValues = 1000;
constexpr size_t kMostBytes = 1024;
constexpr size_t kMostDigits = 29;  // before the point
constexpr size_t kMostDecimals = 9;

using Operator = v1::QueryFilter;

size_t DigitsAt(absl::string_view text) {
  size_t digits = 0;
  while (digits < text.size() && absl::ascii_isdigit(text[digits])) ++digits;
  return digits;
}

// "-12.5": what a DECIMAL(38,9) holds.
bool IsDecimal(absl::string_view text) {
  absl::ConsumePrefix(&text, "-");
  const size_t whole = DigitsAt(text);
  text.remove_prefix(whole);
  if (whole == 0 || whole > kMostDigits) return false;
  if (text.empty()) return true;
  if (!absl::ConsumePrefix(&text, ".")) return false;
  const size_t decimals = DigitsAt(text);
  return decimals > 0 && decimals <= kMostDecimals && decimals == text.size();
}

}  // namespace

absl::Status CheckValueCount(const v1::QueryFilter& filter, const std::string& path) {
  const int count = filter.values_size();
  const std::string values = absl::StrCat(path, ".values");
  switch (filter.operator_()) {
    case Operator::OPERATOR_UNSPECIFIED:
      return InvalidField(absl::StrCat(path, ".operator"), "want an operator");
    case Operator::SET:
    case Operator::NOT_SET:
      return count == 0 ? absl::OkStatus() : InvalidField(values, "want none");
    case Operator::IN_DATE_RANGE:
    case Operator::NOT_IN_DATE_RANGE:
      return count == 1 || count == 2 ? absl::OkStatus() : InvalidField(values, "want one or two");
    case Operator::EQUALS:
    case Operator::NOT_EQUALS:
    case Operator::CONTAINS:
    case Operator::NOT_CONTAINS:
    case Operator::STARTS_WITH:
    case Operator::NOT_STARTS_WITH:
    case Operator::ENDS_WITH:
    case Operator::NOT_ENDS_WITH:
      return count >= 1 && count <= kMostValues ? absl::OkStatus()
                                                : InvalidField(values, "want 1 to 1000");
    default:
      return count == 1 ? absl::OkStatus() : InvalidField(values, "want one");
  }
}

absl::StatusOr<Fragment> ValueSql(const DimensionSql& member, const std::string& value,
                                  const std::string& path) {
  switch (member.type) {
    case DimensionType::kNumber:
      if (!IsDecimal(value)) return InvalidField(path, "want a decimal such as -12.5");
      return Fragment("CAST(").Bind(Decimal{value}).Add(" AS DECIMAL(38,9))");
    case DimensionType::kBool:
      if (value != "true" && value != "false") return InvalidField(path, "want true or false");
      return Fragment().Bind(int64_t{value == "true"});
    case DimensionType::kId:
    case DimensionType::kDepartment: {
      const absl::StatusOr<Uuid> id = ParseRecord(member.collection, value, path);
      if (!id.ok()) return id.status();
      return Fragment().Bind(*id);
    }
    default:
      if (value.size() > kMostBytes || value.find('\0') != std::string::npos) {
        return InvalidField(path, "want at most 1024 bytes, and none that is zero");
      }
      return Fragment().Bind(value);
  }
}

absl::StatusOr<Uuid> ParseRecord(absl::string_view collection, absl::string_view value,
                                 const std::string& path) {
  absl::ConsumePrefix(&value, absl::StrCat(collection, "/"));
  const absl::StatusOr<Uuid> id = Uuid::Parse(value);
  if (!id.ok()) return InvalidField(path, absl::StrCat("want ", collection, "/ and a UUID"));
  return *id;
}

Fragment MomentSql(DimensionType type, const absl::CivilSecond& wall, absl::TimeZone zone) {
  if (type == DimensionType::kTime) return Fragment().Bind(absl::FromCivil(wall, zone));
  const absl::CivilDay day(wall);
  return Fragment().Bind(absl::CivilSecond(day) == wall ? day : day + 1);
}

std::string EscapedPattern(absl::string_view text) {
  return absl::StrReplaceAll(text, {{"!", "!!"}, {"%", "!%"}, {"_", "!_"}});
}

absl::string_view SignOf(v1::QueryFilter::Operator op) {
  switch (op) {
    case Operator::GT:
      return " > ";
    case Operator::GTE:
      return " >= ";
    case Operator::LT:
      return " < ";
    default:
      return " <= ";
  }
}

}  // namespace guanxi::analytics
