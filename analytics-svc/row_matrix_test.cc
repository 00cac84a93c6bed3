// Every method of every resource that belongs to somebody, by everybody who has to do with a
// record.
#include "common/resource/contract/row_matrix.h"

#include <iostream>
#include <memory>

#include "analytics-svc/contract_stage.h"
#include "common/resource/contract/viewers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::analytics {
namespace {

TEST(RowMatrixTest, WhoMaySeeARecordDoesAndNobodyElse) {
  contract::HouseOptions options;
  options.policies = contract::PoliciesOf(ContractResources());
  options.has_operations = true;
  const std::unique_ptr<contract::Stage> stage = NewContractStage(options);
  contract::Findings findings;
  contract::RowMatrix matrix(&stage->world, {"guanxi.analytics.v1"}, &findings);
  matrix.Run();
  EXPECT_THAT(findings.all(), ::testing::IsEmpty());
  std::cout << matrix.calls() << " calls" << std::endl;
  EXPECT_GT(matrix.calls(), 100);
}

}  // namespace
}  // namespace guanxi::analytics
