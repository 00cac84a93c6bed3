// Every acknowledged write survives kill -9 of the database and of the service, and none happens
// twice.
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"
#include "tests/fault/scenario.h"

namespace guanxi::fault {
namespace {

TEST(LedgerTest, KilledUnderLoadKeepsItsWord) {
  const absl::StatusOr<Outcome> outcome = RunScenario({});
  ASSERT_THAT(outcome, IsOk());
  const std::vector<Finding> findings = Judge(outcome->told, outcome->world);
  EXPECT_TRUE(findings.empty()) << Describe(findings);
  RecordProperty("acknowledged", std::to_string(outcome->acknowledged));
  RecordProperty("repeated", std::to_string(outcome->repeated));
}

}  // namespace
}  // namespace guanxi::fault
