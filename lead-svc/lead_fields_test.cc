// What leads name, and what companies add to them: customers, sources, custom fields.
#include <string>

#include "absl/strings/str_cat.h"
#include "common/base/uuid.h"
#include "common/errors/errors.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "guanxi/lead/v1/lead_source_service.pb.h"
#include "guanxi/metadata/v1/field_definition.pb.h"
#include "lead-svc/lead_testing.h"

namespace guanxi::lead {
namespace {

using ::testing::HasSubstr;
using v1::Lead;

using LeadFieldsTest = LeadTest;

TEST_F(LeadFieldsTest, ACustomerMustBeReadableByWhoSetsIt) {
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

TEST_F(LeadFieldsTest, ASourceIsInForceAtOnceAndNamedAsLongAsItIsThere) {
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

TEST_F(LeadFieldsTest, ACustomFieldActsAtOnceAndIsOfLeadsAlone) {
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
