#include "workflow-svc/rules/rule_world.h"

#include <utility>
#include <vector>

#include "common/base/status_macros.h"
#include "common/resource/resource_name.h"
#include "common/resource/row_codec.h"
#include "google/protobuf/util/time_util.h"
#include "guanxi/workflow/v1/automation_rule_service.pb.h"
#include "guanxi/workflow/v1/rule_execution_service.pb.h"
#include "guanxi/workflow/v1/todo_service.pb.h"
#include "workflow-svc/rules/record_kind.h"
#include "workflow-svc/rules/rules_testing.h"

namespace guanxi::workflow {

using event::v1::LogEvent;
using v1::AutomationRule;
using v1::Todo;

RuleWorld::RuleWorld(const policy::Authorizer* rights) {
  RulePartOptions options;
  options.system_clock = &service.clock;
  options.ids = &ids;
  options.database = service.database.get();
  options.engine = service.engine.get();
  options.authorizer = rights != nullptr ? rights : &authorizer;
  options.catalog = service.catalog.get();
  options.rules = service.resources->automation_rules.get();
  options.executions = service.resources->rule_executions.get();
  options.custom_fields = service.custom_fields.get();
  options.targets = {{"customer-svc", service.customer_server.target()},
                     {"lead-svc", "127.0.0.1:1"}};
  options.token_for = [](const Uuid&, absl::string_view) { return std::string("a"); };
  options.start_process = [this](const auto& call, const auto& request) {
    return service.processes->instances.StartProcessInstance(call, request);
  };
  part = std::make_unique<RulePart>(options);
}

AutomationRule RuleWorld::Enabled(AutomationRule rule) {
  v1::CreateAutomationRuleRequest create;
  *create.mutable_automation_rule() = std::move(rule);
  const AutomationRule made =
      service.catalog->Of<AutomationRule>().Create<AutomationRule>(service.call(), create).value();
  v1::EnableAutomationRuleRequest enable;
  enable.set_name(made.name());
  return part->service.EnableAutomationRule(service.call(), enable).value();
}

AutomationRule RuleWorld::Get(const std::string& rule) const {
  v1::GetAutomationRuleRequest request;
  request.set_name(rule);
  return service.catalog->Of<AutomationRule>().Get<AutomationRule>(service.call(), request).value();
}

LogEvent RuleWorld::Happened(const std::string& name, metadata::v1::Change::Kind kind) {
  LogEvent event;
  const Uuid id = ids.Next();
  const resource::ResourceType& type = *FindRecordKindOf(name)->type;
  const resource::ResourceName parsed = resource::ParseName(type, name, "name").value();
  event.set_position(++applied);
  event.set_event_id(std::string(id.bytes()));
  event.set_root_event_id(event.event_id());
  event.set_tenant_id(std::string(service.call().principal.tenant.bytes()));
  event.set_resource_type(type.singular());
  event.set_resource_id(std::string(parsed.id.bytes()));
  event.set_parent_ids(resource::ParentIds(parsed));
  event.set_kind(kind);
  *event.mutable_change_time() = google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(
      absl::ToUnixMicros(service.clock.Now()));
  return event;
}

LogEvent RuleWorld::Updated(const Todo& before, const Todo& after) {
  LogEvent event = Happened(after.name(), metadata::v1::Change::UPDATED);
  const resource::ResourceType& type = service.resources->todos->type();
  const resource::Rest rest;
  const resource::Blobs was = resource::EncodeBlobs(type, before, rest);
  const resource::Blobs is = resource::EncodeBlobs(type, after, rest);
  event.set_before_body(was.body);
  event.set_before_personal(was.personal);
  event.set_after_body(is.body);
  event.set_after_personal(is.personal);
  if (before.priority() != after.priority()) event.add_changed_fields("priority");
  if (before.note() != after.note()) event.add_changed_fields("note");
  return event;
}

LogEvent RuleWorld::Caused(const LogEvent& cause, LogEvent event) const {
  event.set_root_event_id(cause.root_event_id());
  event.set_depth(cause.depth() + 1);
  return event;
}

LogEvent RuleWorld::BecameUrgent(const std::string& title) {
  Todo todo;
  todo.set_title(title);
  todo.set_priority(Todo::URGENT);
  todo.set_owner(me());
  const Todo stored = service.CreateTodo(todo);
  Todo before = stored;
  before.set_priority(Todo::LOW);
  return Updated(before, stored);
}

absl::Status RuleWorld::Apply(const std::vector<LogEvent>& events) {
  // As a consumer does it: what is said to change nothing is passed over.
  std::vector<const event::v1::LogEvent*> all;
  for (const event::v1::LogEvent& event : events) all.push_back(&event);
  GUANXI_ASSIGN_OR_RETURN(const std::vector<bool> concerns, part->events.Concerns(all));
  std::vector<event::v1::LogEvent> concerned;
  for (size_t i = 0; i < events.size(); ++i) {
    if (concerns[i]) concerned.push_back(events[i]);
  }
  if (concerned.empty()) return absl::OkStatus();
  return part->events.Apply(concerned, [](db::Transaction&) { return absl::OkStatus(); });
}

void RuleWorld::Work() {
  while (part->worker.Turn().value()) {
  }
}

std::vector<Todo> RuleWorld::TodosTitled(const std::string& title) const {
  v1::ListTodosRequest request;
  request.set_page_size(1000);
  const auto page =
      service.catalog->Of<Todo>().List<v1::ListTodosResponse>(service.call(), request).value();
  std::vector<Todo> found;
  for (const Todo& todo : page.todos()) {
    if (todo.title() == title) found.push_back(todo);
  }
  return found;
}

std::vector<v1::RuleExecution> RuleWorld::Executions(const std::string& rule) const {
  v1::ListRuleExecutionsRequest request;
  request.set_parent(rule);
  request.set_order_by("create_time");
  request.set_page_size(1000);
  const auto page = service.catalog->Of<v1::RuleExecution>()
                        .List<v1::ListRuleExecutionsResponse>(service.call(), request)
                        .value();
  return {page.rule_executions().begin(), page.rule_executions().end()};
}

AutomationRule UrgentRule(const std::string& owner) {
  AutomationRule rule = RuleAbout("guanxi.dev/Todo", {v1::RecordTrigger::UPDATED}, {"priority"});
  rule.clear_name();
  rule.clear_state();
  rule.set_owner(owner);
  rule.set_condition("priority = URGENT AND old.priority = LOW");
  return rule;
}

}  // namespace guanxi::workflow
