// Counts of behaviour, whoever was known when, on a real MariaDB.
#include <string>

#include "common/testing/status_matchers.h"
#include "customer-svc/behavior_testing.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::customer {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

TEST_F(BehaviorTest, AVisitorWhoBecomesKnownBringsWhatHeDidBefore) {
  const std::string customer = MakeCustomer();
  BehaviorEvent own = Visit("", kNow - 50);
  own.set_customer(customer);
  Record({Visit("phone", kNow - 3 * kDay), Visit("phone", kNow - 40), Visit("laptop", kNow - 30),
          Visit("stranger", kNow - 20), own});
  EXPECT_EQ(CountOf(Asked(customer, 7)), 1);
  ASSERT_THAT(Know("phone", customer), IsOk());
  EXPECT_EQ(CountOf(Asked(customer, 7)), 3);
  ASSERT_THAT(Know("laptop", customer), IsOk());
  const auto all = Count(Asked(customer, 7));
  ASSERT_THAT(all, IsOk());
  EXPECT_EQ(all->count(), 4);
  EXPECT_EQ(all->last_occur_time().seconds(), kNow - 30);
  EXPECT_FALSE(all->truncated());
  EXPECT_EQ(CountOf(Asked(customer, 1)), 3);
  BehaviorEvent both = Visit("phone", kNow - 1);
  both.set_customer(customer);
  Record({both});
  EXPECT_EQ(CountOf(Asked(customer, 1)), 4) << "once, though it says so twice";
}

TEST_F(BehaviorTest, ALeadsVisitorBecomesACustomersWithTheLead) {
  const std::string customer = MakeCustomer(), lead = Lead("li");
  Record({Visit("v1", kNow - 10)});
  const auto known = Know("v1", "", lead);
  ASSERT_THAT(known, IsOk());
  CountBehaviorRequest asked = Asked("", 7);
  asked.set_lead(lead);
  EXPECT_EQ(CountOf(asked), 1);
  v1::UpdateVisitorRequest update;
  update.mutable_visitor()->set_name(known->name());
  update.mutable_visitor()->set_customer(customer);
  update.mutable_update_mask()->add_paths("customer");
  update.mutable_update_mask()->add_paths("lead");
  ASSERT_THAT(service_.catalog->Of<v1::Visitor>().Update<v1::Visitor>(service_.call(), update),
              IsOk());
  EXPECT_EQ(CountOf(asked), 0);
  EXPECT_EQ(CountOf(Asked(customer, 7)), 1);
}

TEST_F(BehaviorTest, ACountHeedsItsFilter) {
  const std::string customer = MakeCustomer();
  ASSERT_THAT(Know("a*\"b\\", customer), IsOk());
  BehaviorEvent download = Visit("a*\"b\\", kNow - 3);
  download.set_kind(BehaviorEvent::DOWNLOAD);
  BehaviorEvent other = Visit("a*\"b\\", kNow - 2);
  other.set_topic("招聘");
  // The star is one, and stands for nothing else.
  Record({Visit("a*\"b\\", kNow - 5), Visit("ax\"b\\", kNow - 4), download, other});
  EXPECT_EQ(CountOf(Asked(customer, 7)), 3);
  EXPECT_EQ(CountOf(Asked(customer, 7, "kind = VISIT AND topic = \"价格\"")), 1);
  EXPECT_EQ(CountOf(Asked(customer, 7, "kind = DOWNLOAD OR topic = \"招聘\"")), 2);
}

TEST_F(BehaviorTest, WrongCountsAreRefusedByName) {
  const std::string customer = MakeCustomer();
  EXPECT_THAT(Count(CountBehaviorRequest()).status(),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       AllOf(HasSubstr("customer: "), HasSubstr("period: "))));
  EXPECT_THAT(Count(Asked(customer, 7, "kind ==")).status(), HasReason("INVALID_FILTER"));
  EXPECT_THAT(Count(Asked("customers/" + DeriveUuid("c", "x").ToString(), 7)).status(),
              HasReason("CUSTOMER_NOT_FOUND"));
  CountBehaviorRequest lead = Asked("", 7);
  lead.set_lead("leads/x");
  EXPECT_THAT(Count(lead).status(), HasReason("INVALID_FIELD"));
}

}  // namespace
}  // namespace guanxi::customer
