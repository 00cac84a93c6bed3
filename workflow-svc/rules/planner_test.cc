#include "workflow-svc/rules/planner.h"

#include <map>
#include <memory>

#include "absl/strings/str_cat.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "guanxi/customer/v1/behavior_event.pb.h"
#include "guanxi/customer/v1/customer_service.pb.h"
#include "guanxi/customer/v1/segment.pb.h"
#include "guanxi/lead/v1/opportunity_service.pb.h"
#include "guanxi/workflow/v1/process_instance_service.pb.h"
#include "guanxi/workflow/v1/todo_service.pb.h"
#include "workflow-svc/rules/rules_testing.h"

namespace guanxi::workflow {
namespace {

using customer::v1::Customer;
using rules::StoredFiring;
using ::testing::SizeIs;
using v1::AutomationRule;

constexpr char kCustomer[] = "customers/0190a000-0000-7000-8000-000000000002";
constexpr char kChen[] = "users/0190a000-0000-7000-8000-000000000003";
constexpr char kBen[] = "users/0190a000-0000-7000-8000-000000000004";

class PlannerTest : public ::testing::Test {
 protected:
  PlannerTest() {
    customer_.set_name(kCustomer);
    customer_.set_display_name("灵动传媒");
    customer_.set_owner(kChen);
    customer_.set_city("杭州");
    rule_ = RuleAbout("guanxi.dev/Customer", {v1::RecordTrigger::UPDATED});
    rule_.clear_actions();
  }

  StoredFiring Plan() {
    const RulePtr rule = Compile(rule_);
    FiringInput input;
    input.rule = rule.get();
    input.subject = kCustomer;
    input.moment.now = absl::FromUnixSeconds(1772323200);  // 2026-03-01T00:00:00Z
    input.least = least_;
    const Facts facts{&customer_, nullptr, nullptr, nullptr};
    auto planned = PlanFiring(id_, input, facts, [&](const std::string& user) {
      ++asked_[user];
      Sight sight;
      sight.is_gone = !user.empty() && user == gone_;
      if (sight.is_gone) return absl::StatusOr<Sight>(sight);
      const auto own = sights_.find(user);
      sight.record = own != sights_.end() ? own->second : std::make_shared<Customer>(customer_);
      return absl::StatusOr<Sight>(sight);
    });
    EXPECT_THAT(planned, IsOk());
    return *std::move(planned);
  }

