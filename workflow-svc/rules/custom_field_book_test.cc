#include "workflow-svc/rules/custom_field_book.h"

#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>

#include <map>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/base/uuid.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "guanxi/lead/v1/lead_field_service.grpc.pb.h"
#include "workflow-svc/rules/custom_keys.h"
#include "workflow-svc/rules/custom_rules_testing.h"
#include "workflow-svc/rules/rule_book.h"

namespace guanxi::workflow {
namespace {

using metadata::v1::FieldDefinition;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// lead-svc, whose leads have a text "budget_note".
class LeadFields : public lead::v1::LeadFieldService::Service {
 public:
  LeadFields() {
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port_);
    builder.RegisterService(this);
    server_ = builder.BuildAndStart();
  }
  ~LeadFields() override { server_->Shutdown(); }
  std::string target() const { return absl::StrCat("127.0.0.1:", port_); }
  grpc::Status ListFieldDefinitions(grpc::ServerContext*,
                                    const metadata::v1::ListFieldDefinitionsRequest*,
                                    metadata::v1::ListFieldDefinitionsResponse* response) override {
    FieldDefinition& definition = *response->add_field_definitions();
    definition.set_name(
        absl::StrCat("fieldDefinitions/", DeriveUuid("field", "budget_note").ToString()));
    definition.set_resource_type("guanxi.dev/Lead");
    definition.set_key("budget_note");
    definition.set_value_type(FieldDefinition::STRING);
    definition.set_filterable(true);
    return grpc::Status::OK;
  }

 private:
  int port_ = 0;
  std::unique_ptr<grpc::Server> server_;
};

class CustomFieldBookTest : public CustomRulesTest {
 protected:
  static absl::StatusOr<std::string> Token(const Uuid&, absl::string_view) { return "a"; }
  // Of a lead-svc at `lead_svc`; nobody's is port 1.
  std::map<std::string, std::string> Targets(const std::string& lead_svc = "127.0.0.1:1") {
    return {{"customer-svc", world_.service.customer_server.target()}, {"lead-svc", lead_svc}};
  }
  const Uuid tenant_ = world_.service.call().principal.tenant;
};

// A process that has just begun.
TEST_F(CustomFieldBookTest, RulesAreReadWithTheFieldsThatTheyName) {
  const auto read = [&](CustomFieldBook* custom) {
    RuleBook rules(world_.service.database.get(), world_.service.resources->automation_rules.get(),
                   custom);
    return rules.Of(tenant_);
  };
  CustomFieldBook first(Targets(), Token);
  CustomFieldBook second(Targets(), Token);
  world_.Enabled(Rule("grade = VIP"));
  world_.Enabled(Rule("custom.area = \"华东\""));
  const auto page = read(&first);
  ASSERT_THAT(page, IsOk());
  EXPECT_THAT((*page)->index->rules(), SizeIs(2));
  EXPECT_THAT((*page)->invalid, IsEmpty());
  world_.service.customer_server.Stop();
  EXPECT_THAT(read(&first), IsOk());  // known for good
  EXPECT_THAT(read(&second), HasReason("CUSTOMER_SVC_DOWN"));
}

// A replica that has read the fields before one of them was added.
TEST_F(CustomFieldBookTest, FieldsThatAreNewAreReadWhereARuleAsksForThem) {
  CustomFieldBook book(Targets(), Token);
  ASSERT_THAT(book.Read(tenant_, {"customer-svc"}), IsOk());
  Define("tier", FieldDefinition::STRING);
  const auto keys = CustomKeysOf(Rule("custom.tier = \"x\""));
  EXPECT_FALSE(HasAll(*book.Known(tenant_), keys));
  const auto read = book.Of(tenant_, keys);
  ASSERT_THAT(read, IsOk());
  EXPECT_TRUE(HasAll(**read, keys));
  // Nobody is asked for what is known, nor for nothing.
  world_.service.customer_server.Stop();
  EXPECT_THAT(book.Of(tenant_, keys), IsOk());
  EXPECT_EQ(book.Of(tenant_, {}).value(), nullptr);
  EXPECT_THAT(book.Of(tenant_, CustomKeysOf(Rule("custom.other = 1"))),
              HasReason("CUSTOMER_SVC_DOWN"));
}

// Those of leads are lead-svc's, which alone is asked for them.
TEST_F(CustomFieldBookTest, EachServiceIsAskedForTheFieldsOfItsRecords) {
  const auto about_leads = CustomKeysOf(Rule("custom.budget_note:*", "guanxi.dev/Lead"));
  const auto of_both = CustomKeysOf(
      Rule("custom.budget_note:* AND parent.custom.area = \"华东\"", "guanxi.dev/Lead"));
  const auto of_customers = CustomKeysOf(Rule("custom.area = \"华东\""));
  CustomFieldBook without(Targets(), Token);
  EXPECT_THAT(without.Of(tenant_, about_leads), HasReason("LEAD_SVC_DOWN"));
  EXPECT_THAT(without.Of(tenant_, of_customers), IsOk());
  LeadFields leads;
  CustomFieldBook book(Targets(leads.target()), Token);
  const auto both = book.Of(tenant_, of_both);
  ASSERT_THAT(both, IsOk());
  EXPECT_TRUE(HasAll(**both, of_both));
  // Reading those of one service anew leaves the others known.
  world_.service.customer_server.Stop();
  const auto again = book.Read(tenant_, {"lead-svc"});
  ASSERT_THAT(again, IsOk());
  EXPECT_TRUE(HasAll(**again, of_both));
}

TEST_F(CustomFieldBookTest, AQuestionAboutALeadsFieldIsLeadSvcsToAnswer) {
  LeadFields leads;
  CustomFieldBook book(Targets(leads.target()), Token);
  world_.service.customer_server.Stop();
  const auto faults = AskForCustom(&book, world_.service.call(),
                                   {"guanxi.dev/Lead budget_note", "guanxi.dev/Lead nothing"});
  ASSERT_THAT(faults, IsOk());
  EXPECT_EQ(faults->at("guanxi.dev/Lead budget_note"), "");
  EXPECT_NE(faults->at("guanxi.dev/Lead nothing"), "");
}

}  // namespace
}  // namespace guanxi::workflow
