// What the tests of how customers stand share: customers, the service's own log as the watch hears
// it, and a clock that is moved.
#ifndef GUANXI_CUSTOMER_SVC_STANDING_STANDING_TESTING_H_
#define GUANXI_CUSTOMER_SVC_STANDING_STANDING_TESTING_H_

#include <optional>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/auth/system_tenant.h"
#include "common/base/uuid.h"
#include "common/events/consumer.h"
#include "common/events/event_log.h"
#include "common/events/log_service.h"
#include "common/events/relay.h"
#include "common/resource/resource_name.h"
#include "common/testing/status_matchers.h"
#include "common/timers/runner.h"
#include "customer-svc/resources.h"
#include "customer-svc/standing/segment_service.h"
#include "customer-svc/standing/standing_book.h"
#include "customer-svc/standing/standing_watch.h"
#include "customer-svc/test_service.h"
#include "gtest/gtest.h"
#include "guanxi/customer/v1/customer_service.pb.h"
#include "guanxi/customer/v1/grade_rule_service.pb.h"
#include "guanxi/customer/v1/segment_membership_service.pb.h"
#include "guanxi/customer/v1/segment_service.pb.h"

namespace guanxi::customer {

class StandingTest : public ::testing::Test {
 protected:
  StandingTest() {
    events::Relay::Options relay;
    relay.service = relay.owner = "customer-svc";
    relay_.emplace(service_.database.get(), &service_.clock, nullptr, relay);
    events::Consumer::Options consumer =
        watch_.Consume([this](const event::v1::ReadPartitionsRequest& request) {
          rpc::Call call;
          call.principal.tenant = SystemTenantId();
          call.principal.subject = absl::StrCat("clients/", Uuid().ToString());
          return own_.ReadPartitions(call, request);
        });
    consumer.owner = "test";
    consumer_.emplace(service_.database.get(), &service_.clock, consumer);
    timers::Runner::Options runner;
    runner.owner = "test";
    runner.actor = "services/customer-svc";
    runner_.emplace(service_.database.get(), service_.engine.get(), Clocks(&service_.clock),
                    &service_.timers, watch_.TimerKinds(), runner);
  }

  // Until all that happened was heard, and nothing is due.
  void Settle() {
    // Once leases are over a turn may do no more than take them again.
    for (int idle = 0; idle < 3;) {
      service_.clock.Advance(absl::Seconds(1));  // past the consumer's patience
      const auto relayed = relay_->Turn();
      ASSERT_THAT(relayed, IsOk());
      const auto heard = consumer_->Turn();
      ASSERT_THAT(heard, IsOk());
      const auto fired = runner_->Turn();
      ASSERT_THAT(fired, IsOk());
      idle = relayed->moved > 0 || *heard || *fired > 0 ? 0 : idle + 1;
    }
  }

  std::string NewSegment(const std::string& filter) {
    v1::CreateSegmentRequest request;
    v1::Segment& segment = *request.mutable_segment();
    segment.set_display_name(absl::StrCat("客群 ", ++made_));
    segment.set_kind(filter.empty() ? v1::Segment::STATIC : v1::Segment::DYNAMIC);
    segment.set_filter(filter);
    const auto made =
        service_.catalog->Of<v1::Segment>().Create<v1::Segment>(service_.call(), request);
    EXPECT_THAT(made, IsOk());
    return made.ok() ? made->name() : "";
  }
  v1::Segment GetSegment(const std::string& name) {
    v1::GetSegmentRequest request;
    request.set_name(name);
    return service_.catalog->Of<v1::Segment>().Get<v1::Segment>(service_.call(), request).value();
  }
  v1::Customer Get(const std::string& name) {
    v1::GetCustomerRequest request;
    request.set_name(name);
    return service_.customers->Get<v1::Customer>(service_.call(), request).value();
  }
  // Sets the field at `path` to what `values` has.
  v1::Customer Change(const std::string& name, const std::string& path,
                      const v1::Customer& values) {
    v1::UpdateCustomerRequest request;
    *request.mutable_customer() = values;
    request.mutable_customer()->set_name(name);
    request.mutable_update_mask()->add_paths(path);
    const auto changed = service_.customers->Update<v1::Customer>(service_.call(), request);
    EXPECT_THAT(changed, IsOk());
    return changed.ok() ? *changed : v1::Customer();
  }
  v1::Customer SetGrade(const std::string& name, v1::Customer::Grade grade) {
    v1::Customer values;
    values.set_grade(grade);
    return Change(name, "grade", values);
  }
  std::string Add(v1::Customer::Grade grade) {
    v1::Customer customer = TestService::Company("灵动传媒");
    customer.set_grade(grade);
    return service_.Create(customer).name();
  }
  void Delete(const std::string& customer) {
    v1::DeleteCustomerRequest request;
    request.set_name(customer);
    ASSERT_THAT(service_.customers->Delete<v1::Customer>(service_.call(), request), IsOk());
  }
  // Who is in it, by the list of memberships.
  std::set<std::string> MembersOf(const std::string& segment) {
    v1::ListSegmentMembershipsRequest request;
    request.set_parent("customers/-");
    request.set_filter(absl::StrCat("segment = \"", segment, "\""));
    request.set_page_size(1000);
    const auto page =
        service_.catalog->Of<v1::SegmentMembership>().List<v1::ListSegmentMembershipsResponse>(
            service_.call(), request);
    EXPECT_THAT(page, IsOk());
    std::set<std::string> customers;
    if (!page.ok()) return customers;
    for (const v1::SegmentMembership& one : page->segment_memberships()) {
      customers.insert(one.name().substr(0, one.name().find("/segmentMemberships/")));
    }
    EXPECT_EQ(customers.size(), static_cast<size_t>(page->segment_memberships_size()));
    EXPECT_EQ(GetSegment(segment).member_count(), static_cast<int64_t>(customers.size()));
    return customers;
  }
  // Of a kind, about memberships.
  int64_t CountEvents(int kind) {
    return service_.Number(absl::StrCat(
        "SELECT COUNT(*) FROM changes WHERE resource_type = 'segment_membership' AND kind = ",
        kind));
  }

  TestService service_;
  const StandingKin kin_ = StandingOf(*service_.resources);
  StandingBook book_{service_.database.get(), service_.engine.get(), kin_};
  const StandingWatch watch_{service_.database.get(), service_.engine.get(), &book_, kin_,
                             &service_.timers};
  SegmentServiceImpl segments_{service_.engine.get(), kin_};
  UuidSource ids_;
  events::EventLog log_{service_.database.get(), &service_.clock, &ids_};
  events::LogServiceImpl own_{&log_, nullptr, &service_.clock};
  std::optional<events::Relay> relay_;
  std::optional<events::Consumer> consumer_;
  std::optional<timers::Runner> runner_;
  int made_ = 0;
};

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_STANDING_STANDING_TESTING_H_
