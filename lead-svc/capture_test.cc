// CaptureLead over a real MariaDB, beside a real customer service.
#include <string>
#include <thread>
#include <vector>

#include "common/base/uuid.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "lead-svc/capture_testing.h"

namespace guanxi::lead {
namespace {

using ::testing::UnorderedElementsAre;
using v1::Lead;
using v1::Touch;
using v1::TouchValue;

using CaptureTest = CaptureTestBase;

TEST_F(CaptureTest, WhoIsUnknownBecomesALeadWithAllThatHeSaid) {
  Request request = Wang(AddForm(Trial(page_)).name());
  request.mutable_attribution()->set_state("hz-expo");
  const auto taken = Take(request);
  ASSERT_THAT(taken, IsOk());
  const Lead lead = GetLead(taken->lead());
  EXPECT_EQ(lead.display_name(), "王芳");
  EXPECT_EQ(lead.phones(0).number(), "+8613800138000");
  EXPECT_EQ(lead.region(), "浙江");
  EXPECT_EQ(lead.source(), page_);
  EXPECT_EQ(lead.attribution().state(), "hz-expo");
  EXPECT_EQ(lead.state(), Lead::NEW);
  const Touch& touch = taken->touch();
  EXPECT_EQ(touch.match(), Touch::NEW_LEAD);
  EXPECT_EQ(ValueOf(touch, "phone").lead_outcome(), TouchValue::SET);
  EXPECT_EQ(ValueOf(touch, "seats").text(), "100");
  EXPECT_EQ(ValueOf(touch, "seats").lead_outcome(), TouchValue::OUTCOME_UNSPECIFIED);
  EXPECT_EQ(CountTouches(lead.name()), 1);
}

TEST_F(CaptureTest, WhoIsAnOpenLeadTouchesItAndUnconfirmedValuesWait) {
  const std::string form = AddForm(Trial(page_)).name();
  const std::string lead = Take(Wang(form))->lead();
  Request again = Wang(form, "+86 138 0013 8000");
  (*again.mutable_values())["region"] = "江苏";
  const auto taken = Take(again);
  ASSERT_THAT(taken, IsOk());
  EXPECT_EQ(taken->lead(), lead);
  EXPECT_EQ(taken->touch().match(), Touch::OPEN_LEAD);
  EXPECT_EQ(ValueOf(taken->touch(), "phone").lead_outcome(), TouchValue::SAME);
  EXPECT_EQ(ValueOf(taken->touch(), "region").lead_outcome(), TouchValue::HELD);
  EXPECT_EQ(GetLead(lead).region(), "浙江");
  EXPECT_EQ(CountTouches(lead), 2);
}

// Rules hear of touches by it; one that is told of late is not the last one.
TEST_F(CaptureTest, ALeadSaysWhenSomebodyLastCameIn) {
  const std::string form = AddForm(Trial(page_)).name();
  const auto first = Take(Wang(form));
  ASSERT_THAT(first, IsOk());
  const Lead before = GetLead(first->lead());
  EXPECT_EQ(before.last_touch_time().seconds(), first->touch().occur_time().seconds());
  service_.clock.Advance(absl::Hours(1));
  const auto second = Take(Wang(form));
  ASSERT_THAT(second, IsOk());
  EXPECT_EQ(GetLead(first->lead()).last_touch_time().seconds(),
            before.last_touch_time().seconds() + 3600);
  EXPECT_EQ(GetLead(first->lead()).etag(), before.etag());
  Request late = Wang(form);
  late.mutable_occur_time()->set_seconds(before.last_touch_time().seconds() - 60);
  ASSERT_THAT(Take(late), IsOk());
  EXPECT_EQ(GetLead(first->lead()).last_touch_time().seconds(),
            before.last_touch_time().seconds() + 3600);
}

TEST_F(CaptureTest, ANameAloneMatchesNobodyAndNeitherDoesAClosedLead) {
  const std::string form = AddForm(Trial(page_)).name();
  const std::string first = Take(Wang(form))->lead();
  Request nameless = Wang(form);
  nameless.mutable_values()->erase("phone");
  EXPECT_NE(Take(nameless)->lead(), first);
  v1::DisqualifyLeadRequest close;
  close.set_name(first);
  close.set_reason("同行");
  ASSERT_THAT(service_.leads->DisqualifyLead(service_.call(), close), IsOk());
  const auto taken = Take(Wang(form));
  ASSERT_THAT(taken, IsOk());
  EXPECT_NE(taken->lead(), first);
  EXPECT_EQ(taken->touch().match(), Touch::NEW_LEAD);
}

TEST_F(CaptureTest, AKnownCustomerIsNamedKeepsItsOwnerAndChangesNothingUnconfirmed) {
  const std::string owner = "users/" + DeriveUuid("user", "li").ToString();
  const auto customer = AddCustomer("0571-88886666", owner);
  v1::CaptureForm form = Trial(page_);
  form.set_lead_owner("users/" + DeriveUuid("user", "other").ToString());
  const auto taken = Take(Wang(AddForm(form).name(), "057188886666"));
  ASSERT_THAT(taken, IsOk());
  EXPECT_EQ(taken->touch().match(), Touch::KNOWN_CUSTOMER);
  const Lead lead = GetLead(taken->lead());
  EXPECT_EQ(lead.customer(), customer.name());
  EXPECT_EQ(lead.owner(), owner);
  EXPECT_EQ(ValueOf(taken->touch(), "phone").customer_outcome(), TouchValue::SAME);
  EXPECT_EQ(ValueOf(taken->touch(), "region").customer_outcome(), TouchValue::HELD);
  EXPECT_EQ(ValueOf(taken->touch(), "name").customer_outcome(), TouchValue::NO_FIELD);
  EXPECT_EQ(GetCustomer(customer.name()).etag(), customer.etag());
  const auto again = Take(Wang(AddForm(form).name(), "057188886666"));
  EXPECT_EQ(again->lead(), taken->lead());
}

TEST_F(CaptureTest, AVerifiedSourceFillsWhatIsEmptyAndOverwritesNothing) {
  auto customer = AddCustomer("0571-88886666");
  const std::string form = AddForm(Trial(desk_)).name();
  Request request = Wang(form, "0571-88886666");
  request.set_request_id(DeriveUuid("request", "fill").ToString());
  const auto taken = Take(request);
  ASSERT_THAT(taken, IsOk());
  EXPECT_EQ(ValueOf(taken->touch(), "region").customer_outcome(), TouchValue::SET);
  customer = GetCustomer(customer.name());
  EXPECT_EQ(customer.region(), "浙江");
  // Once, however often it is sent.
  const auto replayed = Take(request);
  ASSERT_THAT(replayed, IsOk());
  EXPECT_EQ(replayed->SerializeAsString(), taken->SerializeAsString());
  EXPECT_EQ(GetCustomer(customer.name()).etag(), customer.etag());
  EXPECT_EQ(CountTouches(taken->lead()), 1);

  Request other = Wang(form, "0571-88886666");
  (*other.mutable_values())["region"] = "江苏";
  const auto kept = Take(other);
  ASSERT_THAT(kept, IsOk());
  EXPECT_EQ(ValueOf(kept->touch(), "region").customer_outcome(), TouchValue::KEPT);
  EXPECT_EQ(ValueOf(kept->touch(), "region").lead_outcome(), TouchValue::KEPT);
  EXPECT_EQ(GetCustomer(customer.name()).region(), "浙江");
}

TEST_F(CaptureTest, KeysOfTwoCustomersAreForPeopleToJudge) {
  const std::string one = AddCustomer("0571-88886666").name();
  const std::string other = AddCustomer("0571-88886666").name();
  const auto taken = Take(Wang(AddForm(Trial(desk_)).name(), "0571-88886666"));
  ASSERT_THAT(taken, IsOk());
  EXPECT_EQ(taken->touch().match(), Touch::AMBIGUOUS);
  EXPECT_THAT(taken->touch().candidates(), UnorderedElementsAre(one, other));
  const Lead lead = GetLead(taken->lead());
  EXPECT_EQ(lead.customer(), "");
  EXPECT_EQ(GetCustomer(one).region(), "");
  // By which rules hear of it, and people find it.
  EXPECT_EQ(lead.ambiguous_time().seconds(), taken->touch().occur_time().seconds());
  EXPECT_GT(lead.ambiguous_time().seconds(), 0);
  const std::string clear = Take(Wang(AddForm(Trial(desk_)).name(), "13800138009"))->lead();
  EXPECT_FALSE(GetLead(clear).has_ambiguous_time());
  v1::ListLeadsRequest list;
  list.set_filter("ambiguous_time:*");
  const auto page = service_.catalog->Of<Lead>().List<v1::ListLeadsResponse>(service_.call(), list);
  ASSERT_THAT(page, IsOk());
  ASSERT_EQ(page->leads_size(), 1);
  EXPECT_EQ(page->leads(0).name(), lead.name());
}

TEST_F(CaptureTest, ManyAtOnceWithOneNumberMakeOneLead) {
  const std::string form = AddForm(Trial(page_)).name();
  std::vector<std::thread> crowd;
  std::vector<absl::StatusOr<Response>> answers(12, absl::UnknownError("not yet"));
  for (size_t i = 0; i < answers.size(); ++i) {
    crowd.emplace_back([&, i] { answers[i] = Take(Wang(form)); });
  }
  for (std::thread& one : crowd) one.join();
  for (const auto& answer : answers) {
    ASSERT_THAT(answer, IsOk());
    EXPECT_EQ(answer->lead(), answers[0]->lead());
  }
  EXPECT_EQ(CountLeads(), 1);
  EXPECT_EQ(CountTouches(answers[0]->lead()), 12);
}

TEST_F(CaptureTest, ANewLeadGoesToWhomTheFormSays) {
  v1::CaptureForm form = Trial(page_);
  form.set_lead_owner("users/" + DeriveUuid("user", "li").ToString());
  form.set_lead_department("departments/" + DeriveUuid("department", "east").ToString());
  const Lead lead = GetLead(Take(Wang(AddForm(form).name()))->lead());
  EXPECT_EQ(lead.owner(), form.lead_owner());
  EXPECT_EQ(lead.department(), form.lead_department());
}

}  // namespace
}  // namespace guanxi::lead
