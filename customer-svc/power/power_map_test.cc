// Power maps and organisation charts as callers see them.
#include <string>
#include <utility>
#include <vector>

#include "common/db/sql_lint.h"
#include "common/errors/errors.h"
#include "customer-svc/parties/network_testing.h"
#include "customer-svc/parties/relationship_reader.h"
#include "customer-svc/power/people_reader.h"
#include "customer-svc/power/power_map_service.h"
#include "gmock/gmock.h"
#include "guanxi/customer/v1/interaction_service.pb.h"

namespace guanxi::customer {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using v1::Contact;
using v1::PowerMap;
using v1::Relationship;

class PowerMapTest : public NetworkTest {
 protected:
  PowerMapTest() : customer_(AddCompany("云帆科技", "", "", User(1))) {}

  struct Stated {
    Contact::DecisionRole role = Contact::DECISION_ROLE_UNSPECIFIED;
    int stance = 0;
    int influence = 0;
    bool is_known = false;
  };
  std::string Add(const std::string& name, const Stated& stated) {
    Contact contact;
    contact.set_display_name(name);
    contact.set_decision_role(stated.role);
    contact.set_stance(stated.stance);
    contact.set_influence(stated.influence);
    if (stated.is_known) contact.add_known_by(User(1));
    return AddContact(customer_, contact);
  }
  PowerMap Map(const rpc::Call& call, const std::string& opportunity = "") {
    v1::GetPowerMapRequest request;
    request.set_parent(customer_);
    request.set_opportunity(opportunity);
    const auto map = service().GetPowerMap(call, request);
    EXPECT_THAT(map, IsOk());
    return map.value_or(PowerMap());
  }
  static std::vector<std::string> Names(const PowerMap& map) {
    std::vector<std::string> names;
    for (const auto& person : map.people()) names.push_back(person.contact().display_name());
    return names;
  }
  static std::vector<int> Risks(const PowerMap& map) {
    return {map.risks().begin(), map.risks().end()};
  }
  PowerMapServiceImpl& service() { return power_; }

  const std::string customer_;
  // Nobody keeps to-dos here.
  const ActionPlanClient plans_{""};
  PowerMapServiceImpl power_{service_.engine.get(), service_.resources.get(), &plans_};
};

TEST_F(PowerMapTest, TheMostInfluentialComeFirst) {
  const std::string boss = Add("张总", {Contact::DECISION_MAKER, -1, 90, true});
  const std::string clerk = Add("小李", {Contact::USER, 2, 30, true});
  Relationship tie;
  tie.set_type(Relationship::INFLUENCES);
  tie.set_source_contact(clerk);
  tie.set_target_contact(boss);
  tie.set_weight(80);
  const std::string name = Tie(customer_, tie);
  const PowerMap map = Map(service_.call());
  EXPECT_THAT(Names(map), ElementsAre("张总", "小李"));
  ASSERT_THAT(map.lines(), SizeIs(1));
  EXPECT_EQ(map.lines(0).relationship(), name);
  EXPECT_EQ(map.lines(0).weight(), 80);
  // 30, no champion, 20 x (-0.25 + 2) / 4, 15 x 2 / 3, 15.
  EXPECT_EQ(map.score(), 64);
  EXPECT_THAT(Risks(map), ElementsAre(PowerMap::NO_CHAMPION, PowerMap::STRONG_OPPONENT));
}

// Scenario: the power map of an opportunity returns each person's role, stance and influence, and
// the gaps.
TEST_F(PowerMapTest, AnOpportunityHasItsOwnParts) {
  const std::string boss = Add("张总", {Contact::DECISION_MAKER, 2, 90, true});
  const std::string clerk = Add("小李", {Contact::USER, 2, 10, true});
  v1::Stakeholder part;
  part.set_contact(clerk);
  part.set_opportunity(Opportunity(1));
  part.set_decision_role(Contact::CHAMPION);
  part.set_stance(1);
  part.set_influence(40);
  ASSERT_THAT(AddStakeholder(customer_, part), IsOk());
  const PowerMap map = Map(service_.call(), Opportunity(1));
  EXPECT_THAT(Names(map), ElementsAre("小李"));
  EXPECT_EQ(map.people(0).stakeholder().decision_role(), Contact::CHAMPION);
  EXPECT_EQ(map.people(0).stakeholder().stance(), 1);
  EXPECT_EQ(map.people(0).stakeholder().influence(), 40);
  EXPECT_EQ(map.people(0).contact().decision_role(), Contact::USER);
  EXPECT_THAT(Risks(map), ElementsAre(PowerMap::NO_DECISION_MAKER, PowerMap::SINGLE_THREAD));
  EXPECT_THAT(Names(Map(service_.call(), Opportunity(2))), IsEmpty());
  EXPECT_EQ(Reason(AddStakeholder(customer_, part).status()), "STAKEHOLDER_ALREADY_EXISTS");
  part.set_contact(boss);
  part.set_influence(101);
  EXPECT_THAT(AddStakeholder(customer_, part),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("influence")));
}

