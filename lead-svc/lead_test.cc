// Leads over a real MariaDB, beside a real customer service: their moves, and what their own fields
// promise. What all resources promise is in contract_test.
#include <string>

#include "common/base/uuid.h"
#include "common/errors/errors.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "guanxi/lead/v1/lead_service.pb.h"
#include "lead-svc/lead_testing.h"

namespace guanxi::lead {
namespace {

using ::testing::HasSubstr;
using v1::Lead;

TEST_F(LeadTest, GoesFromNewToQualifiedAndBack) {
  const Lead lead = New();
  EXPECT_EQ(lead.state(), Lead::NEW);
  EXPECT_EQ(lead.state_time().seconds(), lead.create_time().seconds());
  service_.clock.Advance(absl::Hours(1));
  const auto working =
      service_.leads->WorkLead(service_.call(), Named<v1::WorkLeadRequest>(lead.name()));
  ASSERT_THAT(working, IsOk());
  EXPECT_EQ(working->state(), Lead::WORKING);
  EXPECT_EQ(working->state_time().seconds(), lead.create_time().seconds() + 3600);
  const auto qualified = service_.leads->QualifyLead(
      service_.call(), Named<v1::QualifyLeadRequest>(lead.name(), " 有预算 "));
  ASSERT_THAT(qualified, IsOk());
  EXPECT_EQ(qualified->state_reason(), "有预算");
  const auto again = service_.leads->ReopenLead(
      service_.call(), Named<v1::ReopenLeadRequest>(lead.name(), "预算取消"));
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(again->state(), Lead::WORKING);
  EXPECT_THAT(service_.leads->WorkLead(service_.call(), Named<v1::WorkLeadRequest>(lead.name())),
              HasReason("LEAD_MOVE_NOT_ALLOWED"));
}

TEST_F(LeadTest, IsNotGivenUpWithoutAReason) {
  const Lead lead = New();
  for (const char* reason : {"", "  "}) {
    EXPECT_THAT(Disqualify(lead.name(), reason),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("reason")));
  }
  EXPECT_THAT(Disqualify(lead.name(), std::string(513, 'x')), HasReason("INVALID_FIELD"));
  const auto gone = Disqualify(lead.name(), "空号");
  ASSERT_THAT(gone, IsOk());
  EXPECT_EQ(gone->state_reason(), "空号");
  EXPECT_EQ(Listed("state = DISQUALIFIED"), 1);
  EXPECT_EQ(Listed("state = NEW"), 0);
}

TEST_F(LeadTest, AStaleEtagAndARepeatedMoveAreWhatTheyAreElsewhere) {
  const Lead lead = New();
  v1::WorkLeadRequest request = Named<v1::WorkLeadRequest>(lead.name());
  request.set_etag("stale");
  EXPECT_THAT(service_.leads->WorkLead(service_.call(), request), HasReason("STALE_ETAG"));
  request.set_etag(lead.etag());
  request.set_request_id(DeriveUuid("request", "work").ToString());
  const auto first = service_.leads->WorkLead(service_.call(), request);
  ASSERT_THAT(first, IsOk());
  const auto second = service_.leads->WorkLead(service_.call(), request);
  ASSERT_THAT(second, IsOk());
  EXPECT_EQ(second->SerializeAsString(), first->SerializeAsString());
  request.clear_request_id();
  request.set_etag(first->etag());
  request.set_validate_only(true);
  EXPECT_THAT(service_.leads->WorkLead(service_.call(), request),
              HasReason("LEAD_MOVE_NOT_ALLOWED"));
}

TEST_F(LeadTest, AClientCannotStateAState) {
  Lead lead;
  lead.set_display_name("王芳");
  lead.set_state(Lead::QUALIFIED);
  const auto made = Create(lead);
  if (made.ok()) {
    EXPECT_EQ(made->state(), Lead::NEW);
  }
  v1::UpdateLeadRequest update;
  *update.mutable_lead() = New();
  update.mutable_lead()->clear_etag();
  update.mutable_lead()->set_state(Lead::QUALIFIED);
  update.mutable_update_mask()->add_paths("*");
  const auto updated = Leads().Update<Lead>(service_.call(), update);
  if (updated.ok()) {
    EXPECT_EQ(updated->state(), Lead::NEW);
  }
}

TEST_F(LeadTest, IsFoundByItsNamesNumbersAndChannel) {
  Lead lead;
  lead.set_display_name("曾敏");
  lead.set_company("灵动传媒");
  lead.add_phones()->set_number("0571-88886666");
  lead.add_emails()->set_address("zeng@example.com");
  lead.mutable_attribution()->set_state("hz-expo");
  ASSERT_THAT(Create(lead), IsOk());
  for (const char* query :
       {"曾敏", "zengmin", "传媒", "057188886666", "6666", "ZENG@example.com"}) {
    EXPECT_EQ(Found(query), 1) << query;
  }
  EXPECT_EQ(Found("13900139000"), 0);
  EXPECT_EQ(Listed("attribution.state = \"hz-expo\""), 1);
  EXPECT_EQ(Listed("attribution.state = \"sh-expo\""), 0);
}

}  // namespace
}  // namespace guanxi::lead
