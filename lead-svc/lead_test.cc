// Leads over a real MariaDB, beside a real customer service: their moves, and what their own fields
// promise. What all resources promise is in contract_test.
#include <string>

#include "absl/strings/str_cat.h"
#include "common/base/uuid.h"
#include "common/errors/errors.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "guanxi/lead/v1/lead_service.pb.h"
#include "guanxi/lead/v1/lead_source_service.pb.h"
#include "guanxi/metadata/v1/field_definition.pb.h"
#include "lead-svc/test_service.h"

namespace guanxi::lead {
namespace {

using ::testing::HasSubstr;
using v1::Lead;

class LeadTest : public ::testing::Test {
 protected:
  const resource::Methods& Leads() { return service_.catalog->Of<Lead>(); }
  absl::StatusOr<Lead> Create(const Lead& lead) {
    v1::CreateLeadRequest request;
    *request.mutable_lead() = lead;
    return Leads().Create<Lead>(service_.call(), request);
  }
  Lead New() {
    Lead lead;
    lead.set_display_name("王芳");
    lead.add_phones()->set_number("13800138000");
    return Create(lead).value();
  }
  template <typename Request>
  static Request Named(const std::string& name, const std::string& reason = "") {
    Request request;
    request.set_name(name);
    request.set_reason(reason);
    return request;
  }
  absl::StatusOr<Lead> Disqualify(const std::string& name, const std::string& reason) {
    return service_.leads->DisqualifyLead(service_.call(),
                                          Named<v1::DisqualifyLeadRequest>(name, reason));
  }
  int Found(const std::string& query) {
    v1::SearchLeadsRequest request;
    request.set_query(query);
    return Leads().Search<v1::SearchLeadsResponse>(service_.call(), request)->leads_size();
  }
  int Listed(const std::string& filter) {
    v1::ListLeadsRequest request;
    request.set_filter(filter);
    return Leads().List<v1::ListLeadsResponse>(service_.call(), request)->leads_size();
  }

  TestService service_;
};

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

TEST_F(LeadTest, ACustomerMustBeReadableByWhoSetsIt) {
  Lead lead;
  lead.set_display_name("王芳");
  lead.set_customer(service_.CreateCustomer());
  ASSERT_THAT(Create(lead), IsOk());
  lead.set_customer("customers/" + DeriveUuid("customer", "nobody").ToString());
  EXPECT_THAT(Create(lead),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("lead.customer")));
  service_.customer_server.Stop();
  EXPECT_THAT(Create(lead), HasReason("CUSTOMER_SVC_DOWN"));
  lead.clear_customer();
  EXPECT_THAT(Create(lead), IsOk());
}

TEST_F(LeadTest, ASourceIsInForceAtOnceAndNamedAsLongAsItIsThere) {
  v1::CreateLeadSourceRequest request;
  request.mutable_lead_source()->set_display_name(" 2026 杭州展会 ");
  request.mutable_lead_source()->set_channel(v1::LeadSource::EVENT);
  const resource::Methods& sources = service_.catalog->Of<v1::LeadSource>();
  const auto source = sources.Create<v1::LeadSource>(service_.call(), request);
  ASSERT_THAT(source, IsOk());
  EXPECT_EQ(source->display_name(), "2026 杭州展会");
  EXPECT_THAT(sources.Create<v1::LeadSource>(service_.call(), request),
              HasReason("LEAD_SOURCE_ALREADY_EXISTS"));

  Lead lead;
  lead.set_display_name("王芳");
  lead.set_source(source->name());
  const auto made = Create(lead);
  ASSERT_THAT(made, IsOk());
  EXPECT_EQ(Listed(absl::StrCat("source = \"", source->name(), "\"")), 1);

  v1::DeleteLeadSourceRequest gone;
  gone.set_name(source->name());
  ASSERT_THAT(sources.Delete<v1::LeadSource>(service_.call(), gone), IsOk());
  EXPECT_THAT(Create(lead), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("lead.source")));
  v1::GetLeadRequest get;
  get.set_name(made->name());
  EXPECT_EQ(Leads().Get<Lead>(service_.call(), get)->source(), source->name());
}

TEST_F(LeadTest, ACustomFieldActsAtOnceAndIsOfLeadsAlone) {
  Lead lead;
  lead.set_display_name("王芳");
  (*lead.mutable_custom())["seats"].set_number_value(100);
  EXPECT_THAT(Create(lead), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("lead.custom")));
  metadata::v1::CreateFieldDefinitionRequest request;
  metadata::v1::FieldDefinition& seats = *request.mutable_field_definition();
  seats.set_resource_type("guanxi.dev/Lead");
  seats.set_key("seats");
  seats.set_display_name("席位");
  seats.set_value_type(metadata::v1::FieldDefinition::NUMBER);
  seats.set_filterable(true);
  const resource::Methods& definitions = service_.catalog->Of<metadata::v1::FieldDefinition>();
  ASSERT_THAT(definitions.Create<metadata::v1::FieldDefinition>(service_.call(), request), IsOk());
  ASSERT_THAT(Create(lead), IsOk());
  EXPECT_EQ(Listed("custom.seats > 50"), 1);
  EXPECT_EQ(Listed("custom.seats > 100"), 0);
  seats.set_resource_type("guanxi.dev/Customer");
  EXPECT_THAT(definitions.Create<metadata::v1::FieldDefinition>(service_.call(), request),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("guanxi.dev/Lead")));
}

}  // namespace
}  // namespace guanxi::lead
