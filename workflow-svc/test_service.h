// The service's resources and methods over a schema of their own on a real MariaDB, with a real
// customer service on a port of its own, and none where lead-svc should be.
#ifndef GUANXI_WORKFLOW_SVC_TEST_SERVICE_H_
#define GUANXI_WORKFLOW_SVC_TEST_SERVICE_H_

#include <cstdint>
#include <memory>
#include <string>

#include "common/db/database.h"
#include "common/foreign/foreign_names.h"
#include "common/policy/authorizer.h"
#include "common/resource/catalog.h"
#include "common/resource/engine.h"
#include "common/rpc/call.h"
#include "common/testing/fake_clock.h"
#include "common/timers/runner.h"
#include "common/timers/timers.h"
#include "guanxi/workflow/v1/todo.pb.h"
#include "lead-svc/test_service.h"
#include "prometheus/registry.h"
#include "workflow-svc/approval/process_part.h"
#include "workflow-svc/reminder_service.h"
#include "workflow-svc/resources.h"
#include "workflow-svc/rules/custom_field_book.h"
#include "workflow-svc/sla/sla_clock_service.h"
#include "workflow-svc/sla/sla_clocks.h"
#include "workflow-svc/todo_service.h"
#include "workflow-svc/work_calendar_service.h"

namespace guanxi::workflow {

// One for each test. Ends the process if the database does not start.
struct TestService {
  TestService();

  // A call of the first tenant's first user ("a"), or of the other tenant's.
  rpc::Call call(const std::string& token = "a") const;

  // Creates it; ends the process on an error.
  v1::Todo CreateTodo(v1::Todo todo = v1::Todo());
  // A customer of customer-svc.
  std::string CreateCustomer();
  // Moves the clock on, and has all fire that is due by then.
  void Advance(absl::Duration by);
  // One number from the schema.
  int64_t Number(const std::string& sql) const;
  // How often the query of that name ran (`processInstance.lock_by_id`).
  int64_t Ran(const std::string& query) const;

  FakeClock clock{absl::FromUnixSeconds(1790000000)};
  lead::CustomerServer customer_server;
  prometheus::Registry metrics;  // of the database
  std::unique_ptr<db::Database> database;
  std::unique_ptr<resource::Environment> environment;
  std::unique_ptr<foreign::ForeignNames> subjects;
  std::unique_ptr<CustomFieldBook> custom_fields;
  timers::Timers timers;
  const policy::Authorizer authorizer;  // lets everybody do everything
  std::unique_ptr<const Resources> resources;
  std::unique_ptr<resource::Engine> engine;
  std::unique_ptr<const resource::Catalog> catalog;
  std::unique_ptr<TodoServiceImpl> todos;
  std::unique_ptr<ReminderServiceImpl> reminders;
  std::unique_ptr<WorkCalendarServiceImpl> calendars;
  std::unique_ptr<SlaClocks> sla_clocks;
  std::unique_ptr<SlaClockServiceImpl> sla_clock_service;
  std::unique_ptr<ProcessPart> processes;
  std::unique_ptr<timers::Runner> timer_runner;
};

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_TEST_SERVICE_H_
