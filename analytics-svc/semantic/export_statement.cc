#include "analytics-svc/semantic/export_statement.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "analytics-svc/semantic/period.h"
#include "analytics-svc/semantic/query_order.h"

namespace guanxi::analytics {
namespace {

std::string MadeDate(absl::string_view year, absl::string_view month, absl::string_view day) {
  return absl::StrCat("MAKE_DATE(", year, ", ", month, ", ", day, ")");
}

std::string QuarterDate(const std::string& digits, int months_later) {
  const std::string start =
      MadeDate(absl::StrCat(digits, " // 100"), absl::StrCat("(", digits, " % 100) * 3 - 2"), "1");
  if (months_later == 0) return start;
  return absl::StrCat("CAST(", start, " + INTERVAL ", months_later, " MONTH AS DATE)");
}

std::string YearDate(const std::string& digits, int months_later) {
  const std::string start = MadeDate(digits, "1", "1");
  if (months_later == 0) return start;
  return absl::StrCat("CAST(", start, " + INTERVAL ", months_later, " MONTH AS DATE)");
}

// The digits of PeriodSql as what they stand for.
std::string PeriodValue(const std::string& digits, Granularity granularity, int fiscal_start) {
  const char* format = "%Y%m%d%H%M%S";
  switch (granularity) {
    case Granularity::kWeek:
      return digits;
    case Granularity::kDay:
      return absl::StrCat("CAST(STRPTIME(CAST(", digits, " AS VARCHAR), '%Y%m%d') AS DATE)");
    case Granularity::kMonth:
      return MadeDate(absl::StrCat(digits, " // 100"), absl::StrCat(digits, " % 100"), "1");
    case Granularity::kQuarter:
      return QuarterDate(digits, 0);
    case Granularity::kFiscalQuarter:
      return QuarterDate(digits, fiscal_start - 1);
    case Granularity::kYear:
      return YearDate(digits, 0);
    case Granularity::kFiscalYear:
      return YearDate(digits, fiscal_start - 1);
    case Granularity::kHour:
      format = "%Y%m%d%H";
      break;
    case Granularity::kMinute:
      format = "%Y%m%d%H%M";
      break;
    case Granularity::kSecond:
      break;
  }
  return absl::StrCat("STRPTIME(CAST(", digits, " AS VARCHAR), '", format, "')");
}

// What a spreadsheet would run is marked as text.
std::string MarkedText(const std::string& text) {
  return absl::StrCat("CASE WHEN REGEXP_MATCHES(", text, ", '^[=+@\\t\\r-]') THEN CHR(39) || ",
                      text, " ELSE ", text, " END");
}

std::string Value(const CompiledQuery& compiled, size_t number, DuckDatabase::FileKind kind) {
  const ResultColumn& column = compiled.columns[number];
  const std::string name = absl::StrCat("x.", ColumnName(number));
  if (column.granularity) return PeriodValue(name, *column.granularity, compiled.fiscal_start);
  switch (column.type) {
    case DimensionType::kId:
    case DimensionType::kDepartment:
      return absl::StrCat("'", column.collection, "/' || CAST(", name, " AS VARCHAR)");
    case DimensionType::kTime:
      return LocalTime(name, compiled.zone, std::nullopt);
    case DimensionType::kBool:
      return absl::StrCat("CAST(", name, " AS BOOLEAN)");
    case DimensionType::kString:
      return kind == DuckDatabase::FileKind::kCsv ? MarkedText(name) : name;
    default:
      return name;
  }
}

}  // namespace

SqlQuery ExportStatement(const CompiledQuery& compiled, DuckDatabase::FileKind kind) {
  std::string sql = "SELECT ";
  for (size_t i = 0; i < compiled.columns.size(); ++i) {
    // Members are names of the model and keys of fields: letters, digits, `_` and the dot.
    absl::StrAppend(&sql, i > 0 ? ", " : "", Value(compiled, i, kind), " AS \"",
                    absl::StrReplaceAll(compiled.columns[i].member, {{"\"", ""}}), "\"");
  }
  absl::StrAppend(&sql, " FROM (", compiled.query.sql, ") x ORDER BY ",
                  absl::StrReplaceAll(compiled.order, {{"q.", "x."}}));
  return {"analytics.export_query", std::move(sql), compiled.query.values};
}

}  // namespace guanxi::analytics
