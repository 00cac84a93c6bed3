// What is to be done about people, as to-dos of workflow-svc.
#ifndef GUANXI_CUSTOMER_SVC_POWER_ACTION_PLAN_H_
#define GUANXI_CUSTOMER_SVC_POWER_ACTION_PLAN_H_

#include <memory>
#include <set>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/rpc/call.h"
#include "guanxi/customer/v1/power_map_service.pb.h"
#include "guanxi/workflow/v1/todo_service.grpc.pb.h"

namespace guanxi::customer {

// That there are steps, each about one of `people` and with a title; and of `request_id` the form.
//   INVALID_ARGUMENT  INVALID_FIELD
absl::Status CheckPlan(const v1::CreateActionPlanRequest& request,
                       const std::set<std::string>& people);

// Thread-safe.
class ActionPlanClient {
 public:
  // `target` is the gRPC target of workflow-svc; "": there is none.
  explicit ActionPlanClient(const std::string& target);

  // The to-dos of a plan, made with the caller's own token within 5 s of the deadline of `call`;
  // not to be called while a transaction is open. Errors: those of BatchCreateTodos, and
  //   FAILED_PRECONDITION  NO_WORKFLOW_SVC    there is none
  //   UNAVAILABLE          WORKFLOW_SVC_DOWN  it does not answer; it may have heard
  absl::StatusOr<v1::CreateActionPlanResponse> Create(
      const rpc::Call& call, const v1::CreateActionPlanRequest& request) const;

 private:
  const std::unique_ptr<workflow::v1::TodoService::Stub> todos_;  // null: there is none
};

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_POWER_ACTION_PLAN_H_
