// The methods of guanxi.lead.v1.AssignmentService.
#ifndef GUANXI_LEAD_SVC_ASSIGNMENT_SERVICE_H_
#define GUANXI_LEAD_SVC_ASSIGNMENT_SERVICE_H_

#include "absl/status/statusor.h"
#include "common/resource/engine.h"
#include "common/resource/methods.h"
#include "guanxi/lead/v1/assignment_service.adapter.h"
#include "lead-svc/assigner.h"
#include "lead-svc/resources.h"

namespace guanxi::lead {

// Documented in the proto. Thread-safe. Owns nothing that it is given.
class AssignmentServiceImpl : public v1::AssignmentServiceMethods {
 public:
  // `leads` are the standard methods of leads.
  AssignmentServiceImpl(const resource::Engine* engine, const Resources* resources,
                        const Assigner* assigner, const resource::Methods* leads)
      : engine_(engine), resources_(resources), assigner_(assigner), leads_(leads) {}

  absl::StatusOr<v1::AssignmentDecision> AssignByRules(
      const rpc::Call& call, const v1::AssignByRulesRequest& request) override;
  absl::StatusOr<v1::AssignmentDecision> ExplainAssignment(
      const rpc::Call& call, const v1::ExplainAssignmentRequest& request) override;
  absl::StatusOr<v1::SimulateAssignmentResponse> SimulateAssignment(
      const rpc::Call& call, const v1::SimulateAssignmentRequest& request) override;

 private:
  const resource::Engine* const engine_;
  const Resources* const resources_;
  const Assigner* const assigner_;
  const resource::Methods* const leads_;
};

}  // namespace guanxi::lead

#endif  // GUANXI_LEAD_SVC_ASSIGNMENT_SERVICE_H_
