#include "workflow-svc/test_service.h"

#include <cstdlib>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/crypto/key_ring.h"
#include "common/testing/mariadb.h"
#include "customer-svc/test_service.h"
#include "guanxi/workflow/v1/todo_service.pb.h"
#include "workflow-svc/approval/process_timers.h"
#include "workflow-svc/process_parts.h"
#include "workflow-svc/sla/sla_timers.h"
#include "workflow-svc/subjects.h"
#include "workflow-svc/todo_calls.h"

namespace guanxi::workflow {

TestService::TestService() {
  db::Options options;
  options.server = SharedMariaDb()->CreateSchema("workflow-svc/schema").value();
  options.metrics = &metrics;
  database = db::Database::Create(options).value();
  const std::string key_file = absl::StrCat("1 ", std::string(64, 'a'));
  environment = resource::Environment::Create(&clock, crypto::KeyRing::Parse(key_file).value(),
                                              std::string(32, 'k'))
                    .value();
  // Port 1 is nobody's.
  const std::map<std::string, std::string> targets = {{"customer-svc", customer_server.target()},
                                                      {"lead-svc", "127.0.0.1:1"}};
  subjects = std::make_unique<foreign::ForeignNames>(NamedKinds(), targets);
  custom_fields = std::make_unique<CustomFieldBook>(
      targets, [](const Uuid&, absl::string_view) { return std::string("a"); });
  resources = Resources::Create(subjects.get(), &timers, &authorizer, custom_fields.get()).value();
  engine = std::make_unique<resource::Engine>(database.get(), environment.get());
  catalog = resource::Catalog::Create(engine.get(), resources->all()).value();
  todos = std::make_unique<TodoServiceImpl>(engine.get(), resources.get());
  reminders = std::make_unique<ReminderServiceImpl>(engine.get(), resources.get());
  calendars = std::make_unique<WorkCalendarServiceImpl>(engine.get(), resources.get());
  sla_clocks =
      std::make_unique<SlaClocks>(resources->sla_policies.get(), resources->sla_clocks.get(),
                                  resources->work_calendars.get(), &timers);
  sla_clock_service = std::make_unique<SlaClockServiceImpl>(engine.get(), sla_clocks.get(),
                                                            subjects.get(), resources->todos.get());
  timers::Kinds kinds = TodoTimerKinds(resources.get(), &timers, &authorizer);
  kinds.merge(SlaTimerKinds(sla_clocks.get(), &timers));
  processes = std::make_unique<ProcessPart>(engine.get(), catalog.get(), &authorizer,
                                            ProcessPartsOf(*resources, &timers));
  kinds.merge(ProcessTimerKinds(&processes->runner, &processes->staff));
  timers::Runner::Options runner;
  runner.owner = "test";
  runner.actor = "services/workflow-svc";
  timer_runner = std::make_unique<timers::Runner>(database.get(), engine.get(), Clocks(&clock),
                                                  &timers, std::move(kinds), runner);
}

rpc::Call TestService::call(const std::string& token) const {
  const customer::TestService& other = customer_server.service();
  rpc::Call call = other.CallOf(token == "a" ? other.tenant : other.other_tenant);
  call.authorization = absl::StrCat("Bearer ", token);
  return call;
}

v1::Todo TestService::CreateTodo(v1::Todo todo) {
  if (todo.title().empty()) todo.set_title("请立即跟进VIP客户");
  v1::CreateTodoRequest request;
  *request.mutable_todo() = std::move(todo);
  return catalog->Of<v1::Todo>().Create<v1::Todo>(call(), request).value();
}

void TestService::Advance(absl::Duration by) {
  clock.Advance(by);
  while (timer_runner->Turn().value() > 0) {
  }
}

int64_t TestService::Number(const std::string& sql) const {
  int64_t number = 0;
  const absl::Status read = database->ReadOnly({}, [&](db::Transaction& tx) {
    const auto rows = tx.Select({"test.number", sql, /*infrastructure=*/true}, {});
    if (rows.ok()) number = (*rows)[0].Int64(0);
    return rows.status();
  });
  if (!read.ok()) std::abort();
  return number;
}

int64_t TestService::Ran(const std::string& query) const {
  for (const prometheus::MetricFamily& family : metrics.Collect()) {
    if (family.name != "guanxi_sql_query_seconds") continue;
    for (const auto& metric : family.metric) {
      if (metric.label[0].value == query) return metric.histogram.sample_count;
    }
  }
  return 0;
}

std::string TestService::CreateCustomer() {
  return customer_server.service().Create(customer::TestService::Company("灵动传媒")).name();
}

}  // namespace guanxi::workflow
