#include "workflow-svc/rules/time/rule_time_testing.h"

#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/base/uuid.h"
#include "common/errors/errors.h"
#include "common/testing/status_matchers.h"
#include "google/protobuf/text_format.h"
#include "google/protobuf/util/time_util.h"
#include "guanxi/customer/v1/customer_service.pb.h"
#include "guanxi/workflow/v1/automation_rule_service.pb.h"
#include "guanxi/workflow/v1/rule_execution_service.pb.h"

namespace guanxi::workflow {

using customer::v1::Customer;
using metadata::v1::Change;
using v1::AutomationRule;

RuleTimeTest::RuleTimeTest() {
  RulePartOptions options;
  options.system_clock = &service_.clock;
  options.ids = &ids_;
  options.database = service_.database.get();
  options.engine = service_.engine.get();
  options.authorizer = &service_.authorizer;
  options.catalog = service_.catalog.get();
  options.rules = service_.resources->automation_rules.get();
  options.executions = service_.resources->rule_executions.get();
  options.custom_fields = service_.custom_fields.get();
  options.targets = {{"customer-svc", service_.customer_server.target()}};
  options.token_for = [this](const Uuid&, absl::string_view user) -> absl::StatusOr<std::string> {
    if (refused_.count(std::string(user)) == 0) return std::string("a");
    return Error(absl::StatusCode::kUnauthenticated, "SERVICE_ACCOUNT_REFUSED", "no token");
  };
  rules_ = std::make_unique<RulePart>(options);
  service::Parts parts;
  parts.system_clock = &service_.clock;
  parts.database = options.database;
  parts.engine = options.engine;
  time_ = std::make_unique<TimePart>(rules_.get(), parts, options.catalog, options.rules,
                                     &service_.timers);
  time_->AddTo(&made_);
  timers::Runner::Options runner;
  runner.owner = "test";
  runner.actor = "services/workflow-svc";
  runner_ = NewRunner(runner);
}

std::unique_ptr<timers::Runner> RuleTimeTest::NewRunner(const timers::Runner::Options& options) {
  return std::make_unique<timers::Runner>(service_.database.get(), service_.engine.get(),
                                          Clocks(&service_.clock), &service_.timers,
                                          made_.timer_kinds, options);
}

std::string RuleTimeTest::CreateRule(const std::string& text) {
  v1::CreateAutomationRuleRequest request;
  AutomationRule& rule = *request.mutable_automation_rule();
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &rule)) << text;
  rule.set_display_name("到时提醒");
  if (rule.resource_type().empty()) rule.set_resource_type("guanxi.dev/Customer");
  rule.set_owner(call().principal.subject);
  rule.add_actions()->mutable_todo()->set_title("请立即跟进");
  const auto created =
      service_.catalog->Of<AutomationRule>().Create<AutomationRule>(call(), request);
  EXPECT_THAT(created, IsOk()) << text;
  return created.ok() ? created->name() : "";
}

void RuleTimeTest::Enable(const std::string& rule) {
  v1::EnableAutomationRuleRequest request;
  request.set_name(rule);
  ASSERT_THAT(rules_->service.EnableAutomationRule(call(), request), IsOk());
}

std::string RuleTimeTest::CreateEnabled(const std::string& text) {
  std::string rule = CreateRule(text);
  Enable(rule);
  Run();
  return rule;
}

void RuleTimeTest::Pause(const std::string& rule) {
  v1::PauseAutomationRuleRequest request;
  request.set_name(rule);
  ASSERT_THAT(rules_->service.PauseAutomationRule(call(), request), IsOk());
}

Customer RuleTimeTest::Create(const Customer& customer) {
  Customer next = customer::TestService::Company("北京云启科技有限公司");
  next.MergeFrom(customer);
  return service_.customer_server.service().Create(next);
}

Customer RuleTimeTest::Update(const Customer& customer, const std::string& mask) {
  customer::TestService& customers = service_.customer_server.service();
  customer::v1::UpdateCustomerRequest request;
  *request.mutable_customer() = customer;
  request.mutable_customer()->clear_etag();
  request.mutable_update_mask()->add_paths(mask);
  auto updated = customers.customers->Update<Customer>(customers.call(), request);
  EXPECT_THAT(updated, IsOk());
  return updated.ok() ? *std::move(updated) : customer;
}

void RuleTimeTest::Tell(const Customer& before, const Customer& after,
                        const std::vector<std::string>& changed, Change::Kind kind) {
  event::v1::LogEvent event;
  event.set_position(++position_);
  const Uuid id = DeriveUuid("event", absl::StrCat(position_));
  event.set_event_id(std::string(id.bytes()));
  event.set_root_event_id(event.event_id());
  event.set_tenant_id(std::string(call().principal.tenant.bytes()));
  event.set_resource_type("customer");
  const Uuid resource =
      Uuid::Parse(std::vector<std::string>(absl::StrSplit(after.name(), '/')).back()).value();
  event.set_resource_id(std::string(resource.bytes()));
  event.set_kind(kind);
  *event.mutable_change_time() =
      google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(now()));
  for (const std::string& field : changed) event.add_changed_fields(field);
  event.set_before_body(before.SerializeAsString());
  event.set_after_body(after.SerializeAsString());
  const auto done = [](db::Transaction&) { return absl::OkStatus(); };
  // As a consumer does it: what is said to change nothing is passed over.
  const event::v1::LogEvent* const one = &event;
  const auto concerns = rules_->events.Concerns(absl::MakeConstSpan(&one, 1));
  ASSERT_THAT(concerns, IsOk());
  if (!(*concerns)[0]) return;
  ASSERT_THAT(rules_->events.Apply(absl::MakeConstSpan(&event, 1), done), IsOk());
}

void RuleTimeTest::Hear(const Customer& before, const Customer& after,
                        const std::vector<std::string>& changed) {
  Tell(before, after, changed, Change::UPDATED);
}

void RuleTimeTest::HearOfNew(const Customer& customer) {
  Tell(Customer(), customer, {"display_name"}, Change::CREATED);
}

void RuleTimeTest::HearOfDeletion(const Customer& customer) {
  Tell(customer, customer, {"delete_time"}, Change::DELETED);
}

void RuleTimeTest::Run(absl::Duration by) {
  service_.clock.Advance(by);
  service_.customer_server.service().clock.Advance(by);
  while (true) {
    const auto fired = runner_->Turn();
    ASSERT_THAT(fired, IsOk());
    if (*fired == 0) return;
  }
}

int64_t RuleTimeTest::NotFired(v1::RuleExecution::Reason reason) {
  v1::ListRuleExecutionsRequest request;
  request.set_parent("automationRules/-");
  request.set_page_size(1000);
  const auto listed =
      service_.catalog->Of<v1::RuleExecution>().List<v1::ListRuleExecutionsResponse>(call(),
                                                                                     request);
  EXPECT_THAT(listed, IsOk());
  if (!listed.ok()) return -1;
  int64_t count = 0;
  for (const v1::RuleExecution& each : listed->rule_executions()) count += each.reason() == reason;
  return count;
}

}  // namespace guanxi::workflow
