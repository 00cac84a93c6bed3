// Behaviour events and visitors, through the engine on a real MariaDB.
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/testing/status_matchers.h"
#include "customer-svc/behavior_event_service.h"
#include "customer-svc/test_service.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "guanxi/customer/v1/behavior_event_service.pb.h"
#include "guanxi/customer/v1/visitor_service.pb.h"

namespace guanxi::customer {
namespace {

using metadata::v1::IngestResult;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using v1::BehaviorEvent;
using v1::CountBehaviorRequest;
using v1::CountBehaviorResponse;

constexpr int64_t kNow = 1'790'000'000;  // TestService's clock
constexpr int64_t kDay = 86'400;

class BehaviorTest : public ::testing::Test {
 protected:
  std::string MakeCustomer() { return service_.Create(TestService::Company("云帆")).name(); }
  static std::string Lead(const char* name) {
    return absl::StrCat("leads/", DeriveUuid("lead", name).ToString());
  }
  static BehaviorEvent Visit(const std::string& visitor, int64_t seconds) {
    BehaviorEvent event;
    event.set_kind(BehaviorEvent::VISIT);
    event.set_visitor(visitor);
    event.set_topic("价格");
    event.mutable_occur_time()->set_seconds(seconds);
    return event;
  }
  v1::IngestBehaviorEventsResponse Ingest(const std::vector<BehaviorEvent>& events) {
    v1::IngestBehaviorEventsRequest request;
    for (const BehaviorEvent& event : events) {
      *request.add_requests()->mutable_behavior_event() = event;
    }
    const auto response =
        service_.catalog->Of<BehaviorEvent>().Ingest<v1::IngestBehaviorEventsResponse>(
            service_.call(), request);
    EXPECT_THAT(response, IsOk());
    return response.value_or(v1::IngestBehaviorEventsResponse());
  }
  // Records what has no id of its own yet.
  void Record(std::vector<BehaviorEvent> events) {
    for (BehaviorEvent& event : events) {
      (*event.mutable_external_ids())["web"] = absl::StrCat(++last_id_);
    }
    for (const IngestResult& result : Ingest(events).results()) {
      EXPECT_EQ(result.outcome(), IngestResult::CREATED) << result.error().message();
    }
  }
  absl::StatusOr<v1::Visitor> Know(const std::string& key, const std::string& customer,
                                   const std::string& lead = "") {
    v1::CreateVisitorRequest request;
    request.mutable_visitor()->set_key(key);
    request.mutable_visitor()->set_customer(customer);
    request.mutable_visitor()->set_lead(lead);
    return service_.catalog->Of<v1::Visitor>().Create<v1::Visitor>(service_.call(), request);
  }
  absl::StatusOr<CountBehaviorResponse> Count(const CountBehaviorRequest& request) {
    return methods_.CountBehavior(service_.call(), request);
  }
  std::string KnownCustomer(const std::string& event, const char* path = nullptr) {
    v1::GetBehaviorEventRequest request;
    request.set_name(event);
    if (path != nullptr) request.mutable_read_mask()->add_paths(path);
    const auto found = methods_.GetBehaviorEvent(service_.call(), request);
    EXPECT_THAT(found, IsOk());
    return found.ok() ? found->known_customer() : "?";
  }
  static CountBehaviorRequest Asked(const std::string& customer, int64_t days,
                                    const std::string& filter = "") {
    CountBehaviorRequest request;
    request.set_customer(customer);
    request.set_filter(filter);
    request.mutable_period()->set_seconds(days * kDay);
    return request;
  }
  int CountOf(const CountBehaviorRequest& request) {
    const auto counted = Count(request);
    EXPECT_THAT(counted, IsOk());
    return counted.ok() ? counted->count() : -1;
  }

  TestService service_;
  BehaviorEventServiceImpl methods_{service_.engine.get(), service_.resources.get(),
                                    service_.catalog.get()};
  int last_id_ = 0;
};

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
