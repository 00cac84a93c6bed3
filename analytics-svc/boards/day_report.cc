#include "analytics-svc/boards/day_report.h"

#include "absl/strings/str_cat.h"

namespace guanxi::analytics {
namespace {

struct Line {
  const char* measure;
  const char* time_dimension;
};

constexpr Line kLines[] = {
    {"customers.count", "customers.create_time"},
    {"leads.count", "leads.create_time"},
    {"interactions.count", "interactions.occur_time"},
    {"opportunities.count", "opportunities.create_time"},
    {"opportunities.won_count", "opportunities.closed_time"},
    {"opportunities.won_amount", "opportunities.closed_time"},
    {"opportunities.lost_count", "opportunities.closed_time"},
    {"orders.count", "orders.order_date"},
    {"orders.amount", "orders.order_date"},
    {"payments.received_amount", "payments.pay_date"},
};

bool IsEnglish(absl::string_view language) { return language == "en"; }

std::string ValueOf(bool has, const google::type::Decimal& value) {
  return has ? value.value() : "-";
}

}  // namespace

std::vector<v1::Query> DayQuestions(absl::CivilDay day, absl::string_view language) {
  std::vector<v1::Query> questions;
  for (const Line& line : kLines) {
    v1::Query& query = questions.emplace_back();
    query.set_language(std::string(language));
    query.add_measures(line.measure);
    v1::QueryTimeDimension& time = *query.add_time_dimensions();
    time.set_dimension(line.time_dimension);
    for (const absl::CivilDay& one : {day, day - 1}) {
      time.add_compare_date_ranges()->set_from(absl::FormatCivilTime(one));
    }
  }
  return questions;
}

std::string DayTitle(absl::CivilDay day, absl::string_view language) {
  return absl::StrCat(IsEnglish(language) ? "Sales of " : "销售日报 ", absl::FormatCivilTime(day));
}

std::string DayText(const v1::DayReport& report, absl::string_view language) {
  std::string text = report.title();
  for (const v1::DayFigure& figure : report.figures()) {
    absl::StrAppend(&text, "\n", figure.title(), IsEnglish(language) ? ": " : "：",
                    ValueOf(figure.has_value(), figure.value()),
                    IsEnglish(language) ? " (the day before: " : "（前一日 ",
                    ValueOf(figure.has_day_before(), figure.day_before()),
                    IsEnglish(language) ? ")" : "）");
  }
  return text;
}

}  // namespace guanxi::analytics
