// Behaviour events and visitors, through the engine on a real MariaDB.
#include <string>

#include "common/testing/status_matchers.h"
#include "customer-svc/behavior_testing.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::customer {
namespace {

using ::testing::HasSubstr;

TEST_F(BehaviorTest, IngestKnowsAnEventByItsSourcesId) {
  BehaviorEvent first = Visit("v1", kNow - 10), second = Visit("v1", kNow - 5);
  first.set_channel_state("hz-expo");
  first.set_page("https://example.com/price");
  (*first.mutable_external_ids())["matomo"] = "1";
  (*second.mutable_external_ids())["matomo"] = "2";
  BehaviorEvent nobody = Visit("", kNow);
  (*nobody.mutable_external_ids())["matomo"] = "3";
  const auto made = Ingest({first, second, first, nobody, Visit("v1", kNow)});
  ASSERT_EQ(made.results_size(), 5);
  EXPECT_EQ(made.results(0).outcome(), IngestResult::CREATED);
  EXPECT_EQ(made.results(1).outcome(), IngestResult::CREATED);
  EXPECT_EQ(made.results(2).outcome(), IngestResult::ALREADY_THERE);
  EXPECT_EQ(made.results(2).name(), made.results(0).name());
  EXPECT_THAT(made.results(3).error().message(),
              HasSubstr("requests[3].behavior_event.visitor: want a customer"));
  EXPECT_THAT(made.results(4).error().message(),
              HasSubstr("requests[4].behavior_event.external_ids: is required"));
  EXPECT_EQ(Ingest({second}).results(0).outcome(), IngestResult::ALREADY_THERE);
  v1::GetBehaviorEventRequest get;
  get.set_name(made.results(0).name());
  const auto found = service_.catalog->Of<BehaviorEvent>().Get<BehaviorEvent>(service_.call(), get);
  ASSERT_THAT(found, IsOk());
  EXPECT_EQ(found->channel_state(), "hz-expo");
  EXPECT_EQ(found->page(), "https://example.com/price");
  EXPECT_EQ(found->create_time().seconds(), kNow);
}

TEST_F(BehaviorTest, AnEventSaysWhomItsVisitorIsKnownToBe) {
  const std::string customer = MakeCustomer();
  BehaviorEvent visit = Visit("v1", kNow - 10), own = Visit("v1", kNow - 5);
  own.set_customer(customer);
  (*visit.mutable_external_ids())["web"] = "a";
  (*own.mutable_external_ids())["web"] = "b";
  const auto made = Ingest({visit, own});
  const std::string name = made.results(0).name();
  EXPECT_EQ(KnownCustomer(name), "");
  const auto known = Know("v1", customer);
  ASSERT_THAT(known, IsOk());
  EXPECT_EQ(KnownCustomer(name), customer);
  EXPECT_EQ(KnownCustomer(name, "known_customer"), customer);
  EXPECT_EQ(KnownCustomer(name, "topic"), "");
  EXPECT_EQ(KnownCustomer(made.results(1).name()), "") << "it says so itself";
  v1::DeleteVisitorRequest erase;
  erase.set_name(known->name());
  ASSERT_THAT(service_.catalog->Of<v1::Visitor>().Delete<v1::Visitor>(service_.call(), erase),
              IsOk());
  EXPECT_EQ(KnownCustomer(name), "");
}

TEST_F(BehaviorTest, AKeyIsOfOneVisitor) {
  const std::string customer = MakeCustomer();
  const auto known = Know("v1", customer);
  ASSERT_THAT(known, IsOk());
  EXPECT_THAT(Know("v1", customer).status(), HasReason("VISITOR_ALREADY_EXISTS"));
  EXPECT_THAT(Know("v2", "customers/" + DeriveUuid("c", "x").ToString()).status(),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("visitor.customer: names nothing that exists")));
  v1::DeleteVisitorRequest erase;
  erase.set_name(known->name());
  ASSERT_THAT(service_.catalog->Of<v1::Visitor>().Delete<v1::Visitor>(service_.call(), erase),
              IsOk());
  Record({Visit("v1", kNow - 1)});
  EXPECT_EQ(CountOf(Asked(customer, 7)), 0);
  EXPECT_THAT(Know("v1", "", Lead("li")), IsOk());
}

}  // namespace
}  // namespace guanxi::customer
