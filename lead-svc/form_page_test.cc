// Forms on pages that strangers see, over a real MariaDB beside a real customer service.
#include <map>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/uuid.h"
#include "common/errors/errors.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "guanxi/lead/v1/assignment_rule_service.pb.h"
#include "lead-svc/capture_testing.h"
#include "lead-svc/form_page_service.h"

namespace guanxi::lead {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Pair;
using v1::Touch;
using v1::TouchValue;

class FormPageTest : public CaptureTestBase {
 protected:
  FormPageTest()
      : pages_(service_.engine.get(), service_.resources.get(), service_.capture.get(),
               [this](const Uuid& tenant, absl::string_view, const rpc::Call& call) {
                 return AsService(tenant, call);
               }) {}

  // The account of the service reaches all, as the first user of the tests does.
  absl::StatusOr<rpc::Call> AsService(const Uuid& tenant, const rpc::Call& call) {
    rpc::Call own = service_.call();
    if (own.principal.tenant != tenant) return absl::NotFoundError("no such tenant");
    own.method = call.method;
    return own;
  }
  v1::CaptureForm Published(const std::string& source) {
    v1::CaptureForm form = Trial(source);
    form.set_published(true);
    return form;
  }
  std::string KeyOf(const std::string& form) {
    v1::LocateCaptureFormRequest request;
    request.set_name(form);
    const auto located = pages_.LocateCaptureForm(service_.call(), request);
    EXPECT_THAT(located, IsOk());
    return located.ok() ? located->key() : "";
  }
  absl::StatusOr<v1::OpenCaptureFormResponse> Open(const std::string& key) {
    v1::OpenCaptureFormRequest request;
    request.set_key(key);
    return pages_.OpenCaptureForm(stranger_, request);
  }
  absl::StatusOr<google::api::HttpBody> Submit(const std::string& key, const std::string& body) {
    v1::SubmitCaptureFormRequest request;
    request.set_key(key);
    request.mutable_submission()->set_content_type("application/x-www-form-urlencoded");
    request.mutable_submission()->set_data(body);
    stranger_ = rpc::Call();
    stranger_.method = "/guanxi.lead.v1.FormPageService/SubmitCaptureForm";
    stranger_.origin = origin_;
    return pages_.SubmitCaptureForm(stranger_, request);
  }
  v1::Lead OnlyLead() {
    v1::ListLeadsRequest request;
    const auto leads =
        service_.catalog->Of<v1::Lead>().List<v1::ListLeadsResponse>(service_.call(), request);
    EXPECT_EQ(leads->leads_size(), 1);
    return leads->leads_size() > 0 ? leads->leads(0) : v1::Lead();
  }
  Touch OnlyTouch() {
    v1::ListTouchesRequest request;
    request.set_parent(OnlyLead().name());
    const auto touches =
        service_.catalog->Of<Touch>().List<v1::ListTouchesResponse>(service_.call(), request);
    EXPECT_EQ(touches->touches_size(), 1);
    return touches->touches_size() > 0 ? touches->touches(0) : Touch();
  }

