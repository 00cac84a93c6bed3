// AcceptTouch: what somebody said becomes what is known, in the lead and in its customer.
#include <string>

#include "common/base/uuid.h"
#include "common/errors/errors.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "lead-svc/capture_testing.h"

namespace guanxi::lead {
namespace {

using ::testing::HasSubstr;
using v1::Touch;
using v1::TouchValue;

class TouchTest : public CaptureTestBase {
 protected:
  // Of a customer that is known, who says that he is somewhere else than the lead has it.
  Touch TakeIn(const std::string& region) {
    Request request = Wang(form_, "0571-88886666");
    (*request.mutable_values())["region"] = region;
    return Take(request)->touch();
  }
  static std::string LeadOf(const Touch& touch) {
    return touch.name().substr(0, touch.name().find("/touches/"));
  }
  absl::StatusOr<Touch> Accept(const v1::AcceptTouchRequest& request) {
    return service_.touches->AcceptTouch(service_.call(), request);
  }
  static v1::AcceptTouchRequest Named(const Touch& touch) {
    v1::AcceptTouchRequest request;
    request.set_name(touch.name());
    return request;
  }

  const std::string form_ = AddForm(Trial(page_)).name();
};

TEST_F(TouchTest, WhatIsAcceptedIsPutIntoTheLeadAndItsCustomer) {
  const std::string customer = AddCustomer("0571-88886666").name();
  TakeIn("浙江");
  const Touch touch = TakeIn("江苏");
  EXPECT_EQ(ValueOf(touch, "region").lead_outcome(), TouchValue::HELD);
  const auto accepted = Accept(Named(touch));
  ASSERT_THAT(accepted, IsOk());
  EXPECT_EQ(ValueOf(*accepted, "region").lead_outcome(), TouchValue::SET);
  EXPECT_EQ(ValueOf(*accepted, "region").customer_outcome(), TouchValue::SET);
  EXPECT_TRUE(accepted->has_accept_time());
  EXPECT_EQ(accepted->accepted_by(), service_.call().principal.subject);
  EXPECT_EQ(GetLead(LeadOf(touch)).region(), "江苏");
  EXPECT_EQ(GetCustomer(customer).region(), "江苏");
  EXPECT_THAT(Accept(Named(touch)), HasReason("NOTHING_TO_ACCEPT"));
}

TEST_F(TouchTest, OnlyTheValuesThatAreNamedAreAccepted) {
  AddCustomer("0571-88886666");
  const Touch touch = TakeIn("浙江");
  v1::AcceptTouchRequest request = Named(touch);
  request.add_keys("phone");
  EXPECT_THAT(Accept(request), HasReason("NOTHING_TO_ACCEPT"));  // it is the same
  request.add_keys("owner");
  EXPECT_THAT(Accept(request), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("keys[1]")));
}

TEST_F(TouchTest, ARepeatedRequestHasItsFirstAnswer) {
  const std::string customer = AddCustomer("0571-88886666").name();
  v1::AcceptTouchRequest request = Named(TakeIn("浙江"));
  request.set_request_id(DeriveUuid("request", "accept").ToString());
  const auto first = Accept(request);
  ASSERT_THAT(first, IsOk());
  const std::string etag = GetCustomer(customer).etag();
  const auto second = Accept(request);
  ASSERT_THAT(second, IsOk());
  EXPECT_EQ(second->SerializeAsString(), first->SerializeAsString());
  EXPECT_EQ(GetCustomer(customer).etag(), etag);
}

TEST_F(TouchTest, ACheckAloneChangesNothing) {
  const std::string customer = AddCustomer("0571-88886666").name();
  v1::AcceptTouchRequest request = Named(TakeIn("浙江"));
  request.set_validate_only(true);
  EXPECT_THAT(Accept(request), IsOk());
  EXPECT_EQ(GetCustomer(customer).region(), "");
  request.set_validate_only(false);
  EXPECT_THAT(Accept(request), IsOk());
}

TEST_F(TouchTest, WhoseCustomerIsKnownOnlyLaterGivesItAllThatIsNamed) {
  const std::string one = AddCustomer("0571-88886666").name();
  AddCustomer("0571-88886666");
  const Touch touch = TakeIn("浙江");
  EXPECT_EQ(touch.match(), Touch::AMBIGUOUS);
  EXPECT_THAT(Accept(Named(touch)), HasReason("NOTHING_TO_ACCEPT"));
  v1::UpdateLeadRequest update;
  update.mutable_lead()->set_name(LeadOf(touch));
  update.mutable_lead()->set_customer(one);
  update.mutable_update_mask()->add_paths("customer");
  ASSERT_THAT(service_.catalog->Of<v1::Lead>().Update<v1::Lead>(service_.call(), update), IsOk());
  const auto accepted = Accept(Named(touch));
  ASSERT_THAT(accepted, IsOk());
  EXPECT_EQ(ValueOf(*accepted, "region").customer_outcome(), TouchValue::SET);
  EXPECT_EQ(ValueOf(*accepted, "name").customer_outcome(), TouchValue::NO_FIELD);
  EXPECT_EQ(GetCustomer(one).region(), "浙江");
}

TEST_F(TouchTest, NothingIsAcceptedOfADeletedLeadOrWhileItsCustomerIsAway) {
  AddCustomer("0571-88886666");
  const Touch touch = TakeIn("浙江");
  service_.customer_server.Stop();
  EXPECT_THAT(Accept(Named(touch)), HasReason("CUSTOMER_SVC_DOWN"));
  v1::DeleteLeadRequest gone;
  gone.set_name(LeadOf(touch));
  ASSERT_THAT(service_.catalog->Of<v1::Lead>().Delete<v1::Lead>(service_.call(), gone), IsOk());
  EXPECT_THAT(Accept(Named(touch)), HasReason("TOUCH_NOT_FOUND"));
}

}  // namespace
}  // namespace guanxi::lead
