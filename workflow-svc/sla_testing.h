// What the tests of clocks share: policies, a record of which is heard, and what became of it.
#ifndef GUANXI_WORKFLOW_SVC_SLA_TESTING_H_
#define GUANXI_WORKFLOW_SVC_SLA_TESTING_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/uuid.h"
#include "common/testing/status_matchers.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "guanxi/customer/v1/customer.pb.h"
#include "guanxi/workflow/v1/notification.pb.h"
#include "guanxi/workflow/v1/sla_clock_service.pb.h"
#include "guanxi/workflow/v1/sla_policy_service.pb.h"
#include "guanxi/workflow/v1/work_calendar_service.pb.h"
#include "workflow-svc/sla/sla_watch.h"
#include "workflow-svc/test_service.h"

namespace guanxi::workflow {

class SlaTest : public ::testing::Test {
 protected:
  static constexpr absl::Duration kHour = absl::Hours(1);

  // A policy of two hours with a stage after one; conditions as the text says.
  v1::SlaPolicy MakePolicy(const std::string& text) {
    v1::CreateSlaPolicyRequest request;
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(
        absl::StrCat("display_name: '首次响应' resource_type: 'guanxi.dev/Customer' enabled: true "
                     "target { seconds: 7200 } stages { after { seconds: 3600 } } ",
                     text),
        request.mutable_sla_policy()));
    return service_.catalog->Of<v1::SlaPolicy>()
        .Create<v1::SlaPolicy>(service_.call(), request)
        .value();
  }
  // 9 to 18 o'clock in Shanghai on each day of the week.
  v1::WorkCalendar MakeCalendar() {
    v1::CreateWorkCalendarRequest request;
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(
        "display_name: 'c' time_zone: 'Asia/Shanghai' hours { weekdays: [MONDAY, TUESDAY, "
        "WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY] start_minute: 540 end_minute: 1080 }",
        request.mutable_work_calendar()));
    return service_.catalog->Of<v1::WorkCalendar>()
        .Create<v1::WorkCalendar>(service_.call(), request)
        .value();
  }

  // The customer is as `text` says from now on.
  void Hear(const std::string& text, bool is_gone = false) {
    customer::v1::Customer customer;
    ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &customer));
    customer.set_name(name_);
    SlaEvent event;
    event.kind = FindRecordKind("guanxi.dev/Customer");
    event.name = name_;
    event.is_gone = is_gone;
    event.facts.record = &customer;
    event.time = service_.clock.Now();
    ASSERT_THAT(
        service_.engine->Write(service_.call().principal, {}, resource::WriteContext(),
                               [&](resource::UnitOfWork& work) { return watch_.Act(work, event); }),
        IsOk());
  }
  // Those of the customer, the oldest first.
  std::vector<v1::SlaClock> Clocks() {
    v1::ListSlaClocksRequest request;
    request.set_filter(absl::StrCat("subject = \"", name_, "\""));
    request.set_order_by("create_time");
    const auto response = service_.catalog->Of<v1::SlaClock>().List<v1::ListSlaClocksResponse>(
        service_.call(), request);
    EXPECT_THAT(response, IsOk());
    return {response->sla_clocks().begin(), response->sla_clocks().end()};
  }
  int64_t Told(v1::Notification::Kind kind) {
    return service_.Number(
        absl::StrCat("SELECT COUNT(*) FROM notices WHERE HEX(LEFT(notice, 2)) = '080",
                     static_cast<int>(kind), "'"));
  }
  // Facts that were told (ChangeKind::kEmitted).
  int64_t Facts() { return service_.Number("SELECT COUNT(*) FROM changes WHERE kind = 6"); }

  absl::StatusOr<v1::SlaClock> StartByHand(const v1::SlaPolicy& policy,
                                           const std::string& subject) {
    v1::StartSlaClockRequest request;
    request.set_policy(policy.name());
    request.set_subject(subject);
    return service_.sla_clock_service->StartSlaClock(service_.call(), request);
  }
  template <typename Request>
  static Request Named(const std::string& name) {
    Request request;
    request.set_name(name);
    return request;
  }

  TestService service_;
  const std::string name_ = absl::StrCat("customers/", DeriveUuid("customer", "a").ToString());
  const std::string owner_ = absl::StrCat("users/", DeriveUuid("user", "o").ToString());
  const SlaWatch watch_{service_.sla_clocks.get()};
};

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_SLA_TESTING_H_
