// What customers say of their contracts, by events of lead-svc that are made by hand.
#include "customer-svc/contract_facts.h"

#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/uuid.h"
#include "common/db/sql_lint.h"
#include "common/errors/errors.h"
#include "common/events/partition.h"
#include "common/testing/status_matchers.h"
#include "customer-svc/test_service.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "guanxi/customer/v1/customer_service.pb.h"

namespace guanxi::customer {
namespace {

using event::v1::LogEvent;
using lead::v1::Contract;
using v1::Customer;

class ContractFactsTest : public ::testing::Test {
 protected:
  ContractFactsTest()
      : facts_(service_.database.get(), service_.engine.get(), service_.resources->customers.get()),
        customer_(service_.Create(TestService::Company("灵动传媒")).name()) {}

  // The next version of a contract, which states all its fields.
  LogEvent Next(const Uuid& id, Contract::State state, int64_t amount, int64_t received,
                const std::string& currency = "CNY") {
    Contract contract;
    contract.set_customer(customer_);
    contract.set_state(state);
    contract.mutable_amount()->set_currency_code(currency);
    contract.mutable_amount()->set_units(amount);
    contract.mutable_received_amount()->set_currency_code(currency);
    contract.mutable_received_amount()->set_units(received);
    LogEvent event;
    event.set_tenant_id(std::string(service_.tenant.bytes()));
    event.set_resource_type("contract");
    event.set_resource_id(std::string(id.bytes()));
    event.set_sequence(++versions_[id]);
    event.mutable_change_time()->set_seconds(1790000000 + event.sequence());
    event.set_kind(event.sequence() == 1 ? metadata::v1::Change::CREATED
                                         : metadata::v1::Change::UPDATED);
    for (const char* field : {"customer", "state", "amount", "received_amount"}) {
      event.add_changed_fields(field);
    }
    event.set_after_body(contract.SerializeAsString());
    return event;
  }
  absl::Status Apply(const LogEvent& event) {
    return service_.engine->Write(
        service_.call().principal, {}, {},
        [&](resource::UnitOfWork& work) { return facts_.Apply(work, event); });
  }
  Customer Get() {
    v1::GetCustomerRequest request;
    request.set_name(customer_);
    return service_.customers->Get<Customer>(service_.call(), request).value();
  }

  TestService service_;
  ContractFacts facts_;
  const std::string customer_;
  std::map<Uuid, int64_t> versions_;
};

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
