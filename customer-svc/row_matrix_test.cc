// Every method of every resource that belongs to somebody, by everybody who has to do with a
// record.
#include "common/resource/contract/row_matrix.h"

#include <iostream>
#include <memory>

#include "common/resource/contract/viewers.h"
#include "customer-svc/contract_stage.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::customer {
namespace {

TEST(RowMatrixTest, WhoMaySeeARecordDoesAndNobodyElse) {
  contract::HouseOptions options;
  options.policies = contract::PoliciesOf(ContractResources());
  const std::unique_ptr<contract::Stage> stage = NewContractStage(options);
  contract::Findings findings;
  contract::RowMatrix matrix(&stage->world, {"guanxi.customer.v1", "guanxi.metadata.v1"},
                             &findings);
  matrix.Run();
  EXPECT_THAT(findings.all(), ::testing::IsEmpty());
  std::cout << matrix.calls() << " calls" << std::endl;
  EXPECT_GT(matrix.calls(), 500);
}

}  // namespace
}  // namespace guanxi::customer
