// Every method of every resource that belongs to somebody, by everybody who has to do with a
// record.
#include "common/resource/contract/row_matrix.h"

#include <iostream>
#include <memory>

#include "common/resource/contract/viewers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "workflow-svc/contract_stage.h"

namespace guanxi::workflow {
namespace {

TEST(RowMatrixTest, WhoMaySeeARecordDoesAndNobodyElse) {
  contract::HouseOptions options;
  options.policies = contract::PoliciesOf(ContractResources());
  options.has_operations = true;
  const ContractStage stage(options);
  contract::Findings findings;
  contract::RowMatrix matrix(&stage.own->world, {"guanxi.workflow.v1"}, &findings);
  matrix.Run();
  EXPECT_THAT(findings.all(), ::testing::IsEmpty());
  std::cout << matrix.calls() << " calls" << std::endl;
  EXPECT_GT(matrix.calls(), 300);
}

}  // namespace
}  // namespace guanxi::workflow
