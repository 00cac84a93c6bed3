// What the tests of behaviour share.
#ifndef GUANXI_CUSTOMER_SVC_BEHAVIOR_TESTING_H_
#define GUANXI_CUSTOMER_SVC_BEHAVIOR_TESTING_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "common/testing/status_matchers.h"
#include "customer-svc/behavior_event_service.h"
#include "customer-svc/test_service.h"
#include "gtest/gtest.h"
#include "guanxi/customer/v1/behavior_event_service.pb.h"
#include "guanxi/customer/v1/visitor_service.pb.h"

namespace guanxi::customer {

class BehaviorTest : public ::testing::Test {
 protected:
  using BehaviorEvent = v1::BehaviorEvent;
  using CountBehaviorRequest = v1::CountBehaviorRequest;
  using CountBehaviorResponse = v1::CountBehaviorResponse;
  using IngestResult = metadata::v1::IngestResult;

  static constexpr int64_t kNow = 1'790'000'000;  // TestService's clock
  static constexpr int64_t kDay = 86'400;

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
    const auto response = Ingest(events);
    for (const IngestResult& result : response.results()) {
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

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_BEHAVIOR_TESTING_H_
