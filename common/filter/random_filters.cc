#include "common/filter/random_filters.h"

#include <array>
#include <cstdint>
#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "common/base/uuid.h"
#include "common/filter/test_schema.h"
#include "common/filter/value.h"
#include "common/worktime/work_days.h"
#include "common/worktime/zone.h"

namespace guanxi::filter {
namespace {

constexpr int64_t kNowMicros = 1700000000500000;  // 2023-11-15 06:13:20.5 in Shanghai
constexpr int64_t kDayMicros = int64_t{86400} * 1000000;

const std::vector<std::string>& Texts() {
  static const auto* const kTexts = new std::vector<std::string>{
      "",  " ",  "a",  "A", "a ", "ab", "a b",  "b",    "%", "_", "a%b", "a_b", "!",    "!%",
      "*", "a*", "\\", "'", "\"", "华", "华为", "为华", "ä", "😀", "?",   "ss",  "a\\b", "x' OR 1"};
  return *kTexts;
}

bool IsOrdered(const Field& field) {
  return !field.repeated && field.kind != Kind::kName && field.kind != Kind::kEnum &&
         field.kind != Kind::kBool;
}

Literal RandomDecimal(int a, int b) {
  // Some differ only where a double would not show it.
  if (a == 0) return Decimal{absl::StrCat("1234567890123456789.", 1 + b % 3)};
  return ParseDecimal(absl::StrCat((b - 4) * 25, "e-2")).value();
}

}  // namespace

const std::vector<FieldPtr>& AllTestFields() {
  static const auto* const kFields = [] {
    const Schema schema = TestSchema();
    auto* fields = new std::vector<FieldPtr>;
    for (const std::vector<std::string>& path :
         std::vector<std::vector<std::string>>{{"display_name"},
                                               {"address", "region_code"},
                                               {"employee_count"},
                                               {"key_account"},
                                               {"create_time"},
                                               {"founded"},
                                               {"credit_limit"},
                                               {"response_time"},
                                               {"state"},
                                               {"owner"},
                                               {"short_name"},
                                               {"target_count"},
                                               {"update_time"},
                                               {"closed"},
                                               {"amount"},
                                               {"budget"},
                                               {"wanted_state"},
                                               {"reviewer"},
                                               {"tags"},
                                               {"collaborators"},
                                               {"custom", "area"},
                                               {"custom", "size"},
                                               {"custom", "price"},
                                               {"custom", "active"},
                                               {"custom", "signed"},
                                               {"custom", "last_seen"},
                                               {"custom", "a.b"},
                                               {"custom", "colour"}}) {
      fields->push_back(schema.Find(path, ResolveTestField).value());
    }
    return fields;
  }();
  return *kFields;
}

Moment RandomFilters::TestMoment() {
  Moment moment;
  moment.now = absl::FromUnixMicros(kNowMicros);
  moment.zone = absl::FixedTimeZone(8 * 3600);
  auto calendar = std::make_shared<worktime::WorkDays>();
  calendar->holidays = {absl::CivilDay(2023, 11, 14)};
  calendar->workdays = {absl::CivilDay(2023, 11, 12)};
  moment.calendar = std::move(calendar);
  return moment;
}

std::vector<Moment> RandomFilters::Moments() {
  std::vector<Moment> moments(4, TestMoment());
  moments[1].now = absl::FromCivil(absl::CivilDay(2023, 11, 15), moments[1].zone);
  moments[2].zone = *worktime::FindZone("America/New_York");
  moments[2].calendar = nullptr;
  // Half an hour before clocks are put back.
  moments[3].now = absl::FromCivil(absl::CivilMinute(2023, 11, 5, 5, 30), absl::UTCTimeZone());
  moments[3].zone = moments[2].zone;
  return moments;
}

Literal RandomFilters::Value(const Field& field) {
  switch (field.kind) {
    case Kind::kString:
      return Texts()[Below(static_cast<int>(Texts().size()))];
    case Kind::kName: {
      Uuid id;
      id.data[0] = static_cast<uint8_t>('A' + Below(3));
      return Bytes{std::string(id.bytes())};
    }
    case Kind::kEnum:
      return int64_t{Below(3)};
    case Kind::kInt64:
      return int64_t{Below(7) - 3};
    case Kind::kBool:
      return Below(2) == 1;
    case Kind::kTimestamp:
      if (Below(4) == 0) {  // the start of a day
        return absl::FromCivil(absl::CivilDay(2023, 11, 13 + Below(4)), TestMoment().zone);
      }
      return absl::FromUnixMicros(kNowMicros + 500000 * (Below(5) - 2) +
                                  kDayMicros * (Below(5) - 2));
    case Kind::kDate:
      return absl::CivilDay(2023, 11, 12 + Below(6));
    case Kind::kDouble:
      return Below(3) == 0 ? DecimalOf(Below(5) * 1e22) : DecimalOf(Below(7) - 3.5);
    case Kind::kDecimal:
      return RandomDecimal(Below(3), Below(9));
    case Kind::kDuration:
      return int64_t{Below(4)} * 500000;
    case Kind::kMoney:
      return Money{std::get<Decimal>(RandomDecimal(Below(3), Below(9))),
                   Below(3) == 0 ? "USD" : "CNY"};
  }
  return false;
}

std::string RandomFilters::Filter(int depth) {
  const int choice = depth == 0 ? 0 : Below(6);
  if (choice == 3) return absl::StrCat("NOT (", Filter(depth - 1), ")");
  if (choice == 4 || choice == 5) {
    std::vector<std::string> operands;
    for (int i = 0; i < 2 + Below(2); ++i) {
      operands.push_back(absl::StrCat("(", Filter(depth - 1), ")"));
    }
    return absl::StrJoin(operands, choice == 4 ? " AND " : " OR ");
  }
  return Comparison();
}

std::string RandomFilters::Comparison() {
  const Field& field = *Any();
  const int choice = Below(8);
  if (choice == 0) return absl::StrCat(field.path, ":*");
  if (choice <= 2) return WithField(field, IsOrdered(field));
  const bool has_time = field.kind == Kind::kTimestamp || field.kind == Kind::kDate;
  if (choice <= 5 && has_time) return WithCall(field);
  return WithValue(field, IsOrdered(field));
}

std::string RandomFilters::WithField(const Field& field, bool ordered) {
  static constexpr std::array<const char*, 6> kOperators = {"=", "!=", "<", "<=", ">", ">="};
  const Field* other = Any().get();
  while (other->repeated || !AreComparable(field.kind, other->kind)) other = Any().get();
  const char* op = field.repeated ? ":" : kOperators[Below(ordered ? 6 : 2)];
  return absl::StrCat(field.path, " ", op, " ", other->path);
}

std::string RandomFilters::WithCall(const Field& field) {
  static constexpr std::array<const char*, 6> kOperators = {"<", "<=", ">", ">=", "=", "!="};
  // The last ones are for times alone.
  static constexpr std::array<const char*, 22> kCalls = {
      "today()",         "workdays_ago(0)",    "workdays_ago(1)",  "workdays_ago(2)",
      "workdays_ago(7)", "ago('1d')",          "from_now(\"1d\")", "from_now(\"0mo\")",
      "ago('1w')",       "from_now('1w')",     "ago('1mo')",       "from_now('1mo')",
      "ago('1y')",       "from_now('0y')",     "from_now('10d')",  "'2023-11-14'",
      "\"2023-11-15\"",  "ago('0s')",          "ago('24h')",       "from_now('36h')",
      "ago('1440m')",    "from_now('864000s')"};
  constexpr int kForDates = 17;
  const bool is_date = field.kind == Kind::kDate;
  const int count = is_date ? kForDates : static_cast<int>(kCalls.size());
  return absl::StrCat(field.path, kOperators[Below(is_date ? 6 : 4)], kCalls[Below(count)]);
}

std::string RandomFilters::WithValue(const Field& field, bool ordered) {
  static constexpr std::array<const char*, 7> kOperators = {":", "=", "!=", "<", "<=", ">", ">="};
  const int op = Below(field.repeated ? 1 : ordered ? 7 : 3);
  const Literal literal = Value(field);
  std::string value = Write(field, literal);
  if (field.kind == Kind::kString && op < 3) {
    // A part of a text is not empty.
    const bool must = op == 0 && !field.repeated && value == "\"\"";
    if (must || Below(3) == 0) value.insert(1, "*");
    if (Below(3) == 0) value.insert(value.size() - 1, "*");
  }
  return absl::StrCat(field.path, " ", kOperators[op], " ", value);
}

std::string RandomFilters::Write(const Field& field, const Literal& value) {
  // A time is read in any offset.
  if (field.kind == Kind::kTimestamp) {
    return absl::FormatTime(absl::RFC3339_full, std::get<absl::Time>(value), TestMoment().zone);
  }
  return filter::Value{value, TextOf(field, value)}.Canonical(field.kind);
}

}  // namespace guanxi::filter
