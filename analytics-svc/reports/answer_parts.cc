#include "analytics-svc/reports/answer_parts.h"

#include <algorithm>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/pictures/label.h"

namespace guanxi::analytics {
namespace {

// Of "2026-01-01T00:00:00.000": the day, and the second.
constexpr size_t kDay = 10;
constexpr size_t kSecond = 19;
constexpr char kMidnight[] = "T00:00:00.000";

// What the values of a measure are of, where its title does not say; "": it does.
std::string UnitOf(const v1::QueryColumn& column, const ChartStyle& style) {
  switch (column.unit()) {
    case v1::QueryColumn::BASE_MONEY:
      return style.currency.empty() ? style.In("company's currency", "本位币") : style.currency;
    case v1::QueryColumn::SECONDS:
      return style.In("seconds", "秒");
    case v1::QueryColumn::DAYS:
      return style.In("days", "天");
    default:
      return "";
  }
}

std::string TitlesOf(const v1::QueryResult& result, const std::vector<int>& columns,
                     const ChartStyle& style) {
  std::vector<std::string> titles;
  for (const int column : columns) titles.push_back(result.columns(column).title());
  return absl::StrJoin(titles, style.In(", ", "、"));
}

}  // namespace

AnswerParts PartsOf(const v1::QueryResult& result) {
  AnswerParts parts;
  for (int i = 0; i < result.columns_size(); ++i) {
    const v1::QueryColumn& column = result.columns(i);
    if (column.unit() != v1::QueryColumn::UNIT_UNSPECIFIED) {
      parts.measures.push_back(i);
    } else if (column.type() == v1::QueryColumn::TIME && parts.period < 0) {
      parts.period = i;
    } else {
      parts.dimensions.push_back(i);
    }
  }
  return parts;
}

AnswerParts WithoutPeriod(AnswerParts parts) {
  if (parts.period >= 0) parts.dimensions.push_back(parts.period);
  parts.period = -1;
  return parts;
}

std::string TextAt(const google::protobuf::ListValue& row, int column) {
  return row.values(column).string_value();
}

std::optional<double> NumberAt(const google::protobuf::ListValue& row, int column) {
  double value = 0;
  if (!absl::SimpleAtod(TextAt(row, column), &value)) return std::nullopt;
  return value;
}

size_t PeriodSize(const v1::QueryResult& result, int column) {
  for (const auto& row : result.rows()) {
    const std::string text = TextAt(row, column);
    if (text.size() > kDay && text.substr(kDay) != kMidnight) return kSecond;
  }
  return kDay;
}

std::string LabelOf(const v1::QueryResult& result, const google::protobuf::ListValue& row,
                    const std::vector<int>& columns, const ChartStyle& style) {
  std::vector<std::string> texts;
  for (const int column : columns) {
    const std::string text = TextAt(row, column);
    const auto found = style.labels.find(text);
    if (found != style.labels.end()) {
      texts.push_back(found->second);
    } else if (text.empty()) {
      texts.emplace_back(style.In("not stated", "未填写"));
    } else if (result.columns(column).type() == v1::QueryColumn::TIME) {
      texts.push_back(text.substr(0, PeriodSize(result, column)));
    } else {
      texts.push_back(text);
    }
  }
  return absl::StrJoin(texts, " · ");
}

std::string ValueText(const v1::QueryColumn& column, std::optional<double> value) {
  if (!value.has_value()) return "";
  return column.unit() == v1::QueryColumn::SHARE ? pictures::PercentText(*value)
                                                 : pictures::NumberText(*value, 2);
}

ChartFrame FrameOf(const v1::QueryResult& result, const AnswerParts& parts,
                   const ChartStyle& style) {
  ChartFrame frame;
  frame.language = style.language;
  frame.width = style.width;
  frame.title = TitlesOf(result, parts.measures, style);
  std::vector<std::string> units;
  for (const int column : parts.measures) {
    const std::string unit = UnitOf(result.columns(column), style);
    const bool is_new = std::find(units.begin(), units.end(), unit) == units.end();
    if (!unit.empty() && is_new) units.push_back(unit);
  }
  const std::string by = TitlesOf(result, WithoutPeriod(parts).dimensions, style);
  if (!by.empty()) units.push_back(absl::StrCat(style.In("by ", "按 "), by));
  frame.unit = absl::StrJoin(units, style.In(", ", "，"));
  frame.description = absl::StrCat(frame.title, frame.unit.empty() ? "" : ", ", frame.unit, ": ",
                                   result.rows_size(), style.In(" rows.", " 行。"));
  if (!style.title.empty()) frame.title = style.title;
  return frame;
}

}  // namespace guanxi::analytics
