// The resources of this service, wired to the engine.
#ifndef GUANXI_WORKFLOW_SVC_RESOURCES_H_
#define GUANXI_WORKFLOW_SVC_RESOURCES_H_

#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "common/foreign/foreign_names.h"
#include "common/policy/authorizer.h"
#include "common/resource/resource.h"
#include "common/timers/timers.h"

namespace guanxi::workflow {

class CustomFieldBook;

// Immutable, thus thread-safe; one for the process.
struct Resources {
  // `subjects`, of NamedKinds, says whether what to-dos name is there; null where no to-do is
  // written through these. What is written arms `timers` and tells people what they may see by
  // `authorizer`; null: it does neither. `custom_fields` is for conditions of rules; null: they may
  // read none. Nothing is owned.
  static absl::StatusOr<std::unique_ptr<const Resources>> Create(
      const foreign::ForeignNames* subjects, timers::Timers* timers = nullptr,
      const policy::Authorizer* authorizer = nullptr, CustomFieldBook* custom_fields = nullptr);

  // For the catalog.
  std::vector<const resource::Resource*> all() const {
    return {todos.get(),
            reminders.get(),
            work_calendars.get(),
            channels.get(),
            deliveries.get(),
            notifications.get(),
            notification_preferences.get(),
            notification_templates.get(),
            automation_rules.get(),
            rule_executions.get(),
            sla_clocks.get(),
            sla_policies.get(),
            process_definitions.get(),
            process_revisions.get(),
            process_instances.get(),
            process_tasks.get(),
            process_comments.get(),
            delegations.get(),
            approval_policies.get()};
  }

  std::unique_ptr<const resource::Resource> todos;
  std::unique_ptr<const resource::Resource> reminders;
  std::unique_ptr<const resource::Resource> work_calendars;
  std::unique_ptr<const resource::Resource> channels;
  std::unique_ptr<const resource::Resource> deliveries;
  std::unique_ptr<const resource::Resource> notifications;
  std::unique_ptr<const resource::Resource> notification_preferences;
  std::unique_ptr<const resource::Resource> notification_templates;
  std::unique_ptr<const resource::Resource> automation_rules;
  std::unique_ptr<const resource::Resource> rule_executions;
  std::unique_ptr<const resource::Resource> sla_clocks;
  std::unique_ptr<const resource::Resource> sla_policies;
  std::unique_ptr<const resource::Resource> process_definitions;
  std::unique_ptr<const resource::Resource> process_revisions;
  std::unique_ptr<const resource::Resource> process_instances;
  std::unique_ptr<const resource::Resource> process_tasks;
  std::unique_ptr<const resource::Resource> process_comments;
  std::unique_ptr<const resource::Resource> delegations;
  std::unique_ptr<const resource::Resource> approval_policies;
};

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_RESOURCES_H_
