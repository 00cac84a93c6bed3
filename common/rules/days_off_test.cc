#include "common/rules/days_off.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::rules {
namespace {

using ::testing::ElementsAre;

void Add(int month, int day, Dates* dates) {
  google::type::Date& date = *dates->Add();
  date.set_year(2026);
  date.set_month(month);
  date.set_day(day);
}

std::vector<std::string> Paths(const Dates& holidays, const Dates& workdays) {
  Violations violations;
  CheckDaysOff(holidays, workdays, &violations);
  std::vector<std::string> paths;
  for (const auto& fault : FieldViolations(violations.ToStatus())) paths.push_back(fault.path);
  return paths;
}

TEST(DaysOffTest, AreWholeDatesOfWhichNoneStandsTwice) {
  Dates holidays, workdays;
  Add(10, 2, &holidays);
  Add(10, 1, &holidays);
  Add(10, 10, &workdays);
  EXPECT_THAT(Paths(holidays, workdays), ElementsAre());
  EXPECT_THAT(DaysOf(holidays),
              ElementsAre(absl::CivilDay(2026, 10, 1), absl::CivilDay(2026, 10, 2)));
  Add(10, 2, &holidays);
  Add(10, 1, &workdays);
  Add(10, 0, &workdays);
  EXPECT_THAT(Paths(holidays, workdays), ElementsAre("holidays[2]", "workdays[2]", "workdays[1]"));
}

}  // namespace
}  // namespace guanxi::rules
