#include "analytics-svc/reports/report_fields.h"

#include "absl/strings/str_cat.h"
#include "common/resource/resource_name.h"
#include "common/rules/values.h"
#include "common/worktime/zone.h"

namespace guanxi::analytics {
namespace {

constexpr int kFirstYear = 1900;
constexpr int kLastYear = 9999;
constexpr int kMostYears = 10;
constexpr int kMostNames = 100;

// False, with a violation, if it is no whole date of these years.
bool CheckDay(const std::string& path, const google::type::Date& date, Violations* violations) {
  Violations found;
  rules::CheckWholeDate(path, date, &found);
  if (!found.empty()) {
    violations->AddAll("", found.ToStatus());
    return false;
  }
  if (date.year() < kFirstYear || date.year() > kLastYear) {
    violations->Add(path, "want a day of the years 1900 to 9999");
    return false;
  }
  return true;
}

std::vector<Uuid> TakeNames(absl::string_view path, absl::string_view collection,
                            const google::protobuf::RepeatedPtrField<std::string>& names,
                            Violations* violations) {
  std::vector<Uuid> ids;
  if (names.size() > kMostNames) {
    violations->Add(path, absl::StrCat("want at most ", kMostNames));
    return ids;
  }
  for (int i = 0; i < names.size(); ++i) {
    const auto id = resource::ParseReference(collection, names[i]);
    if (id.ok()) {
      ids.push_back(*id);
    } else {
      violations->Add(absl::StrCat(path, "[", i, "]"),
                      absl::StrCat("want `", collection, "/{id}`"));
    }
  }
  return ids;
}

}  // namespace

Days TakePeriod(absl::string_view path, bool is_set, const v1::ReportPeriod& period,
                Violations* violations) {
  if (!is_set) {
    violations->Add(path, "is required");
    return {};
  }
  const bool has_first = CheckDay(absl::StrCat(path, ".first_day"), period.first_day(), violations);
  const bool has_last = CheckDay(absl::StrCat(path, ".last_day"), period.last_day(), violations);
  if (!has_first || !has_last) return {};
  const Days days = {rules::DayOf(period.first_day()), rules::DayOf(period.last_day())};
  if (days.last < days.first) {
    violations->Add(absl::StrCat(path, ".last_day"), "want a day that is not before first_day");
  } else if (absl::CivilYear(days.last) - absl::CivilYear(days.first) > kMostYears) {
    violations->Add(absl::StrCat(path, ".last_day"),
                    absl::StrCat("want at most ", kMostYears, " years"));
  }
  return days;
}

v1::ReportPeriod PeriodOf(const Days& days) {
  v1::ReportPeriod period;
  *period.mutable_first_day() = rules::DateOf(days.first);
  *period.mutable_last_day() = rules::DateOf(days.last);
  return period;
}

absl::CivilDay TakeDayUntil(absl::string_view path, bool is_set, const google::type::Date& date,
                            absl::CivilDay otherwise, Violations* violations) {
  if (!is_set || !CheckDay(std::string(path), date, violations)) return otherwise;
  const absl::CivilDay day = rules::DayOf(date);
  if (day > otherwise) {
    violations->Add(path, absl::StrCat("want a day until ", absl::FormatCivilTime(otherwise)));
  }
  return day;
}

absl::TimeZone TakeZone(absl::string_view path, const std::string& name, absl::TimeZone otherwise,
                        Violations* violations) {
  if (name.empty()) return otherwise;
  const auto zone = worktime::FindZone(name);
  if (!zone.has_value()) violations->Add(path, "want a zone of the IANA database (Asia/Shanghai)");
  return zone.value_or(otherwise);
}

RecordFilter TakeFilter(absl::string_view path, const v1::ReportFilter& filter,
                        Violations* violations) {
  return {TakeNames(absl::StrCat(path, ".owners"), "users", filter.owners(), violations),
          TakeNames(absl::StrCat(path, ".departments"), "departments", filter.departments(),
                    violations)};
}

int64_t TakeNumber(absl::string_view path, int64_t value, int64_t otherwise, int64_t least,
                   int64_t most, Violations* violations) {
  if (value == 0) return otherwise;
  if (value < least || value > most) {
    violations->Add(path, absl::StrCat("want ", least, " to ", most));
    return otherwise;
  }
  return value;
}

bool CheckEnum(absl::string_view path, bool is_known, Violations* violations) {
  if (!is_known) violations->Add(path, "is none of the values that it may have");
  return is_known;
}

}  // namespace guanxi::analytics
