// The part of a year that is about money that is to come, and about work.
#include "absl/strings/str_cat.h"
#include "analytics-svc/facts/year_testing.h"
#include "google/protobuf/util/time_util.h"
#include "guanxi/lead/v1/payment_plan.pb.h"
#include "guanxi/workflow/v1/process_instance.pb.h"
#include "guanxi/workflow/v1/process_task.pb.h"
#include "guanxi/workflow/v1/todo.pb.h"

namespace guanxi::analytics {

using lead::v1::PaymentPlan;
using workflow::v1::ProcessInstance;
using workflow::v1::ProcessTask;
using workflow::v1::Todo;

namespace {

constexpr char kWorkflowSvc[] = "workflow-svc";

google::protobuf::Timestamp ToProto(absl::Time time) {
  return google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(time));
}

}  // namespace

void Year::AddPlans(int contract) {
  const Uuid above = DeriveUuid("contract", absl::StrCat(contract));
  for (int j = Roll(4); j > 0; --j) {
    RecordHistory<PaymentPlan> plan("payment_plan", Tenant(contract),
                                    DeriveUuid("payment_plan", absl::StrCat(contract, "/", j)),
                                    std::string(above.bytes()));
    PaymentPlan message;
    *message.mutable_amount() = Money();
    *message.mutable_open_amount() = message.amount();
    message.mutable_due_date()->set_year(2026);
    message.mutable_due_date()->set_month(1 + Roll(12));
    message.mutable_due_date()->set_day(1);
    plan.Create(message, Later());
    for (int step = Roll(3); step > 0; --step) {
      message.set_outstanding(Roll(2) == 0);
      *message.mutable_open_amount() = Money();
      plan.Update(message, Later());
    }
    if (Roll(4) == 0) plan.Delete(Later());
    Keep("lead-svc", plan);
  }
}

void Year::AddTodo(int i) {
  RecordHistory<Todo> history("todo", Tenant(i), DeriveUuid("todo", absl::StrCat(i)));
  Todo todo;
  todo.set_owner(User());
  todo.set_state(Todo::OPEN);
  todo.set_subject("customers/" + DeriveUuid("customer", absl::StrCat(i)).ToString());
  *todo.mutable_create_time() = ToProto(Later());
  *todo.mutable_due_time() = ToProto(Later());
  history.Create(todo, Later());
  for (int step = Roll(4); step > 0; --step) {
    if (Roll(3) == 0) todo.set_owner(User());
    const bool is_done = Roll(2) == 0;
    todo.set_state(is_done ? Todo::DONE : Todo::OPEN);
    todo.clear_complete_time();
    if (is_done) *todo.mutable_complete_time() = ToProto(Later());
    history.Update(todo, Later());
  }
  if (Roll(4) == 0) history.Delete(Later());
  Keep(kWorkflowSvc, history);
}

void Year::AddApproval(int i) {
  RecordHistory<ProcessInstance> history("process_instance", Tenant(i),
                                         DeriveUuid("process_instance", absl::StrCat(i)));
  ProcessInstance instance;
  instance.set_initiator(User());
  instance.set_state(ProcessInstance::RUNNING);
  *instance.mutable_create_time() = ToProto(Later());
  history.Create(instance, Later());
  RecordHistory<ProcessTask> work("process_task", Tenant(i),
                                  DeriveUuid("process_task", absl::StrCat(i)));
  ProcessTask task;
  task.set_instance(history.name("processInstances"));
  task.set_assignee(User());
  task.set_state(ProcessTask::OPEN);
  *task.mutable_create_time() = ToProto(Later());
  work.Create(task, Later());
  if (Roll(2) == 0) {
    task.set_state(ProcessTask::DONE);
    *task.mutable_complete_time() = ToProto(Later());
    work.Update(task, Later());
    instance.set_state(Roll(2) == 0 ? ProcessInstance::APPROVED : ProcessInstance::REJECTED);
    *instance.mutable_end_time() = ToProto(Later());
    history.Update(instance, Later());
  }
  Keep(kWorkflowSvc, history);
  Keep(kWorkflowSvc, work);
}

}  // namespace guanxi::analytics
