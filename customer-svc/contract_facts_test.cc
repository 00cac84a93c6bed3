// What customers say of their contracts, by events of lead-svc that are made by hand.
#include "customer-svc/contract_facts.h"

#include <string>

#include "common/base/uuid.h"
#include "common/db/sql_lint.h"
#include "common/errors/errors.h"
#include "common/events/partition.h"
#include "common/testing/status_matchers.h"
#include "customer-svc/contract_facts_testing.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::customer {
namespace {

using event::v1::LogEvent;
using lead::v1::Contract;

TEST_F(ContractFactsTest, SignedContractsCountAndWhatWasReceived) {
  const std::string etag = Get().etag();
  const Uuid first = DeriveUuid("contract", "1"), second = DeriveUuid("contract", "2");
  ASSERT_THAT(Apply(Next(first, Contract::DRAFT, 1000, 0)), IsOk());
  EXPECT_FALSE(Get().has_contracted_amount());
  ASSERT_THAT(Apply(Next(first, Contract::ACTIVE, 1000, 0)), IsOk());
  ASSERT_THAT(Apply(Next(second, Contract::ACTIVE, 500, 0)), IsOk());
  EXPECT_EQ(Get().contracted_amount().units(), 1500);
  ASSERT_THAT(Apply(Next(first, Contract::ACTIVE, 1000, 400)), IsOk());
  EXPECT_EQ(Get().received_amount().units(), 400);
  EXPECT_TRUE(Get().has_contracts_as_of());
  // A reversal takes it back.
  ASSERT_THAT(Apply(Next(first, Contract::TERMINATED, 1000, 0)), IsOk());
  EXPECT_EQ(Get().contracted_amount().units(), 500);
  EXPECT_FALSE(Get().has_received_amount());
  EXPECT_EQ(Get().etag(), etag);
}

TEST_F(ContractFactsTest, AmountsInTwoCurrenciesAreNoSum) {
  ASSERT_THAT(Apply(Next(DeriveUuid("contract", "1"), Contract::ACTIVE, 10, 1)), IsOk());
  ASSERT_THAT(Apply(Next(DeriveUuid("contract", "2"), Contract::ACTIVE, 20, 0, "USD")), IsOk());
  EXPECT_FALSE(Get().has_contracted_amount());
  EXPECT_EQ(Get().received_amount().units(), 1);
}

TEST_F(ContractFactsTest, APaymentIsCountedUntilItIsReversedWhateverItsCurrency) {
  const Uuid first = DeriveUuid("contract", "1"), second = DeriveUuid("contract", "2");
  ASSERT_THAT(Apply(Next(first, Contract::ACTIVE, 10, 1)), IsOk());
  ASSERT_THAT(Apply(Next(second, Contract::ACTIVE, 20, 2, "USD")), IsOk());
  EXPECT_EQ(Get().paid_contract_count(), 2);
  EXPECT_FALSE(Get().has_received_amount());
  ASSERT_THAT(Apply(Next(first, Contract::ACTIVE, 10, 0)), IsOk());
  ASSERT_THAT(Apply(Next(second, Contract::ACTIVE, 20, 0, "USD")), IsOk());
  EXPECT_EQ(Get().paid_contract_count(), 0);
}

TEST_F(ContractFactsTest, WhatIsOverdueIsSummedInOneCurrency) {
  const Uuid first = DeriveUuid("contract", "1"), second = DeriveUuid("contract", "2");
  Contract late = Of(Contract::ACTIVE, 100, 0);
  *late.mutable_overdue_amount() = late.amount();
  ASSERT_THAT(Apply(Next(first, late)), IsOk());
  late.mutable_overdue_amount()->set_units(30);
  ASSERT_THAT(Apply(Next(second, late)), IsOk());
  EXPECT_EQ(Get().overdue_amount().units(), 130);
  EXPECT_EQ(Get().contracts_as_of().seconds(), 1790000001);
  late.clear_overdue_amount();
  ASSERT_THAT(Apply(Next(first, late)), IsOk());
  EXPECT_EQ(Get().overdue_amount().units(), 30);
  ASSERT_THAT(Apply(Next(second, late)), IsOk());
  EXPECT_FALSE(Get().has_overdue_amount());
}

TEST_F(ContractFactsTest, WhatIsOlderIsPassedOverAndWhatIsMissingIsSaid) {
  const Uuid id = DeriveUuid("contract", "1");
  const LogEvent first = Next(id, Contract::ACTIVE, 10, 0);
  const LogEvent second = Next(id, Contract::ACTIVE, 20, 0);
  EXPECT_EQ(Reason(Apply(second)), "CONTRACT_VERSION_MISSING");
  ASSERT_THAT(Apply(first), IsOk());
  ASSERT_THAT(Apply(second), IsOk());
  ASSERT_THAT(Apply(first), IsOk());
  EXPECT_EQ(Get().contracted_amount().units(), 20);
}

TEST_F(ContractFactsTest, ReadingAnewComesToTheSame) {
  const Uuid id = DeriveUuid("contract", "1");
  ASSERT_THAT(Apply(Next(id, Contract::ACTIVE, 10, 0)), IsOk());
  events::Loss loss;
  loss.kind = events::Loss::Kind::kAnotherLog;
  loss.partition = events::PartitionOf(service_.tenant.bytes(), id.bytes());
  const auto nothing = [](const auto&...) -> absl::StatusOr<event::v1::ReadRecordsResponse> {
    return event::v1::ReadRecordsResponse();
  };
  ASSERT_THAT(facts_.Rebuild(loss, nothing, [] { return absl::OkStatus(); }), IsOk());
  EXPECT_FALSE(Get().has_contracted_amount());
}

TEST(ContractFactsSqlTest, StatementsBindTheirTenant) {
  EXPECT_THAT(db::LintQueries(ContractFactQueries()), ::testing::IsEmpty());
}

}  // namespace
}  // namespace guanxi::customer
