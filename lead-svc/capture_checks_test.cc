// What CaptureLead refuses, and batches of it, over a real MariaDB beside a real customer service.
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/uuid.h"
#include "common/errors/errors.h"
#include "common/policy/policy.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "lead-svc/capture_service.h"
#include "lead-svc/capture_testing.h"

namespace guanxi::lead {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using v1::Lead;
using v1::Touch;

class CaptureChecksTest : public CaptureTestBase {
 protected:
  // Of a user who has one role, in text format; at customer-svc he may do everything.
  rpc::Call CallWith(const std::string& role) {
    rpc::Call call = service_.call();
    access::v1::PolicySnapshot snapshot;
    auto* const made = snapshot.add_roles();
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(role, made));
    made->set_name("roles/r");
    auto* const user = snapshot.add_users();
    user->set_name(call.principal.subject);
    user->add_roles("roles/r");
    user->set_active(true);
    call.principal.rights = policy::Policy::Compile(std::move(snapshot))
                                ->Decide(call.principal, "leads.capture")
                                .value();
    return call;
  }
};

TEST_F(CaptureChecksTest, ConsentIsToTheTextThatIsInForce) {
  v1::CaptureForm form = Trial(page_);
  form.set_consent_text("同意联系");
  form = AddForm(form);
  Request request = Wang(form.name());
  EXPECT_THAT(Take(request),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("consent_version")));
  request.set_consent_version(form.consent_version());
  const auto taken = Take(request);
  ASSERT_THAT(taken, IsOk());
  EXPECT_EQ(taken->touch().consent_version(), form.consent_version());

  v1::UpdateCaptureFormRequest update;
  *update.mutable_capture_form() = form;
  update.mutable_capture_form()->set_consent_text("同意联系和推荐");
  update.mutable_update_mask()->add_paths("consent_text");
  ASSERT_THAT(
      service_.catalog->Of<v1::CaptureForm>().Update<v1::CaptureForm>(service_.call(), update),
      IsOk());
  EXPECT_THAT(Take(request), HasReason("INVALID_FIELD"));  // in force at once
}

TEST_F(CaptureChecksTest, WhatIsWrongIsNamedAndNothingIsWritten) {
  const std::string form = AddForm(Trial(page_)).name();
  Request request = Wang(form, "1");
  request.mutable_values()->erase("name");
  std::vector<std::string> paths;
  for (const FieldViolation& one : FieldViolations(Take(request).status())) {
    paths.push_back(one.path);
  }
  EXPECT_THAT(paths, ElementsAre("values.name", "values.phone"));
  Request both = Wang(form);
  both.set_source(page_);
  EXPECT_THAT(Take(both), HasReason("INVALID_FIELD"));
  EXPECT_THAT(Take(Wang("captureForms/" + DeriveUuid("form", "x").ToString())),
              HasReason("INVALID_FIELD"));
  Request late = Wang(form);
  late.mutable_occur_time()->set_seconds(absl::ToUnixSeconds(service_.clock.Now()) + 60);
  EXPECT_THAT(Take(late), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("occur_time")));
  Request checked = Wang(form);
  checked.set_validate_only(true);
  EXPECT_THAT(Take(checked), IsOk());
  EXPECT_EQ(CountLeads(), 0);
}

TEST_F(CaptureChecksTest, WithoutAFormTheFieldsOfALeadAreTaken) {
  Request request;
  request.set_source(desk_);
  (*request.mutable_values())["company"] = "云帆科技";
  (*request.mutable_values())["emails"] = "li@example.com";
  const auto taken = Take(request);
  ASSERT_THAT(taken, IsOk());
  const Lead lead = GetLead(taken->lead());
  EXPECT_EQ(lead.display_name(), "云帆科技");
  EXPECT_EQ(lead.emails(0).address(), "li@example.com");
}

TEST_F(CaptureChecksTest, WhileCustomersCannotBeAskedNobodyIsTakenIn) {
  const std::string form = AddForm(Trial(page_)).name();
  service_.customer_server.Stop();
  EXPECT_THAT(Take(Wang(form)), HasReason("CUSTOMER_SVC_DOWN"));
  EXPECT_EQ(CountLeads(), 0);
}