  FormPageServiceImpl pages_;
  rpc::Call stranger_;
  std::string origin_;
};

constexpr char kWang[] = "name=%E7%8E%8B%E8%8A%B3&phone=13800138000&region=%E6%B5%99%E6%B1%9F";

TEST_F(FormPageTest, AStrangerBecomesALeadAndIsToldNothingOfIt) {
  const std::string key = KeyOf(AddForm(Published(page_)).name());
  const auto answer = Submit(key, absl::StrCat(kWang, "&_utm_source=baidu"));
  ASSERT_THAT(answer, IsOk());
  EXPECT_EQ(answer->data(), R"({"accepted": true})");
  EXPECT_EQ(OnlyLead().display_name(), "王芳");
  EXPECT_EQ(OnlyTouch().attribution().source(), "baidu");
}

// Nobody is logged in: rules work by the right of the service.
TEST_F(FormPageTest, AStrangersLeadIsGivenToSomebodyByTheRules) {
  v1::CreateAssignmentRuleRequest rule;
  rule.mutable_assignment_rule()->set_display_name("轮流");
  rule.mutable_assignment_rule()->set_strategy(v1::AssignmentRule::ROUND_ROBIN);
  const std::string seller = absl::StrCat("users/", DeriveUuid("seller", "1").ToString());
  rule.mutable_assignment_rule()->add_assignees()->set_user(seller);
  ASSERT_THAT(
      service_.catalog->Of<v1::AssignmentRule>().Create<v1::AssignmentRule>(service_.call(), rule),
      IsOk());
  ASSERT_THAT(Submit(KeyOf(AddForm(Published(page_)).name()), kWang), IsOk());
  EXPECT_EQ(OnlyLead().owner(), seller);
}

TEST_F(FormPageTest, WhoIsKnownGetsTheSameAnswerAndChangesNothingThoughTheSourceIsVerified) {
  const std::string key = KeyOf(AddForm(Published(desk_)).name());
  const auto customer = AddCustomer("13800138000");
  const auto known = Submit(key, kWang);
  ASSERT_THAT(known, IsOk());
  EXPECT_EQ(OnlyTouch().match(), Touch::KNOWN_CUSTOMER);
  EXPECT_EQ(ValueOf(OnlyTouch(), "region").customer_outcome(), TouchValue::HELD);
  EXPECT_EQ(GetCustomer(customer.name()).etag(), customer.etag());
  const auto unknown = Submit(key, "name=x&phone=13900139000");
  ASSERT_THAT(unknown, IsOk());
  EXPECT_EQ(known->SerializeAsString(), unknown->SerializeAsString());
}

TEST_F(FormPageTest, OnlyPublishedFormsAreThereAndOnlyUnderTheirKeys) {
  const v1::CaptureForm form = AddForm(Trial(page_));
  const std::string key = KeyOf(form.name());
  EXPECT_THAT(Open(key), HasReason("CAPTURE_FORM_NOT_FOUND"));
  EXPECT_THAT(Submit(key, kWang), HasReason("CAPTURE_FORM_NOT_FOUND"));
  v1::UpdateCaptureFormRequest update;
  *update.mutable_capture_form() = form;
  update.mutable_capture_form()->set_published(true);
  update.mutable_update_mask()->add_paths("published");
  ASSERT_THAT(
      service_.catalog->Of<v1::CaptureForm>().Update<v1::CaptureForm>(service_.call(), update),
      IsOk());
  EXPECT_THAT(Submit(key, kWang), IsOk());
  EXPECT_THAT(Submit(form.name().substr(13), kWang), HasReason("CAPTURE_FORM_NOT_FOUND"));
  EXPECT_THAT(Open("x"), HasReason("CAPTURE_FORM_NOT_FOUND"));
}

TEST_F(FormPageTest, APageLearnsWhatIsAskedAndNotWhatFor) {
  v1::CaptureForm form = Published(page_);
  form.set_consent_text("同意联系");
  const std::string key = KeyOf(AddForm(form).name());
  const auto opened = Open(key);
  ASSERT_THAT(opened, IsOk());
  ASSERT_EQ(opened->fields_size(), 4);
  EXPECT_EQ(opened->fields(1).key(), "phone");
  EXPECT_EQ(opened->fields(1).lead_field(), "");
  EXPECT_EQ(opened->consent_text(), "同意联系");
  EXPECT_THAT(Submit(key, kWang), HasReason("INVALID_FIELD"));
  EXPECT_THAT(Submit(key, absl::StrCat(kWang, "&_consent=", opened->consent_version())), IsOk());
}

TEST_F(FormPageTest, WhoIsFasterThanPeopleOrFillsTheTrapIsRefusedAndNothingIsWritten) {
  v1::CaptureForm form = Published(page_);
  form.set_trap_key("website");
  form.mutable_min_fill_time()->set_seconds(5);
  const std::string key = KeyOf(AddForm(form).name());
  const std::string start = Open(key)->start();
  const std::string body = absl::StrCat(kWang, "&_start=", start, "&website=");
  EXPECT_THAT(Submit(key, kWang), HasReason("INVALID_FIELD"));
  service_.clock.Advance(absl::Seconds(4));
  EXPECT_THAT(Submit(key, body), HasReason("SUBMISSION_REFUSED"));
  service_.clock.Advance(absl::Seconds(1));
  EXPECT_THAT(Submit(key, body + "http"), HasReason("SUBMISSION_REFUSED"));
  EXPECT_EQ(CountLeads(), 0);
  EXPECT_THAT(Submit(key, body), IsOk());
  service_.clock.Advance(absl::Hours(24));
  EXPECT_THAT(Submit(key, body), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("_start")));
}

TEST_F(FormPageTest, ADoubleClickTakesEffectOnceAndOtherContentIsRefused) {
  const std::string key = KeyOf(AddForm(Published(page_)).name());
  const std::string body = absl::StrCat(kWang, "&_start=", Open(key)->start());
  ASSERT_THAT(Submit(key, body), IsOk());
  EXPECT_THAT(Submit(key, body), IsOk());
  EXPECT_EQ(CountTouches(OnlyLead().name()), 1);
  EXPECT_THAT(Submit(key, body + "&seats=5"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("_start")));
}

TEST_F(FormPageTest, OnlyPagesOfTheFormSendIt) {
  v1::CaptureForm form = Published(page_);
  form.add_origins("HTTPS://www.example.com");
  const std::string key = KeyOf(AddForm(form).name());
  for (const char* origin : {"", "null", "https://evil.example", "https://www.example.com:8443"}) {
    origin_ = origin;
    EXPECT_THAT(Submit(key, kWang), HasReason("ORIGIN_NOT_ALLOWED")) << origin;
  }
  origin_ = "https://www.example.com";
  EXPECT_THAT(Submit(key, kWang), IsOk());
}

TEST_F(FormPageTest, ABrowserWithoutAScriptGoesOnToTheThanksPage) {
  v1::CaptureForm form = Published(page_);
  form.set_thanks_page("https://www.example.com/thanks");
  const std::string key = KeyOf(AddForm(form).name());
  ASSERT_THAT(Submit(key, kWang), IsOk());
  EXPECT_THAT(stranger_.shared->response_headers, Contains(Pair("x-http-status", "303")));
  EXPECT_THAT(stranger_.shared->response_headers,
              Contains(Pair("location", "https://www.example.com/thanks")));
}

TEST_F(FormPageTest, WhatIsWrongIsNamed) {
  const std::string key = KeyOf(AddForm(Published(page_)).name());
  EXPECT_THAT(Submit(key, "phone=1"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("values.name")));
  v1::CaptureForm form = Published(page_);
  form.add_origins("www.example.com/x");
  form.set_trap_key("name");
  form.mutable_min_fill_time()->set_seconds(601);
  form.set_thanks_page("http://www.example.com");
  v1::CreateCaptureFormRequest request;
  *request.mutable_capture_form() = form;
  const auto created =
      service_.catalog->Of<v1::CaptureForm>().Create<v1::CaptureForm>(service_.call(), request);
  EXPECT_EQ(FieldViolations(created.status()).size(), 4u) << created.status();
}

}  // namespace
}  // namespace guanxi::lead
