// The ledger test has teeth: a service that uses the connector's own commit fails it.

#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"
#include "tests/fault/scenario.h"

namespace guanxi::fault {
namespace {

TEST(LedgerMutantTest, CommitWithoutAnAnswerLosesAcknowledgedCustomers) {
  const absl::StatusOr<Outcome> outcome = RunScenario({"tests/fault/liblossy_commit.so"});
  ASSERT_THAT(outcome, IsOk());
  const std::vector<Finding> findings = Judge(outcome->told, outcome->world);
  EXPECT_GT(Count(findings, Fault::kLost), 0) << Describe(findings);
  RecordProperty("acknowledged", std::to_string(outcome->acknowledged));
  RecordProperty("lost", std::to_string(Count(findings, Fault::kLost)));
}

}  // namespace
}  // namespace guanxi::fault
