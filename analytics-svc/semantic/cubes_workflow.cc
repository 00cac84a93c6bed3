// Cubes over what workflow-svc has.
#include "analytics-svc/semantic/cubes.h"

namespace guanxi::analytics {
namespace {

Cube Todos() {
  Cube cube;
  cube.name = "todos";
  cube.title = {"To-dos", "待办"};
  cube.table = "fact_todo";
  cube.rules = {{"guanxi.dev/Todo", "todos.read"}};
  cube.measures = {CountOf("count", "To-dos", "待办数"),
                   CountOf("open_count", "Open to-dos", "未完成待办数", "f.state = 'OPEN'"),
                   CountOf("done_count", "To-dos done", "已完成待办数", "f.state = 'DONE'"),
                   CountOf("overdue_count", "Overdue to-dos", "逾期待办数",
                           "f.state = 'OPEN' AND f.due_time < {now}"),
                   CountOf("due_done_count", "To-dos done that had a due time", "有期限的完成数",
                           "f.state = 'DONE' AND f.due_time IS NOT NULL"),
                   CountOf("punctual_count", "To-dos done in time", "按时完成数",
                           "f.state = 'DONE' AND f.complete_time <= f.due_time"),
                   RatioOf("punctual_rate", "Share done in time", "按时完成率", Unit::kShare,
                           "punctual_count", "due_done_count"),
                   SumOf("work_time", "Time until done", "完成时长", Unit::kSeconds,
                         "UNIX_TIMESTAMP(f.complete_time) - UNIX_TIMESTAMP(f.create_time)",
                         "f.complete_time IS NOT NULL"),
                   CountOf("timed_count", "To-dos with an end", "有完成时间的待办数",
                           "f.complete_time IS NOT NULL"),
                   RatioOf("average_work_time", "Average time until done", "平均完成时长",
                           Unit::kSeconds, "work_time", "timed_count")};
  cube.dimensions = Together(
      Owned(),
      {TextOf("state", "State", "状态"), TextOf("priority", "Priority", "优先级"),
       TextOf("subject_type", "About", "对象类型"), TimeOf("create_time", "Created", "创建时间"),
       TimeOf("due_time", "Due", "截止时间"), TimeOf("complete_time", "Done", "完成时间")});
  cube.joins = {DepartmentJoin()};
  return cube;
}

Cube Approvals() {
  Cube cube;
  cube.name = "approvals";
  cube.title = {"Approvals", "审批"};
  cube.table = "fact_approval";
  cube.rules = {{"guanxi.dev/ProcessInstance", "processInstances.read"}};
  cube.measures = {
      CountOf("count", "Approvals", "审批数"),
      CountOf("running_count", "Approvals under way", "进行中审批数", "f.state = 'RUNNING'"),
      CountOf("approved_count", "Approved", "通过数", "f.state = 'APPROVED'"),
      CountOf("rejected_count", "Rejected", "驳回数", "f.state = 'REJECTED'"),
      CountOf("decided_count", "Decided", "已决数", "f.state IN ('APPROVED', 'REJECTED')"),
      RatioOf("approval_rate", "Share approved", "通过率", Unit::kShare, "approved_count",
              "decided_count"),
      SumOf("work_time", "Time until the end", "审批时长", Unit::kSeconds,
            "UNIX_TIMESTAMP(f.end_time) - UNIX_TIMESTAMP(f.create_time)", "f.end_time IS NOT NULL"),
      CountOf("ended_count", "Ended", "已结束数", "f.end_time IS NOT NULL"),
      RatioOf("average_work_time", "Average time until the end", "平均审批时长", Unit::kSeconds,
              "work_time", "ended_count")};
  cube.dimensions = Together(
      Owned(),
      {RecordOf("definition", "Process", "流程", "processDefinitions"),
       TextOf("subject_type", "About", "对象类型"), TextOf("state", "State", "状态"),
       TimeOf("create_time", "Begun", "发起时间"), TimeOf("end_time", "Ended", "结束时间")});
  cube.joins = {DepartmentJoin()};
  return cube;
}

Cube ServiceLevels() {
  Cube cube;
  cube.name = "service_levels";
  cube.title = {"Service levels", "服务时效"};
  cube.table = "fact_sla";
  cube.rules = {{"guanxi.dev/SlaClock", "slaClocks.read"}};
  cube.measures = {
      CountOf("count", "Clocks", "时效数", "f.state <> 'CANCELLED'"),
      CountOf("breached_count", "Breached", "超时数",
              "f.state <> 'CANCELLED' AND f.breach_time IS NOT NULL"),
      RatioOf("breach_rate", "Share breached", "超时率", Unit::kShare, "breached_count", "count"),
      CountOf("stopped_count", "Met or ended", "已结束数", "f.state = 'STOPPED'"),
      SumOf("elapsed", "Working time taken", "工作时长", Unit::kSeconds, "f.elapsed * 0.000001",
            "f.state = 'STOPPED'"),
      RatioOf("average_elapsed", "Average working time", "平均工作时长", Unit::kSeconds, "elapsed",
              "stopped_count")};
  cube.dimensions = Together(
      Owned(), {RecordOf("policy", "Policy", "时效策略", "slaPolicies"),
                TextOf("subject_type", "About", "对象类型"), TextOf("state", "State", "状态"),
                TimeOf("start_time", "Began", "开始时间"), TimeOf("stop_time", "Ended", "结束时间"),
                TimeOf("breach_time", "Breached", "超时时间")});
  cube.joins = {DepartmentJoin()};
  return cube;
}

}  // namespace

std::vector<Cube> WorkflowCubes() { return {Todos(), Approvals(), ServiceLevels()}; }

}  // namespace guanxi::analytics