TEST_F(CaptureChecksTest, WhoDoesNotReachAllTakesNobodyIn) {
  const rpc::Call call = CallWith("permissions { pattern: 'leads.*' scope: DEPARTMENT }");
  EXPECT_THAT(service_.capture->Take(call, Wang(AddForm(Trial(page_)).name())),
              HasReason("CAPTURE_NEEDS_ALL"));
}

TEST_F(CaptureChecksTest, NobodyTakesInWhatIsHiddenFromHimOrNotHisToWrite) {
  const std::string customer = AddCustomer("13800138000").name();
  Request request = Wang(AddForm(Trial(desk_)).name());
  for (const char* access : {"HIDDEN", "READ_ONLY"}) {
    const rpc::Call call = CallWith(absl::StrCat(
        "permissions { pattern: '*' scope: ALL } unmasks: NAME unmasks: PHONE unmasks: EMAIL "
        "unmasks: NOTE field_policies { resource_type: 'guanxi.dev/Lead' path: 'region' access: ",
        access, " }"));
    EXPECT_THAT(service_.capture->Take(call, request), HasReason("FIELD_NOT_ALLOWED")) << access;
    EXPECT_EQ(GetCustomer(customer).region(), "") << access;  // nor at customer-svc
    EXPECT_EQ(CountLeads(), 0) << access;
    Request without = request;
    without.mutable_values()->erase("region");
    without.set_validate_only(true);
    EXPECT_THAT(service_.capture->Take(call, without), IsOk()) << access;
  }
}

TEST_F(CaptureChecksTest, WhoSeesNumbersMaskedTriesSoManyAnHour) {
  service_.environment->set_lookups_per_hour(2);
  const rpc::Call call = CallWith(
      "permissions { pattern: '*' scope: ALL } unmasks: NAME unmasks: EMAIL unmasks: NOTE");
  Request request = Wang(AddForm(Trial(page_)).name());
  request.set_validate_only(true);
  for (int i = 0; i < 2; ++i) EXPECT_THAT(service_.capture->Take(call, request), IsOk());
  EXPECT_THAT(service_.capture->Take(call, request), HasReason("LOOKUP_LIMIT"));
  for (int i = 0; i < 3; ++i) EXPECT_THAT(Take(request), IsOk());
}

TEST_F(CaptureChecksTest, ABatchTakesEachForItself) {
  const std::string form = AddForm(Trial(page_)).name();
  CaptureServiceImpl methods(service_.capture.get());
  v1::BatchCaptureLeadsRequest batch;
  batch.set_request_id(DeriveUuid("request", "batch").ToString());
  *batch.add_requests() = Wang(form, "13800138000");
  *batch.add_requests() = Wang(form, "1");
  *batch.add_requests() = Wang(form, "13800138000");
  const auto taken = methods.BatchCaptureLeads(service_.call(), batch);
  ASSERT_THAT(taken, IsOk());
  ASSERT_EQ(taken->results_size(), 3);
  EXPECT_EQ(taken->results(0).response().touch().match(), Touch::NEW_LEAD);
  EXPECT_EQ(taken->results(1).error().code(), static_cast<int>(absl::StatusCode::kInvalidArgument));
  EXPECT_EQ(taken->results(2).response().lead(), taken->results(0).response().lead());
  const auto again = methods.BatchCaptureLeads(service_.call(), batch);
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(again->SerializeAsString(), taken->SerializeAsString());
  EXPECT_EQ(CountTouches(taken->results(0).response().lead()), 2);

  batch.mutable_requests(1)->set_request_id(batch.request_id());
  EXPECT_THAT(methods.BatchCaptureLeads(service_.call(), batch),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("requests[1].request_id")));
  EXPECT_THAT(methods.BatchCaptureLeads(service_.call(), {}), HasReason("INVALID_FIELD"));
}

}  // namespace
}  // namespace guanxi::lead
