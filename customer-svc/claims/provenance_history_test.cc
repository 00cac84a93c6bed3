// Who wrote a value, of a customer with a long history.
#include <string>

#include "absl/time/time.h"
#include "common/testing/status_matchers.h"
#include "customer-svc/claims/provenance_service.h"
#include "customer-svc/test_service.h"
#include "gtest/gtest.h"
#include "guanxi/customer/v1/interaction_service.pb.h"
#include "guanxi/customer/v1/provenance_service.pb.h"

namespace guanxi::customer {
namespace {

TEST(ProvenanceHistoryTest, WhatACustomerSaysOfOthersHidesNothing) {
  TestService service;
  ProvenanceServiceImpl methods(service.engine.get(), service.resources.get(), service.customers);
  const std::string customer = service.Create(TestService::Company("云帆")).name();
  v1::CreateInteractionRequest call;
  call.set_parent(customer);
  call.mutable_interaction()->set_channel(v1::Interaction::CALL);
  call.mutable_interaction()->set_direction(v1::Interaction::OUTBOUND);
  constexpr int kCalls = 205;
  for (int i = 0; i < kCalls; ++i) {
    service.clock.Advance(absl::Seconds(1));
    call.mutable_interaction()->mutable_occur_time()->set_seconds(
        absl::ToUnixSeconds(service.clock.Now()));
    ASSERT_THAT(
        service.catalog->Of<v1::Interaction>().Create<v1::Interaction>(service.call(), call),
        IsOk());
  }
  ASSERT_GE(service.Number("SELECT COUNT(*) FROM changes WHERE resource_type = 'customer'"),
            kCalls);
  v1::GetProvenanceRequest request;
  request.set_name(customer);
  request.add_fields("display_name");
  const auto found = methods.GetProvenance(service.call(), request);
  ASSERT_THAT(found, IsOk());
  ASSERT_EQ(found->fields_size(), 1);
  EXPECT_EQ(found->fields(0).actor(), service.call().principal.subject);
  EXPECT_EQ(found->fields(0).age().seconds(), kCalls);
}

}  // namespace
}  // namespace guanxi::customer