TEST_F(PowerMapTest, AChampionWhoLeftIsMissed) {
  const std::string friendly = Add("王工", {Contact::CHAMPION, 2, 50, true});
  const std::string other = Add("赵工", {Contact::USER, 0, 50, true});
  Delete<v1::DeleteContactRequest, Contact>(friendly);
  Delete<v1::DeleteContactRequest, Contact>(other);
  const PowerMap map = Map(service_.call());
  EXPECT_THAT(Names(map), ElementsAre("王工"));
  EXPECT_TRUE(map.people(0).contact().has_delete_time());
  EXPECT_EQ(map.score(), 0);
  EXPECT_THAT(Risks(map), ElementsAre(PowerMap::NO_DECISION_MAKER, PowerMap::SINGLE_THREAD,
                                      PowerMap::NO_CHAMPION, PowerMap::CHAMPION_LEFT));
  // To who does not see roles, that he is among the people would tell his.
  const rpc::Call blind = CallWith(
      "permissions { pattern: '*' scope: ALL } unmasks: NAME field_policies { "
      "resource_type: 'guanxi.dev/Contact' path: 'decision_role' access: HIDDEN }",
      User(1));
  EXPECT_THAT(Names(Map(blind)), IsEmpty());
}

TEST_F(PowerMapTest, WhatWasObservedStandsBesideAndChangesNoRole) {
  const std::string boss = Add("张总", {});
  Add("小李", {});
  const std::string clerk = Add("小王", {});
  const int64_t now = absl::ToUnixSeconds(service_.clock.Now());
  const std::vector<std::pair<std::string, int64_t>> spoken = {
      {boss, 1}, {boss, 100}, {boss, 200}, {clerk, 200}};
  for (const auto& [person, days] : spoken) {
    v1::CreateInteractionRequest request;
    request.set_parent(customer_);
    request.mutable_interaction()->set_channel(v1::Interaction::CALL);
    request.mutable_interaction()->set_direction(v1::Interaction::OUTBOUND);
    request.mutable_interaction()->set_contact(person);
    request.mutable_interaction()->mutable_occur_time()->set_seconds(now - days * 86400);
    ASSERT_THAT(
        service_.catalog->Of<v1::Interaction>().Create<v1::Interaction>(service_.call(), request),
        IsOk());
  }
  const PowerMap map = Map(service_.call());
  ASSERT_THAT(map.people(), SizeIs(3));
  for (const auto& person : map.people()) {
    const std::string& name = person.contact().name();
    EXPECT_EQ(person.recent_interactions(), name == boss ? 2 : 0);
    const int64_t last = name == boss ? now - 86400 : name == clerk ? now - 200 * 86400 : 0;
    EXPECT_EQ(person.last_interaction_time().seconds(), last);
    EXPECT_EQ(person.has_last_interaction_time(), last != 0);
  }
  // He is spoken with, and nobody has stated that he is known.
  EXPECT_THAT(Risks(map), ElementsAre(PowerMap::NO_DECISION_MAKER, PowerMap::SINGLE_THREAD,
                                      PowerMap::NO_CHAMPION));
}

TEST_F(PowerMapTest, WhatIsHiddenIsNeitherToldNorDrawn) {
  Add("张总", {Contact::DECISION_MAKER, -2, 90, true});
  Add("小李", {Contact::USER, 2, 10, true});
  const rpc::Call blind = CallWith(
      "permissions { pattern: '*' scope: ALL } unmasks: NAME field_policies { "
      "resource_type: 'guanxi.dev/Contact' path: 'influence' access: HIDDEN }",
      User(1));
  const PowerMap map = Map(blind);
  EXPECT_FALSE(map.has_score());
  EXPECT_THAT(map.risks(), IsEmpty());
  EXPECT_THAT(Names(map), ElementsAre("小李", "张总"));  // by names, which tell nothing of it
  v1::DrawPowerMapRequest draw;
  draw.set_parent(customer_);
  EXPECT_EQ(Reason(service().DrawPowerMap(blind, draw).status()), "FIELD_NOT_ALLOWED");
  v1::GetPowerMapRequest request;
  request.set_parent(customer_);
  EXPECT_EQ(Reason(service().GetPowerMap(SellerCall(2), request).status()), "CUSTOMER_NOT_FOUND");
  EXPECT_THAT(service().GetPowerMap(SellerCall(1), request), IsOk());
  const rpc::Call outsider = CallWith(
      "permissions { pattern: '*' scope: ALL } unmasks: NAME field_policies { "
      "resource_type: 'guanxi.dev/Stakeholder' path: 'contact' access: HIDDEN }",
      User(1));
  EXPECT_THAT(service().GetPowerMap(outsider, request), IsOk());
  request.set_opportunity(Opportunity(1));
  EXPECT_EQ(Reason(service().GetPowerMap(outsider, request).status()), "FIELD_NOT_ALLOWED");
  // Nobody is drawn as unknown to one who does not see who is known.
  const rpc::Call stranger = CallWith(
      "permissions { pattern: '*' scope: ALL } unmasks: NAME field_policies { "
      "resource_type: 'guanxi.dev/Contact' path: 'known_by' access: HIDDEN }",
      User(1));
  EXPECT_THAT(service().DrawPowerMap(stranger, draw)->data(), Not(HasSubstr("Known to nobody")));
  EXPECT_THAT(service().DrawPowerMap(service_.call(), draw)->data(), HasSubstr("Known to nobody"));
  // Names that are masked are masked in the picture.
  const rpc::Call masked = CallWith("permissions { pattern: '*' scope: ALL }", User(1));
  EXPECT_THAT(service().DrawPowerMap(masked, draw)->data(), Not(HasSubstr("张总")));
  EXPECT_THAT(service().DrawPowerMap(service_.call(), draw)->data(), HasSubstr("张总"));
}

