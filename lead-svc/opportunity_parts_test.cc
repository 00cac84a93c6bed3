// Contacts, lines and competitors of opportunities, and what is to be done in their stages.
#include "lead-svc/opportunity_parts.h"

#include <string>
#include <vector>

#include "common/errors/errors.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "guanxi/customer/v1/contact_service.pb.h"
#include "guanxi/lead/v1/product_service.pb.h"
#include "lead-svc/opportunity_testing.h"

namespace guanxi::lead {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using v1::Opportunity;
using v1::OpportunityContact;

class OpportunityPartsTest : public OpportunityTest {
 protected:
  std::string CreateContact() {
    customer::TestService& other = service_.customer_server.service();
    customer::v1::CreateContactRequest request;
    request.set_parent(service_.CreateCustomer());
    request.mutable_contact()->set_display_name("王芳");
    return other.catalog->Of<customer::v1::Contact>()
        .Create<customer::v1::Contact>(other.call(), request)
        ->name();
  }
  std::string CreateProduct() {
    v1::CreateProductRequest request;
    request.mutable_product()->set_code("GX-PRO");
    request.mutable_product()->set_display_name("专业版");
    return service_.catalog->Of<v1::Product>()
        .Create<v1::Product>(service_.call(), request)
        ->name();
  }
  static void AddContact(const std::string& name, OpportunityContact::Role role,
                         Opportunity* opportunity) {
    OpportunityContact& contact = *opportunity->add_contacts();
    contact.set_contact(name);
    contact.set_role(role);
  }
  // What an update of `path` is refused by.
  std::string Fault(const Opportunity& next, const std::string& path) {
    return std::string(Update(next, {path}).status().message());
  }
  v1::MarkStageActionRequest Mark(const std::string& opportunity, const std::string& action) {
    auto request = Named<v1::MarkStageActionRequest>(opportunity);
    request.set_action(action);
    return request;
  }
  int CountWith(const std::string& filter) {
    v1::ListOpportunitiesRequest request;
    request.set_filter(filter);
    return Opportunities()
        .List<v1::ListOpportunitiesResponse>(service_.call(), request)
        ->opportunities_size();
  }
};

TEST_F(OpportunityPartsTest, RolesFollowFromTheContactsAndAreFilteredBy) {
  Opportunity next = service_.CreateOpportunity(need_);
  const std::string boss = CreateContact();
  AddContact(InCapitals(boss), OpportunityContact::DECISION_MAKER, &next);
  AddContact(CreateContact(), OpportunityContact::INFLUENCER, &next);
  AddContact(CreateContact(), OpportunityContact::INFLUENCER, &next);
  const auto stored = Update(next, {"contacts"});
  ASSERT_THAT(stored, IsOk());
  EXPECT_EQ(stored->contacts(0).contact(), boss);
  EXPECT_THAT(stored->contact_roles(), ElementsAre("DECISION_MAKER", "INFLUENCER"));
  EXPECT_EQ(CountWith(R"(contact_roles:"DECISION_MAKER")"), 1);
  EXPECT_EQ(CountWith(R"(contact_roles:"BLOCKER")"), 0);
  next = *stored;
  next.mutable_contacts()->DeleteSubrange(0, 1);
  EXPECT_THAT(Update(next, {"contacts"})->contact_roles(), ElementsAre("INFLUENCER"));
  EXPECT_EQ(CountWith(R"(contact_roles:"DECISION_MAKER")"), 0);
}

TEST_F(OpportunityPartsTest, AContactMustBeThereWhenItIsSetAndMayGoLater) {
  const Opportunity before = service_.CreateOpportunity(need_);
  Opportunity next = before;
  const std::string contact = CreateContact();
  AddContact(contact.substr(0, contact.size() - 4) + "ffff", OpportunityContact::USER, &next);
  EXPECT_THAT(Fault(next, "contacts"), HasSubstr("contacts[0].contact"));
  next = before;
  AddContact("contacts/1", OpportunityContact::USER, &next);
  EXPECT_THAT(Fault(next, "contacts"), HasSubstr("contacts[0].contact"));
  next = before;
  AddContact(contact, OpportunityContact::USER, &next);
  ASSERT_THAT(Update(next, {"contacts"}), IsOk());
  // Nobody is asked about those that stand.
  service_.customer_server.Stop();
  next.mutable_contacts(0)->set_note("周三后有空");
  EXPECT_THAT(Update(next, {"contacts"}), IsOk());
}

TEST_F(OpportunityPartsTest, NobodyStandsTwiceAndOneIsPrimary) {
  Opportunity next = service_.CreateOpportunity(need_);
  const std::string contact = CreateContact();
  AddContact(contact, OpportunityContact::USER, &next);
  AddContact(contact, OpportunityContact::CHAMPION, &next);
  EXPECT_THAT(Fault(next, "contacts"), HasSubstr("contacts[1].contact"));
  next.mutable_contacts(1)->set_contact(CreateContact());
  for (auto& one : *next.mutable_contacts()) one.set_primary(true);
  EXPECT_THAT(Fault(next, "contacts"), HasSubstr("contacts[1].primary"));
  next.add_competitors()->set_display_name("竞争公司甲");
  next.add_competitors()->set_display_name(" 竞争公司甲 ");
  EXPECT_THAT(Fault(next, "competitors"), HasSubstr("competitors[1].display_name"));
}

TEST_F(OpportunityPartsTest, LinesNameProductsThatAreThereAndOneCurrency) {
  Opportunity next = service_.CreateOpportunity(need_);
  next.add_lines()->set_product("products/0196b0a0-0000-7000-8000-000000000001");
  EXPECT_THAT(Fault(next, "lines"), HasSubstr("lines[0].product"));
  const std::string product = CreateProduct();
  next.mutable_lines(0)->set_product(product);
  next.mutable_lines(0)->mutable_quantity()->set_value("100.0");
  next.mutable_lines(0)->mutable_unit_price()->set_currency_code("cny");
  ASSERT_THAT(Update(next, {"lines"}), IsOk());
  EXPECT_EQ(Get(next.name()).lines(0).quantity().value(), "100");
  EXPECT_EQ(Get(next.name()).lines(0).unit_price().currency_code(), "CNY");
  next.add_lines()->mutable_unit_price()->set_currency_code("USD");
  EXPECT_THAT(Fault(next, "lines"), HasSubstr("lines[1].unit_price.currency_code"));
  EXPECT_THAT(Fault(next, "lines"), HasSubstr("lines[1].description"));
  // A product that is deleted later stays.
  ASSERT_THAT(service_.catalog->Of<v1::Product>().Delete<v1::Product>(
                  service_.call(), Named<v1::DeleteProductRequest>(product)),
              IsOk());
  next.mutable_lines()->DeleteSubrange(1, 1);
  next.mutable_lines(0)->set_description("续购");
  EXPECT_THAT(Update(next, {"lines"}), IsOk());
}

TEST_F(OpportunityPartsTest, AStageIsLeftWhenItsRequiredActionsAreDone) {
  v1::UpdateStageRequest request;
  request.mutable_stage()->set_name(offer_);
  auto& demo = *request.mutable_stage()->add_actions();
  demo.set_key("demo");
  demo.set_display_name("产品演示");
  demo.set_required(true);
  request.mutable_stage()->set_exit_filter(R"(contact_roles:"DECISION_MAKER")");
  request.mutable_update_mask()->add_paths("actions");
  request.mutable_update_mask()->add_paths("exit_filter");
  ASSERT_THAT(service_.catalog->Of<v1::Stage>().Update<v1::Stage>(service_.call(), request),
              IsOk());
  Opportunity next = service_.CreateOpportunity(offer_);
  const auto win = Named<v1::WinOpportunityRequest>(next.name());
  EXPECT_EQ(Reason(service_.opportunities->WinOpportunity(service_.call(), win).status()),
            "ACTIONS_MISSING");
  auto mark = Mark(next.name(), "visit");
  EXPECT_EQ(Reason(service_.opportunities->MarkStageAction(service_.call(), mark).status()),
            "INVALID_FIELD");
  mark.set_action("demo");
  const auto marked = service_.opportunities->MarkStageAction(service_.call(), mark);
  ASSERT_THAT(marked, IsOk());
  EXPECT_EQ(marked->done_actions(0).done_by(), service_.call().principal.subject);
  EXPECT_EQ(Reason(service_.opportunities->WinOpportunity(service_.call(), win).status()),
            "EXIT_NOT_ALLOWED");
  AddContact(CreateContact(), OpportunityContact::DECISION_MAKER, &next);
  ASSERT_THAT(Update(next, {"contacts"}), IsOk());
  mark.set_undone(true);
  ASSERT_THAT(service_.opportunities->MarkStageAction(service_.call(), mark), IsOk());
  EXPECT_EQ(Reason(service_.opportunities->WinOpportunity(service_.call(), win).status()),
            "ACTIONS_MISSING");
  mark.set_undone(false);
  mark.set_stage(offer_);
  ASSERT_THAT(service_.opportunities->MarkStageAction(service_.call(), mark), IsOk());
  EXPECT_THAT(service_.opportunities->WinOpportunity(service_.call(), win), IsOk());
}

}  // namespace
}  // namespace guanxi::lead
