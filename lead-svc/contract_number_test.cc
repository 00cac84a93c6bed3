// Contracts themselves: their numbers, states and renewals, on a real MariaDB.
#include <algorithm>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/errors/errors.h"
#include "lead-svc/contract_money_testing.h"

namespace guanxi::lead {
namespace {

using v1::Contract;

TEST_F(ContractMoneyTest, NumbersBeginWithTheYearAndGoOn) {
  EXPECT_EQ(Create(NewContract())->number(), "2026-000001");
  EXPECT_EQ(Create(NewContract())->number(), "2026-000002");
  service_.clock.Advance(absl::Hours(24 * 365));
  EXPECT_EQ(Create(NewContract())->number(), "2027-000001");
}

TEST_F(ContractMoneyTest, WhatIsRefusedTakesNoNumber) {
  ASSERT_THAT(Create(NewContract()), IsOk());
  Contract wrong = NewContract();
  wrong.mutable_amount()->set_currency_code("ABC");
  EXPECT_FALSE(Create(wrong).ok());
  v1::CreateContractRequest look;
  *look.mutable_contract() = NewContract();
  look.set_validate_only(true);
  ASSERT_THAT(service_.catalog->Of<Contract>().Create<Contract>(service_.call(), look), IsOk());
  v1::BatchCreateContractsRequest batch;
  *batch.add_requests()->mutable_contract() = NewContract();
  *batch.add_requests()->mutable_contract() = wrong;
  EXPECT_FALSE(service_.catalog->Of<Contract>()
                   .BatchCreate<v1::BatchCreateContractsResponse>(service_.call(), batch)
                   .ok());
  EXPECT_EQ(Create(NewContract())->number(), "2026-000002");
}

// 64 writers, of whom every third has his work undone at its end.
TEST_F(ContractMoneyTest, NumbersHaveNeitherHolesNorDoublesUnderManyWriters) {
  constexpr int kWriters = 64;
  constexpr int kEach = 4;
  std::mutex mutex;
  std::vector<std::string> numbers;
  std::vector<std::string> faults;
  std::vector<std::thread> writers;
  for (int i = 0; i < kWriters; ++i) {
    writers.emplace_back([&, i] {
      for (int n = 0; n < kEach; ++n) {
        v1::CreateContractRequest request;
        *request.mutable_contract() = NewContract();
        request.set_validate_only(i % 3 == 0);
        // Whoever is told to come again comes again, as clients do.
        absl::StatusOr<Contract> made;
        do {
          made = service_.catalog->Of<Contract>().Create<Contract>(service_.call(), request);
        } while (!made.ok() && IsPassing(made.status()));
        const std::lock_guard<std::mutex> lock(mutex);
        if (!made.ok()) faults.push_back(made.status().ToString());
        if (made.ok() && i % 3 != 0) numbers.push_back(made->number());
      }
    });
  }
  for (std::thread& writer : writers) writer.join();
  EXPECT_TRUE(faults.empty()) << faults[0];
  std::sort(numbers.begin(), numbers.end());
  ASSERT_EQ(numbers.size(), static_cast<size_t>((kWriters - (kWriters + 2) / 3) * kEach));
  for (size_t i = 0; i < numbers.size(); ++i) {
    EXPECT_EQ(numbers[i], absl::StrFormat("2026-%06d", i + 1));
  }
}

TEST_F(ContractMoneyTest, StatesGoTheirWay) {
  const std::string name = Create(NewContract())->name();
  auto breach = Named<v1::ReportContractBreachRequest>(name);
  breach.set_reason("逾期三个月");
  EXPECT_EQ(Reason(moves_.ReportContractBreach(service_.call(), breach).status()),
            "CONTRACT_STATE");
  auto sign = Named<v1::SignContractRequest>(name);
  *sign.mutable_sign_date() = Day(2030, 1, 1);
  EXPECT_EQ(FieldViolations(moves_.SignContract(service_.call(), sign).status())[0].path,
            "sign_date");
  ASSERT_THAT(Sign(name), IsOk());
  EXPECT_EQ(Reason(Sign(name).status()), "CONTRACT_STATE");
  ASSERT_THAT(moves_.ReportContractBreach(service_.call(), breach), IsOk());
  EXPECT_EQ(Get(name).breach_reason(), "逾期三个月");
  ASSERT_THAT(
      moves_.CureContractBreach(service_.call(), Named<v1::CureContractBreachRequest>(name)),
      IsOk());
  EXPECT_EQ(Get(name).breach_reason(), "");
  const std::string plan = AddPlan(name, 10, Day(2026, 9, 1))->name();
  const auto complete = Named<v1::CompleteContractRequest>(name);
  EXPECT_EQ(Reason(moves_.CompleteContract(service_.call(), complete).status()),
            "MONEY_OUTSTANDING");
  ASSERT_THAT(Receive(name, 10), IsOk());
  EXPECT_THAT(moves_.CompleteContract(service_.call(), complete), IsOk());
  Contract more = Get(name);
  more.mutable_amount()->set_units(5000);
  EXPECT_EQ(Reason(Update(more, "amount").status()), "CONTRACT_ENDED");
}

TEST_F(ContractMoneyTest, ARenewalCountsOnceItIsSigned) {
  const std::string before = SignedContract();
  Contract next = NewContract();
  next.set_renews(before);
  const std::string renewal = Create(next)->name();
  EXPECT_EQ(Get(before).renewed_by(), "");
  ASSERT_THAT(Sign(renewal), IsOk());
  EXPECT_EQ(Get(before).renewed_by(), renewal);
}

TEST_F(ContractMoneyTest, WhatIsSignedMayBeginToRenewAndRenewAnotherOne) {
  const std::string before = SignedContract();
  const std::string another = SignedContract();
  Contract renewal = Get(SignedContract());
  renewal.set_renews(before);
  ASSERT_THAT(Update(renewal, "renews"), IsOk());
  EXPECT_EQ(Get(before).renewed_by(), renewal.name());
  renewal.set_renews(another);
  ASSERT_THAT(Update(renewal, "renews"), IsOk());
  EXPECT_EQ(Get(before).renewed_by(), "");
  EXPECT_EQ(Get(another).renewed_by(), renewal.name());
  renewal.clear_renews();
  ASSERT_THAT(Update(renewal, "renews"), IsOk());
  EXPECT_EQ(Get(another).renewed_by(), "");
}

TEST_F(ContractMoneyTest, ARenewalThatIsTerminatedRenewsNoMore) {
  const std::string before = SignedContract();
  Contract next = NewContract();
  next.set_renews(before);
  const std::string first = Create(next)->name();
  const std::string second = Create(next)->name();
  const auto terminate = [&](const std::string& name) {
    auto end = Named<v1::TerminateContractRequest>(name);
    end.set_reason("客户反悔");
    return moves_.TerminateContract(service_.call(), end).status();
  };
  ASSERT_THAT(Sign(first), IsOk());
  ASSERT_THAT(Sign(second), IsOk());
  EXPECT_EQ(Get(before).renewed_by(), first);
  ASSERT_THAT(terminate(first), IsOk());
  EXPECT_EQ(Get(before).renewed_by(), second);
  ASSERT_THAT(terminate(second), IsOk());
  EXPECT_EQ(Get(before).renewed_by(), "");
}

}  // namespace
}  // namespace guanxi::lead
