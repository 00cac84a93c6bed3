// Copies of the customers alone that opportunities name: how one that is named for the first time
// comes to be known.
#include <map>
#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"
#include "common/events/partition.h"
#include "common/resource/behavior.h"
#include "common/resource/resource_name.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"
#include "lead-svc/projections_fixture.h"

namespace guanxi::lead {
namespace {

using CustomerCopiesTest = ProjectionsTest;

// What is known of a customer is read when it is named, whatever events have told before.
TEST_F(CustomerCopiesTest, OfCustomersThatNobodyNamesNothingIsKept) {
  for (int i = 0; i < 5; ++i) AddCustomer("乙");
  const std::string customer = AddCustomer("甲");
  Settle();
  Change(customer, "display_name", "丙");
  Change(customer, "grade", "VIP");
  Settle();
  const auto copies = [&] { return Number("SELECT COUNT(*) FROM customer_copies"); };
  EXPECT_EQ(copies(), 0);
  const std::string name = AddOpportunity(customer, 1);
  Change(customer, "display_name", "丁");
  Settle();
  EXPECT_EQ(Says(name), "丁 VIP");
  EXPECT_EQ(copies(), 1);
  EXPECT_EQ(Number("SELECT COUNT(*) FROM customer_fan_outs"), 0);
  Change(customer, "display_name", "戊");
  Settle();
  EXPECT_EQ(Says(name), "戊 VIP");
  EXPECT_EQ(Number("SELECT COUNT(*) FROM dead_letters"), 0);
}

// What follows from it lies deeper than anything may that acts by itself.
TEST_F(CustomerCopiesTest, WhatTheLastOfAChainOfCausesChangedIsToldToo) {
  const std::string customer = AddCustomer("甲");
  const std::string name = AddOpportunity(customer, 1);
  Settle();
  rpc::Call call = service_.call();
  call.cause_root = DeriveUuid("test", "root");
  call.cause_depth = resource::kMaxCauseDepth;
  customer::v1::UpdateCustomerRequest request;
  request.mutable_customer()->set_name(customer);
  request.mutable_customer()->set_display_name("乙");
  request.mutable_update_mask()->add_paths("display_name");
  ASSERT_THAT(customers_.customers->Update<Customer>(call, request), IsOk());
  Settle();
  EXPECT_EQ(Says(name), "乙 GRADE_UNSPECIFIED");
  EXPECT_EQ(Number("SELECT COUNT(*) FROM dead_letters"), 0);
  EXPECT_EQ(Number("SELECT MAX(depth) FROM changes"), resource::kMaxCauseDepth);
}

// Or rules that set each other off by way of what is told in turns would never end.
TEST_F(CustomerCopiesTest, WhatIsToldInTurnsBelongsToTheSameChainOfCauses) {
  constexpr int kMany = kToldAtOnce + 5;
  const std::string customer = AddCustomer("甲");
  for (int i = 0; i < kMany; ++i) AddOpportunity(customer, i + 1);
  Settle();
  rpc::Call call = service_.call();
  call.cause_root = DeriveUuid("test", "root");
  call.cause_depth = 3;
  customer::v1::UpdateCustomerRequest request;
  request.mutable_customer()->set_name(customer);
  request.mutable_customer()->set_display_name("乙");
  request.mutable_update_mask()->add_paths("display_name");
  ASSERT_THAT(customers_.customers->Update<Customer>(call, request), IsOk());
  Settle();
  EXPECT_EQ(Number(absl::StrCat("SELECT COUNT(*) FROM changes WHERE depth = 4 AND root_id = x'",
                                absl::BytesToHexString(call.cause_root.bytes()), "'")),
            kMany);
}

// It was read before an event that arrives before what was read is stored.
TEST_F(CustomerCopiesTest, WhatIsReadDoesNotOverlookAnEventThatWasFaster) {
  const std::string customer = AddCustomer("甲");
  Settle();
  const std::string name = AddOpportunity(customer, 1);
  takes_turns_ = false;
  int gets = 0;
  customer_side_.after_get = [&] {
    if (++gets > 1) return;
    Change(customer, "display_name", "乙");
    Settle();
  };
  EXPECT_THAT(GoOn(), IsOkAndHolds(true));
  EXPECT_EQ(Says(name), " GRADE_UNSPECIFIED");  // too old to be told
  EXPECT_THAT(GoOn(), IsOkAndHolds(true));
  EXPECT_EQ(gets, 2);
  EXPECT_EQ(Says(name), "乙 GRADE_UNSPECIFIED");
  EXPECT_THAT(GoOn(), IsOkAndHolds(false));
  takes_turns_ = true;
  Change(customer, "grade", "VIP");
  Settle();
  EXPECT_EQ(Says(name), "乙 VIP");
}

// As of a database that lags behind: events that came before the copy have told of more.
TEST_F(CustomerCopiesTest, WhatWasReadTooOldIsReadAnewOnceAnEventShowsIt) {
  const std::string customer = AddCustomer("甲");
  event::v1::BatchGetRecordsRequest request;
  request.set_resource_type(kCustomerType);
  request.set_tenant_id(std::string(service_.call().principal.tenant.bytes()));
  request.add_ids(std::string(resource::ParseReference("customers", customer).value().bytes()));
  const auto old = customer_side_.GetRecords(request);
  ASSERT_THAT(old, IsOk());
  Change(customer, "display_name", "乙");
  Settle();
  const std::string name = AddOpportunity(customer, 1);
  EXPECT_THAT(copies_.GoOn([&](const event::v1::BatchGetRecordsRequest&) { return old; }),
              IsOkAndHolds(true));
  EXPECT_EQ(Says(name), "甲 GRADE_UNSPECIFIED");
  Change(customer, "grade", "VIP");
  Settle();
  EXPECT_EQ(Says(name), "乙 VIP");
  EXPECT_EQ(Number("SELECT COUNT(*) FROM dead_letters"), 0);
}

// What events have told meanwhile is not overwritten by what was read before.
TEST_F(CustomerCopiesTest, WhatIsKnownMeanwhileIsNotReplacedByWhatWasRead) {
  const std::string customer = AddCustomer("甲");  // whose event arrives after it was named
  const std::string name = AddOpportunity(customer, 1);
  takes_turns_ = false;
  customer_side_.after_get = [&] {
    Change(customer, "display_name", "乙");
    Settle();
  };
  EXPECT_THAT(GoOn(), IsOkAndHolds(true));
  EXPECT_EQ(Says(name), "乙 GRADE_UNSPECIFIED");
}

// Whoever is known is told, whether or not the others can be read.
TEST_F(CustomerCopiesTest, WhileCustomersCannotBeReadTheyWait) {
  const std::string customer = AddCustomer("甲");
  Settle();
  const std::string name = AddOpportunity(customer, 1);
  const auto down = [](const event::v1::BatchGetRecordsRequest&)
      -> absl::StatusOr<event::v1::BatchGetRecordsResponse> { return Unavailable("DOWN", "down"); };
  EXPECT_THAT(copies_.GoOn(down), HasReason("DOWN"));
  EXPECT_EQ(Number("SELECT COUNT(*) FROM customer_fan_outs"), 1);
  Settle();
  EXPECT_EQ(Says(name), "甲 GRADE_UNSPECIFIED");
}

// One that comes to be named when it has been looked up who is: the reading does not find its copy.
TEST_F(CustomerCopiesTest, OfAnotherLogOneThatIsNamedMeanwhileIsNotForgotten) {
  std::map<int, std::string> by_partition;
  std::string known, meanwhile;
  int its = 0;
  while (meanwhile.empty()) {
    const std::string next = AddCustomer("甲");
    its = events::PartitionOf(service_.call().principal.tenant.bytes(),
                              resource::ParseReference("customers", next).value().bytes());
    known = by_partition[its];
    if (!known.empty()) meanwhile = next;
    by_partition[its] = next;
  }
  AddOpportunity(known, 1);
  Settle();
  ASSERT_THAT(customer_side_.log().Renew(), IsOk());
  std::string name;
  int steps = 0;
  on_held_ = [&](int partition) {
    // Before the page, before what it has is taken, and before the first customer of it is.
    if (partition != its || ++steps != 3) return;
    name = AddOpportunity(meanwhile, 1);
    EXPECT_THAT(GoOn(), IsOkAndHolds(true));
    EXPECT_EQ(Says(name), "甲 GRADE_UNSPECIFIED");
  };
  Settle();
  ASSERT_NE(name, "");
  EXPECT_EQ(Says(name), "甲 GRADE_UNSPECIFIED");
  Change(meanwhile, "display_name", "丙");
  Settle();
  EXPECT_EQ(Says(name), "丙 GRADE_UNSPECIFIED");
}

}  // namespace
}  // namespace guanxi::lead
