#include "workflow-svc/resources.h"

#include <string>

#include "absl/types/span.h"
#include "common/base/status_macros.h"
#include "common/foreign/kinds.h"
#include "common/resource/resource_name.h"
#include "common/resource/unit_of_work.h"
#include "common/rpc/call.h"
#include "guanxi/workflow/v1/process_comment.pb.h"
#include "guanxi/workflow/v1/process_instance.pb.h"
#include "guanxi/workflow/v1/process_task.pb.h"
#include "guanxi/workflow/v1/reminder.pb.h"
#include "guanxi/workflow/v1/sla_clock.pb.h"
#include "guanxi/workflow/v1/sla_policy.pb.h"
#include "guanxi/workflow/v1/todo.pb.h"
#include "guanxi/workflow/v1/work_calendar.pb.h"
#include "workflow-svc/approval/delegations.h"
#include "workflow-svc/approval/process_definitions.h"
#include "workflow-svc/notifications/behaviors.h"
#include "workflow-svc/reminder_effects.h"
#include "workflow-svc/reminder_rules.h"
#include "workflow-svc/rules/rule_behaviors.h"
#include "workflow-svc/rules/time/rule_starts.h"
#include "workflow-svc/sla/sla_policy_rules.h"
#include "workflow-svc/sla/sla_timers.h"
#include "workflow-svc/subjects.h"
#include "workflow-svc/todo_rules.h"
#include "workflow-svc/work_calendar_rules.h"

namespace guanxi::workflow {
namespace {

using resource::ChangeKind;
using resource::Faults;
using resource::Question;
using resource::Resource;
using resource::StatesValues;
using resource::UnitOfWork;
using resource::WriteContext;
using v1::Reminder;
using v1::Todo;
using v1::WorkCalendar;

// Of a subject that was not there before. A text that is no name is found wrong by its form.
std::vector<Question> QuestionsOf(const Todo* old, const Todo& next) {
  const bool is_new = old == nullptr || old->subject() != next.subject();
  if (!is_new || foreign::FindKind(SubjectKinds(), next.subject()) == nullptr) return {};
  return {{"subject", next.subject()}};
}

// What one has put off another has not, whichever method gave it to him.
absl::Status WakeForAnother(UnitOfWork& work, const Resource& todos, const Todo& todo) {
  GUANXI_ASSIGN_OR_RETURN(const resource::ResourceName name,
                          resource::ParseName(todos.type(), todo.name(), "todo.name"));
  GUANXI_ASSIGN_OR_RETURN(const resource::Stored row, work.Get(todos, name));
  Todo awake = static_cast<const Todo&>(*row.message);
  awake.clear_snooze_time();
  return work.Update(todos, row, &awake).status();
}

// What follows from writes of to-dos and reminders goes by these; `all` is not complete yet.
struct Setting {
  const Resources* all;
  timers::Timers* timers;
  const policy::Authorizer* authorizer;