TEST_F(PowerMapTest, SuperiorsComeBeforeThoseWhoReportToThem) {
  const std::string boss = AddPerson(customer_, "张总");
  const std::string head = AddPerson(customer_, "李经理", boss);
  const std::string clerk = AddPerson(customer_, "王工", head);
  Relationship tie;
  tie.set_type(Relationship::DOTTED_LINE_TO);
  tie.set_source_contact(clerk);
  tie.set_target_contact(boss);
  Tie(customer_, tie);
  tie.mutable_valid_to_date()->set_year(2020);
  tie.mutable_valid_to_date()->set_month(1);
  tie.mutable_valid_to_date()->set_day(1);
  Tie(customer_, tie);  // over
  v1::GetOrgChartRequest request;
  request.set_parent(customer_);
  const auto chart = service().GetOrgChart(service_.call(), request);
  ASSERT_THAT(chart, IsOk());
  ASSERT_THAT(chart->people(), SizeIs(3));
  EXPECT_EQ(chart->people(0).contact().name(), boss);
  EXPECT_EQ(chart->people(2).contact().name(), clerk);
  EXPECT_EQ(chart->people(2).level(), 2);
  ASSERT_THAT(chart->dotted_lines(), SizeIs(1));
  EXPECT_EQ(chart->dotted_lines(0).source(), clerk);
  v1::DrawOrgChartRequest draw;
  draw.set_parent(customer_);
  draw.set_language("zh");
  const auto picture = service().DrawOrgChart(service_.call(), draw);
  ASSERT_THAT(picture, IsOk());
  EXPECT_THAT(picture->data(), HasSubstr("组织架构"));
  EXPECT_THAT(picture->data(), HasSubstr("stroke-dasharray"));
  const rpc::Call blind = CallWith(
      "permissions { pattern: '*' scope: ALL } unmasks: NAME field_policies { "
      "resource_type: 'guanxi.dev/Contact' path: 'reports_to' access: HIDDEN }",
      User(1));
  const auto flat = service().GetOrgChart(blind, request);
  ASSERT_THAT(flat, IsOk());
  for (const auto& person : flat->people()) EXPECT_EQ(person.level(), 0);
}

TEST_F(PowerMapTest, APlanNamesPeopleOfTheMap) {
  const std::string boss = Add("张总", {});
  v1::CreateActionPlanRequest request;
  request.set_parent(customer_);
  const auto wrong = [&] {
    std::vector<std::string> paths;
    const absl::Status status = service().CreateActionPlan(service_.call(), request).status();
    for (const FieldViolation& one : FieldViolations(status)) paths.push_back(one.path);
    return paths;
  };
  EXPECT_THAT(wrong(), ElementsAre("steps"));
  request.add_steps()->set_contact(customer_);
  request.set_request_id("not one");
  EXPECT_THAT(wrong(), ElementsAre("steps[0].contact", "steps[0].title", "request_id"));
  request.clear_request_id();
  request.mutable_steps(0)->set_contact(boss);
  request.mutable_steps(0)->set_title("拜访张总，了解预算");
  EXPECT_EQ(Reason(service().CreateActionPlan(service_.call(), request).status()),
            "NO_WORKFLOW_SVC");
}

TEST_F(PowerMapTest, StatementsAreReadyForManyMachines) {
  EXPECT_THAT(db::LintQueries(
                  PeopleQueries(*service_.resources->contacts, *service_.resources->stakeholders)),
              IsEmpty());
  EXPECT_THAT(db::LintQuery(RelationshipQuery(*service_.resources->relationships)), IsEmpty());
}

}  // namespace
}  // namespace guanxi::customer
