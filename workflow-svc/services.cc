#include "workflow-svc/services.h"

#include "common/audit/audit_reader.h"
#include "common/base/status_macros.h"
#include "common/events/event_methods.h"
#include "common/foreign/foreign_names.h"
#include "common/resource/catalog.h"
#include "guanxi/workflow/v1/audit_service.adapter.h"
#include "guanxi/workflow/v1/event_service.adapter.h"
#include "workflow-svc/notifications/people.h"
#include "workflow-svc/notifications/wiring.h"
#include "workflow-svc/reminder_service.h"
#include "workflow-svc/resources.h"
#include "workflow-svc/subjects.h"
#include "workflow-svc/todo_calls.h"
#include "workflow-svc/todo_service.h"
#include "workflow-svc/work_calendar_service.h"

namespace guanxi::workflow {

absl::StatusOr<service::Services> MakeServices(const std::map<std::string, std::string>& targets,
                                               const service::Parts& parts,
                                               const ServiceOptions& options) {
  service::Services made;
  auto* const subjects = made.Keep<foreign::ForeignNames>(SubjectKinds(), targets);
  made.timers = made.Keep<timers::Timers>();
  GUANXI_ASSIGN_OR_RETURN(const Resources* const all,
                          made.Own(Resources::Create(subjects, made.timers, parts.authorizer)));
  made.timer_kinds = TodoTimerKinds(all, made.timers, parts.authorizer);
  GUANXI_ASSIGN_OR_RETURN(const resource::Catalog* const catalog,
                          made.Own(resource::Catalog::Create(parts.engine, all->all())));
  made.catalog = catalog;
  made.Serve<v1::TodoServiceAdapter>(parts.pipeline, *catalog,
                                     made.Keep<TodoServiceImpl>(parts.engine, all));
  made.Serve<v1::ReminderServiceAdapter>(parts.pipeline, *catalog,
                                         made.Keep<ReminderServiceImpl>(parts.engine, all));
  made.Serve<v1::WorkCalendarServiceAdapter>(parts.pipeline, *catalog,
                                             made.Keep<WorkCalendarServiceImpl>(parts.engine, all));
  AddNotifications(parts, all, {options.outgoing, FindPersonAt(options.gateway, parts.account)},
                   &made);
  made.Serve<v1::AuditServiceAdapter>(
      parts.pipeline,
      made.Keep<audit::AuditMethods<v1::AuditServiceMethods>>(parts.engine, all->all()));
  made.Serve<v1::EventServiceAdapter>(parts.pipeline,
                                      made.Keep<events::EventMethods<v1::EventServiceMethods>>(
                                          parts.database, parts.engine, catalog));
  return made;
}

}  // namespace guanxi::workflow