  ReminderResources parts() const {
    return {all->todos.get(), all->reminders.get(), timers, authorizer};
  }
};

resource::Behavior<Todo> TodoBehavior(const Setting& setting,
                                      const foreign::ForeignNames* subjects) {
  resource::Behavior<Todo> todo;
  todo.normalize = [](const WriteContext&, Todo* message, Violations* violations) {
    NormalizeTodo(message, violations);
  };
  todo.check = [](ChangeKind kind, const Todo* old, const Todo& next, Violations* violations) {
    if (StatesValues(kind)) CheckTodo(old, next, violations);
  };
  todo.questions = QuestionsOf;
  todo.ask = [subjects](const rpc::Call& call,
                        absl::Span<const std::string> names) -> absl::StatusOr<Faults> {
    if (subjects == nullptr) return absl::InternalError("there is no service to be asked");
    return subjects->Ask(call, names);
  };
  todo.derive = [setting](UnitOfWork& work, ChangeKind kind, const Todo* old,
                          const Todo& next) -> absl::Status {
    if (old != nullptr && old->owner() != next.owner() && next.has_snooze_time()) {
      GUANXI_RETURN_IF_ERROR(WakeForAnother(work, *setting.all->todos, next));
    }
    return DeriveTodo(work, setting.parts(), kind, old, next);
  };
  return todo;
}

resource::Behavior<Reminder> ReminderBehavior(const Setting& setting) {
  resource::Behavior<Reminder> reminder;
  reminder.normalize = [](const WriteContext&, Reminder* message, Violations*) {
    NormalizeReminder(message);
  };
  reminder.check = [](ChangeKind kind, const Reminder*, const Reminder& next,
                      Violations* violations) {
    if (StatesValues(kind)) CheckReminder(next, violations);
  };
  reminder.derive = [setting](UnitOfWork& work, ChangeKind kind, const Reminder* old,
                              const Reminder& next) {
    return DeriveReminder(work, setting.parts(), kind, old, next);
  };
  reminder.derives_into_parent = true;
  return reminder;
}

resource::Behavior<v1::SlaPolicy> SlaPolicyBehavior() {
  resource::Behavior<v1::SlaPolicy> policy;
  policy.normalize = [](const WriteContext&, v1::SlaPolicy* message, Violations* violations) {
    NormalizeSlaPolicy(message, violations);
  };
  policy.check = [](ChangeKind kind, const v1::SlaPolicy*, const v1::SlaPolicy& next,
                    Violations* violations) {
    if (StatesValues(kind)) CheckSlaPolicy(next, violations);
  };
  return policy;
}

resource::Behavior<WorkCalendar> WorkCalendarBehavior(timers::Timers* timers) {
  resource::Behavior<WorkCalendar> calendar;
  calendar.normalize = [](const WriteContext&, WorkCalendar* message, Violations* violations) {
    NormalizeWorkCalendar(message, violations);
  };
  calendar.check = [](ChangeKind kind, const WorkCalendar*, const WorkCalendar& next,
                      Violations* violations) {
    if (StatesValues(kind)) CheckWorkCalendar(next, violations);
  };
  if (timers != nullptr) {
    calendar.derive = [timers](UnitOfWork& work, ChangeKind, const WorkCalendar* old,
                               const WorkCalendar& next) -> absl::Status {
      GUANXI_RETURN_IF_ERROR(DeriveWorkCalendar(work, *timers, old, next));
      return old == nullptr ? absl::OkStatus() : DeriveCalendarTimers(work, timers, *old, next);
    };
  }
  return calendar;
}

// What processes are made of: of instances and tasks the service says everything.
absl::Status AddProcesses(Resources* all) {
  GUANXI_ASSIGN_OR_RETURN(all->process_definitions, Resource::Create(ProcessDefinitionBehavior()));
  GUANXI_ASSIGN_OR_RETURN(all->process_revisions,
                          Resource::Create(resource::Behavior<v1::ProcessRevision>()));
  GUANXI_ASSIGN_OR_RETURN(all->process_instances,
                          Resource::Create(resource::Behavior<v1::ProcessInstance>()));
  GUANXI_ASSIGN_OR_RETURN(all->process_tasks,
                          Resource::Create(resource::Behavior<v1::ProcessTask>()));
  GUANXI_ASSIGN_OR_RETURN(all->process_comments,
                          Resource::Create(resource::Behavior<v1::ProcessComment>()));
  GUANXI_ASSIGN_OR_RETURN(all->delegations,
                          Resource::Create(DelegationBehavior(&all->delegations)));
  GUANXI_ASSIGN_OR_RETURN(
      all->approval_policies,
      Resource::Create(ApprovalPolicyBehavior(&all->process_definitions, &all->process_revisions)));
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::unique_ptr<const Resources>> Resources::Create(
    const foreign::ForeignNames* subjects, timers::Timers* timers,
    const policy::Authorizer* authorizer, CustomFieldBook* custom_fields) {
  auto all = std::make_unique<Resources>();
  const Setting setting{all.get(), timers, authorizer};
  GUANXI_ASSIGN_OR_RETURN(all->todos, Resource::Create(TodoBehavior(setting, subjects)));
  GUANXI_ASSIGN_OR_RETURN(all->reminders, Resource::Create(ReminderBehavior(setting)));
  GUANXI_ASSIGN_OR_RETURN(all->work_calendars, Resource::Create(WorkCalendarBehavior(timers)));
  GUANXI_ASSIGN_OR_RETURN(all->channels, Resource::Create(ChannelBehavior()));
  GUANXI_ASSIGN_OR_RETURN(all->deliveries, Resource::Create(DeliveryBehavior()));
  GUANXI_ASSIGN_OR_RETURN(all->notifications, Resource::Create(NotificationBehavior()));
  GUANXI_ASSIGN_OR_RETURN(all->notification_preferences,
                          Resource::Create(NotificationPreferenceBehavior(timers)));
  GUANXI_ASSIGN_OR_RETURN(all->notification_templates,
                          Resource::Create(NotificationTemplateBehavior()));
  GUANXI_ASSIGN_OR_RETURN(all->automation_rules,
                          Resource::Create(AutomationRuleBehavior(
                              {&all->automation_rules, &all->channels, &all->process_definitions,
                               &all->process_revisions, timers, custom_fields, subjects})));
  GUANXI_ASSIGN_OR_RETURN(all->rule_executions, Resource::Create(RuleExecutionBehavior()));
  GUANXI_ASSIGN_OR_RETURN(all->sla_clocks, Resource::Create(resource::Behavior<v1::SlaClock>()));
  GUANXI_ASSIGN_OR_RETURN(all->sla_policies, Resource::Create(SlaPolicyBehavior()));
  GUANXI_RETURN_IF_ERROR(AddProcesses(all.get()));
  GUANXI_RETURN_IF_ERROR(Resource::Link(all->all()));
  return std::unique_ptr<const Resources>(std::move(all));
}

}  // namespace guanxi::workflow