  const Uuid id_ = DeriveUuid("test", "firing");
  Customer customer_;
  AutomationRule rule_;
  std::map<std::string, std::shared_ptr<const Customer>> sights_;  // of who sees less
  std::map<std::string, int> asked_;
  LeastAccess least_;
  std::string gone_;
};

TEST_F(PlannerTest, AToDoIsTheOwnersAndReadsAsHeSeesTheCustomer) {
  auto* const todo = rule_.add_actions()->mutable_todo();
  todo->set_title("请立即跟进VIP客户 {{display_name}}（{{city}}）");
  todo->mutable_due()->set_count(2);
  todo->mutable_due()->set_unit(v1::CalendarOffset::DAY);
  todo->set_due_minute_of_day(540);
  Customer less = customer_;
  less.clear_city();  // a field that is hidden from him
  sights_[kChen] = std::make_shared<Customer>(less);
  const StoredFiring firing = Plan();
  ASSERT_EQ(firing.steps_size(), 1);
  v1::CreateTodoRequest request;
  ASSERT_TRUE(request.ParseFromString(firing.steps(0).calls().calls(0).request()));
  EXPECT_EQ(request.todo().owner(), kChen);
  EXPECT_EQ(request.todo().subject(), kCustomer);
  EXPECT_EQ(request.todo().title(), "请立即跟进VIP客户 灵动传媒（）");
  EXPECT_EQ(request.todo().due_time().seconds(), 1772323200 + 2 * 86400 + 9 * 3600);
  // Given away, where the rule's owner does not reach him.
  EXPECT_FALSE(firing.steps(0).calls().calls(0).hand_over().empty());
}

TEST_F(PlannerTest, AToDoAboutBehaviourIsAboutItsCustomer) {
  rule_ = RuleAbout("guanxi.dev/BehaviorEvent", {v1::RecordTrigger::CREATED});
  const RulePtr rule = Compile(rule_);
  customer::v1::BehaviorEvent event;
  event.set_name("behaviorEvents/0190a000-0000-7000-8000-000000000005");
  event.set_known_customer(kCustomer);
  FiringInput input;
  input.rule = rule.get();
  input.subject = event.name();
  input.moment.now = absl::FromUnixSeconds(1772323200);
  const auto planned =
      PlanFiring(id_, input, {&event, nullptr, nullptr, &customer_}, [&](const std::string&) {
        Sight sight;
        sight.record = std::make_shared<customer::v1::BehaviorEvent>(event);
        return absl::StatusOr<Sight>(sight);
      });
  ASSERT_THAT(planned, IsOk());
  v1::CreateTodoRequest request;
  ASSERT_TRUE(request.ParseFromString(planned->steps(0).calls().calls(0).request()));
  EXPECT_EQ(request.todo().subject(), kCustomer);
}

TEST_F(PlannerTest, AToDoAboutBehaviourOfNobodysCustomerIsAboutTheLeadAndItsOwners) {
  rule_ = RuleAbout("guanxi.dev/BehaviorEvent", {v1::RecordTrigger::CREATED});
  rule_.mutable_actions(0)->mutable_todo()->clear_assignee();
  const RulePtr rule = Compile(rule_);
  customer::v1::BehaviorEvent event;
  event.set_name("behaviorEvents/0190a000-0000-7000-8000-000000000005");
  event.set_lead("leads/0190a000-0000-7000-8000-000000000008");
  FiringInput input;
  input.rule = rule.get();
  input.subject = event.name();
  input.moment.now = absl::FromUnixSeconds(1772323200);
  input.lead_owner = kChen;
  const auto todo = [&](const std::string& gone) {
    v1::CreateTodoRequest request;
    const auto planned =
        PlanFiring(id_, input, {&event, nullptr, nullptr, nullptr}, [&](const std::string& user) {
          Sight sight;
          sight.is_gone = !user.empty() && user == gone;
          sight.record = std::make_shared<customer::v1::BehaviorEvent>(event);
          return absl::StatusOr<Sight>(sight);
        });
    EXPECT_THAT(planned, IsOk());
    EXPECT_TRUE(request.ParseFromString(planned->steps(0).calls().calls(0).request()));
    return request.todo();
  };
  EXPECT_EQ(todo("").subject(), event.lead());
  EXPECT_EQ(todo("").owner(), kChen);
  EXPECT_EQ(todo(kChen).owner(), rule_.owner());
}

TEST_F(PlannerTest, AToDoAboutWhoCameIntoASegmentIsAboutHim) {
  rule_ = RuleAbout("guanxi.dev/SegmentMembership",
                    {v1::RecordTrigger::CREATED, v1::RecordTrigger::UNDELETED});
  rule_.set_condition("segment = \"segments/0190a000-0000-7000-8000-000000000006\"");
  const RulePtr rule = Compile(rule_);
  customer::v1::SegmentMembership membership;
  membership.set_name(
      absl::StrCat(kCustomer, "/segmentMemberships/", "0190a000-0000-7000-8000-000000000007"));
  FiringInput input;
  input.rule = rule.get();
  input.subject = membership.name();
  input.moment.now = absl::FromUnixSeconds(1772323200);
  const auto planned =
      PlanFiring(id_, input, {&membership, nullptr, nullptr, &customer_}, [&](const std::string&) {
        Sight sight;
        sight.record = std::make_shared<customer::v1::SegmentMembership>(membership);
        return absl::StatusOr<Sight>(sight);
      });
  ASSERT_THAT(planned, IsOk());
  v1::CreateTodoRequest request;
  ASSERT_TRUE(request.ParseFromString(planned->steps(0).calls().calls(0).request()));
  EXPECT_EQ(request.todo().subject(), kCustomer);
}

// They all read one text.
TEST_F(PlannerTest, AToDoTellsNobodyWhoWorksOnItWhatHeDoesNotSee) {
  auto* const todo = rule_.add_actions()->mutable_todo();
  todo->set_title("{{display_name}}（{{city}}）{{industry}}");
  todo->set_note("{{display_name}}");
  todo->add_collaborators()->set_user(kBen);
  customer_.set_industry("传媒");
  Customer less = customer_;
  less.set_display_name("灵***");
  less.clear_city();
  sights_[kBen] = std::make_shared<Customer>(less);
  Customer masked = customer_;
  masked.set_display_name("灵***");
  sights_[""] = std::make_shared<Customer>(masked);
  v1::CreateTodoRequest request;
  ASSERT_TRUE(request.ParseFromString(Plan().steps(0).calls().calls(0).request()));
  EXPECT_EQ(request.todo().title(), "灵***（）传媒");
  EXPECT_EQ(request.todo().note(), "灵***");
  // Who does not see the record at all; then the rule's own name says what is to be done.
  sights_[kBen] = nullptr;
  todo->set_title("{{display_name}}");
  rule_.set_display_name("跟进");
  ASSERT_TRUE(request.ParseFromString(Plan().steps(0).calls().calls(0).request()));
  EXPECT_EQ(request.todo().title() + request.todo().note(), "跟进");
}

// It stands in lists of others than those who work on it.
TEST_F(PlannerTest, AToDoTellsNothingThatSomeRoleHides) {
  auto* const todo = rule_.add_actions()->mutable_todo();
  todo->set_title("{{display_name}}（{{city}}）{{industry}}");
  customer_.set_industry("传媒");
  Customer masked = customer_;
  masked.set_industry("传*");
  sights_[""] = std::make_shared<Customer>(masked);
  least_ = [](const google::protobuf::Descriptor&, absl::string_view path) {
    if (path == "city") return policy::FieldAccess::kHidden;
    return path == "industry" ? policy::FieldAccess::kMasked : policy::FieldAccess::kFull;
  };
  v1::CreateTodoRequest request;
  ASSERT_TRUE(request.ParseFromString(Plan().steps(0).calls().calls(0).request()));
  EXPECT_EQ(request.todo().title(), "灵动传媒（）传*");
  // Where there is no mask, nothing is shown.
  sights_[""] = std::make_shared<Customer>(customer_);
  ASSERT_TRUE(request.ParseFromString(Plan().steps(0).calls().calls(0).request()));
  EXPECT_EQ(request.todo().title(), "灵动传媒（）");
  // Who is told by a notification of his own reads it alone.
  rule_.clear_actions();
  auto* const told = rule_.add_actions()->mutable_notification();
  told->set_title("{{city}}");
  told->add_recipients()->set_user(kBen);
  EXPECT_EQ(Plan().steps(0).notice().told(0).title(), "杭州");
}

TEST_F(PlannerTest, SomebodyWhoHasLeftIsPassedOver) {
  gone_ = kChen;
  auto* const todo = rule_.add_actions()->mutable_todo();
  todo->set_title("跟进");
  v1::CreateTodoRequest request;
  const StoredFiring firing = Plan();
  ASSERT_TRUE(request.ParseFromString(firing.steps(0).calls().calls(0).request()));
  EXPECT_EQ(request.todo().owner(), rule_.owner());
  EXPECT_EQ(firing.steps(0).note(), "USER_GONE");
}

TEST_F(PlannerTest, IdsFollowFromTheFiring) {
  rule_.add_actions()->mutable_todo()->set_title("跟进");
  EXPECT_EQ(Plan().SerializeAsString(), Plan().SerializeAsString());
  v1::CreateTodoRequest a, b;
  a.ParseFromString(Plan().steps(0).calls().calls(0).request());
  rule_.add_actions()->mutable_todo()->set_title("跟进");
  b.ParseFromString(Plan().steps(1).calls().calls(0).request());
  EXPECT_NE(a.todo_id(), b.todo_id());
  EXPECT_NE(a.request_id(), b.request_id());
}

TEST_F(PlannerTest, EachIsToldWhatHeSeesAndWhoSeesNothingIsNotTold) {
  auto* const told = rule_.add_actions()->mutable_notification();
  told->set_title("{{display_name}}");
  told->add_recipients()->set_field("owner");
  told->add_recipients()->set_user(kChen);
  told->add_recipients()->set_user(kBen);
  told->add_recipients()->set_rule_owner(true);
  Customer masked = customer_;
  masked.set_display_name("灵***");
  sights_[kChen] = std::make_shared<Customer>(masked);
  sights_[kBen] = nullptr;
  const StoredFiring firing = Plan();
  const auto& notice = firing.steps(0).notice();
  ASSERT_THAT(notice.told(), SizeIs(2));
  EXPECT_EQ(notice.told(0).user(), kChen);
  EXPECT_EQ(notice.told(0).title(), "灵***");
  EXPECT_EQ(notice.told(1).title(), "灵动传媒");
}

TEST_F(PlannerTest, WhereNobodyIsLeftToBeToldTheStepIsSkipped) {
  auto* const told = rule_.add_actions()->mutable_notification();
  told->set_title("{{display_name}}");
  told->add_recipients()->set_user(kBen);
  sights_[kBen] = nullptr;
  EXPECT_TRUE(Plan().steps(0).skipped());
}

TEST_F(PlannerTest, AChannelGetsWhatWhoSeesEveryPersonalFieldMaskedDoes) {
  auto* const post = rule_.add_actions()->mutable_webhook();
  post->set_channel("channels/0190a000-0000-7000-8000-000000000005");
  post->set_title("{{display_name}}");
  Customer masked = customer_;
  masked.set_display_name("灵***");
  sights_[""] = std::make_shared<Customer>(masked);
  EXPECT_EQ(Plan().steps(0).post().title(), "灵***");
  EXPECT_EQ(asked_[""], 1);
}

TEST_F(PlannerTest, AnUpdateNamesItsFieldsAndNoOthers) {
  auto* const update = rule_.add_actions()->mutable_update();
  auto* field = update->add_fields();
  field->set_field("grade");
  field->set_value("HIGH");
  field = update->add_fields();
  field->set_field("region");
  field->set_from_field("city");
  field = update->add_fields();
  field->set_field("industry");
  field->set_clear(true);
  const StoredFiring firing = Plan();
  customer::v1::UpdateCustomerRequest request;
  ASSERT_TRUE(request.ParseFromString(firing.steps(0).calls().calls(0).request()));
  EXPECT_EQ(request.customer().name(), kCustomer);
  EXPECT_EQ(request.customer().grade(), Customer::HIGH);
  EXPECT_EQ(request.customer().region(), "杭州");
  EXPECT_EQ(request.update_mask().paths_size(), 3);
  EXPECT_FALSE(request.request_id().empty());
}

TEST_F(PlannerTest, WhatTheRecordLacksIsAProblemOfTheStep) {
  customer_.clear_owner();
  rule_.add_actions()->mutable_assign()->mutable_to()->set_field("owner");
  EXPECT_EQ(Plan().steps(0).problem(), "NOBODY");
}

TEST_F(PlannerTest, ARecordIsMadeUnderAnIdOfTheFiring) {
  auto* const create = rule_.add_actions()->mutable_create();
  create->set_resource_type("guanxi.dev/Opportunity");
  auto* field = create->add_fields();
  field->set_field("customer");
  field->set_from_field("name");
  field = create->add_fields();
  field->set_field("display_name");
  field->set_value("{{display_name}} 续约");
  const StoredFiring firing = Plan();
  const auto& call = firing.steps(0).calls().calls(0);
  lead::v1::CreateOpportunityRequest request;
  ASSERT_TRUE(request.ParseFromString(call.request()));
  EXPECT_EQ(request.opportunity().customer(), kCustomer);
  EXPECT_EQ(request.opportunity().display_name(), "灵动传媒 续约");
  EXPECT_EQ(call.made(), "opportunities/" + request.opportunity_id());
}

TEST_F(PlannerTest, AProcessIsStartedUnderAnIdOfTheFiring) {
  auto* const start = rule_.add_actions()->mutable_start_process();
  start->set_definition("processDefinitions/0190a000-0000-7000-8000-000000000012");
  auto* field = start->add_content();
  field->set_field("customer");
  field->set_from_field("name");
  field = start->add_content();
  field->set_field("text");
  field->set_value("{{display_name}} 续约");
  field = start->add_content();
  field->set_field("since");
  field->set_from_field("last_follow_up_time");
  customer_.clear_last_follow_up_time();
  const StoredFiring firing = Plan();
  const auto& call = firing.steps(0).calls().calls(0);
  v1::StartProcessInstanceRequest request;
  ASSERT_TRUE(request.ParseFromString(call.request()));
  EXPECT_EQ(request.definition(), start->definition());
  ASSERT_EQ(request.content_size(), 2);  // what is not set is left out
  EXPECT_EQ(request.content().at("customer").values(0), kCustomer);
  EXPECT_EQ(request.content().at("text").values(0), "灵动传媒 续约");
  EXPECT_EQ(call.made(), "processInstances/" + request.process_instance_id());
  EXPECT_EQ(call.permission(), "processInstances.create");
  EXPECT_FALSE(request.request_id().empty());
}

}  // namespace
}  // namespace guanxi::workflow
