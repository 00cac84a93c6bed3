#include "analytics-svc/boards/day_report.h"

#include "gtest/gtest.h"

namespace guanxi::analytics {
namespace {

const absl::CivilDay kDay(2026, 11, 30);

TEST(DayReportTest, EachQuestionIsAboutTheDayAndTheOneBefore) {
  const auto questions = DayQuestions(kDay, "zh");
  ASSERT_FALSE(questions.empty());
  for (const v1::Query& question : questions) {
    EXPECT_EQ(question.measures_size(), 1);
    ASSERT_EQ(question.time_dimensions(0).compare_date_ranges_size(), 2);
    EXPECT_EQ(question.time_dimensions(0).compare_date_ranges(0).from(), "2026-11-30");
    EXPECT_EQ(question.time_dimensions(0).compare_date_ranges(1).from(), "2026-11-29");
  }
}

TEST(DayReportTest, TheTextHasALineForEachFigure) {
  v1::DayReport report;
  report.set_title(DayTitle(kDay, "zh"));
  v1::DayFigure& leads = *report.add_figures();
  leads.set_title("线索数");
  leads.mutable_value()->set_value("5");
  leads.mutable_day_before()->set_value("3");
  report.add_figures()->set_title("赢单金额");
  EXPECT_EQ(DayText(report, "zh"),
            "销售日报 2026-11-30\n线索数：5（前一日 3）\n赢单金额：-（前一日 -）");
  report.set_title(DayTitle(kDay, "en"));
  EXPECT_EQ(DayText(report, "en").substr(0, 20), "Sales of 2026-11-30\n");
}

}  // namespace
}  // namespace guanxi::analytics
