// CreateLeadIfUnknown where somebody is known already, over a real MariaDB and a real customer-svc.
#include <string>
#include <thread>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/base/uuid.h"
#include "common/errors/metadata.h"
#include "common/pools/claim_crowd.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "guanxi/lead/v1/lead_service.pb.h"
#include "guanxi/pool/v1/pool.pb.h"
#include "lead-svc/capture_testing.h"

namespace guanxi::lead {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;
using v1::CreateLeadIfUnknownRequest;
using v1::Lead;

class LeadCreationTest : public CaptureTestBase {
 protected:
  static CreateLeadIfUnknownRequest Of(const std::string& phone) {
    CreateLeadIfUnknownRequest request;
    request.mutable_lead()->set_display_name("王芳");
    request.mutable_lead()->add_phones()->set_number(phone);
    return request;
  }
  absl::StatusOr<Lead> Create(const CreateLeadIfUnknownRequest& request) {
    return service_.leads->CreateLeadIfUnknown(service_.call(), request);
  }
};

TEST_F(LeadCreationTest, AnOpenLeadWithTheSameKeyIsNamed) {
  ASSERT_THAT(Create(Of("13800138000")), IsOk());
  // In whatever form the number is given.
  EXPECT_THAT(Create(Of("+86 138-0013-8000")).status(), HasReason("LEAD_IS_DUPLICATE"));
  EXPECT_EQ(CountLeads(), 1);
  EXPECT_THAT(Create(Of("13800138001")), IsOk());
}

// A lead in a pool is nobody's, and found as well; a closed one is not.
TEST_F(LeadCreationTest, WhatLiesInAPoolIsFoundAndWhatIsClosedIsNot) {
  const std::string lead = Create(Of("13800138000"))->name();
  pool::v1::CreatePoolRequest create;
  create.mutable_pool()->set_display_name("公海");
  const auto pool =
      service_.catalog->Of<pool::v1::Pool>().Create<pool::v1::Pool>(service_.call(), create);
  ASSERT_THAT(pool, IsOk());
  pool::v1::ReleaseRecordRequest release;
  release.set_name(lead);
  release.set_pool(pool->name());
  ASSERT_THAT(service_.pools->ReleaseRecord(service_.call(), release), IsOk());
  EXPECT_THAT(Create(Of("13800138000")).status(), HasReason("LEAD_IS_DUPLICATE"));
  const std::string closed = Create(Of("13800138002"))->name();
  v1::DisqualifyLeadRequest close;
  close.set_name(closed);
  close.set_reason("空号");
  ASSERT_THAT(service_.leads->DisqualifyLead(service_.call(), close), IsOk());
  EXPECT_THAT(Create(Of("13800138002")), IsOk());
}

// That it is there is said to whom does not see it, and not which one it is.
TEST_F(LeadCreationTest, WhatTheCallerDoesNotSeeIsSaidToExistAndNotNamed) {
  const std::string others = Create(Of("13800138000"))->name();
  const pools::ClaimCrowd sellers(1, "leads.*");
  const absl::Status refused =
      service_.leads
          ->CreateLeadIfUnknown(sellers.CallOf(0, service_.call(), "leads.create"),
                                Of("13800138000"))
          .status();
  EXPECT_THAT(refused, HasReason("LEAD_IS_DUPLICATE"));
  EXPECT_THAT(MetadataOf(refused), ElementsAre(Pair("hidden", "lead")));
  EXPECT_EQ(refused.message().find(others), absl::string_view::npos);
}

TEST_F(LeadCreationTest, ACustomerWithTheSameKeyIsNamed) {
  AddCustomer("13800138003");
  EXPECT_THAT(Create(Of("13800138003")).status(), HasReason("LEAD_IS_DUPLICATE"));
  EXPECT_EQ(CountLeads(), 0);
}

TEST_F(LeadCreationTest, ARepeatedRequestHasItsFirstAnswer) {
  CreateLeadIfUnknownRequest request = Of("13800138004");
  request.set_request_id(DeriveUuid("request", "1").ToString());
  const auto first = Create(request), again = Create(request);
  ASSERT_THAT(first, IsOk());
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(again->name(), first->name());
  service_.customer_server.Stop();
  const auto late = Create(request);
  ASSERT_THAT(late, IsOk());
  EXPECT_EQ(late->name(), first->name());
}

TEST_F(LeadCreationTest, OfManyAtOnceOnePasses) {
  std::vector<absl::Status> done(8);
  std::vector<std::thread> crowd;
  for (absl::Status& status : done) {
    crowd.emplace_back([this, &status] { status = Create(Of("13800138005")).status(); });
  }
  for (std::thread& one : crowd) one.join();
  int passed = 0;
  for (const absl::Status& status : done) {
    passed += status.ok();
    if (!status.ok()) {
      EXPECT_THAT(status, HasReason("LEAD_IS_DUPLICATE"));
    }
  }
  EXPECT_EQ(passed, 1);
  EXPECT_EQ(CountLeads(), 1);
}

TEST_F(LeadCreationTest, WithoutCustomerSvcNobodyIsTakenForUnknown) {
  service_.customer_server.Stop();
  EXPECT_THAT(Create(Of("13800138006")).status(), HasReason("CUSTOMER_SVC_DOWN"));
  EXPECT_EQ(CountLeads(), 0);
}

}  // namespace
}  // namespace guanxi::lead
