// The custom methods of guanxi.lead.v1.OpportunityService: the moves.
#ifndef GUANXI_LEAD_SVC_OPPORTUNITY_SERVICE_H_
#define GUANXI_LEAD_SVC_OPPORTUNITY_SERVICE_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/resource/engine.h"
#include "common/resource/unit_of_work.h"
#include "guanxi/lead/v1/opportunity_service.adapter.h"
#include "guanxi/lead/v1/stage.pb.h"
#include "lead-svc/resources.h"

namespace guanxi::lead {

// Documented in the proto. Thread-safe. Owns nothing that it is given.
class OpportunityServiceImpl : public v1::OpportunityServiceMethods {
 public:
  OpportunityServiceImpl(const resource::Engine* engine, const Resources* resources)
      : engine_(engine), resources_(resources) {}

  absl::StatusOr<v1::Opportunity> AdvanceStage(const rpc::Call& call,
                                               const v1::AdvanceStageRequest& request) override;
  absl::StatusOr<v1::Opportunity> MarkStageAction(
      const rpc::Call& call, const v1::MarkStageActionRequest& request) override;
  absl::StatusOr<v1::Opportunity> WinOpportunity(const rpc::Call& call,
                                                 const v1::WinOpportunityRequest& request) override;
  absl::StatusOr<v1::Opportunity> LoseOpportunity(
      const rpc::Call& call, const v1::LoseOpportunityRequest& request) override;
  absl::StatusOr<v1::Opportunity> ReopenOpportunity(
      const rpc::Call& call, const v1::ReopenOpportunityRequest& request) override;

 private:
  // The stages of the opportunity's pipeline, and the one that it is in if that is deleted; they
  // stay so until the end. They are held after the opportunity, and after their pipeline.
  //   NOT_FOUND  PIPELINE_NOT_FOUND  it is deleted
  absl::StatusOr<std::vector<v1::Stage>> StagesOf(resource::UnitOfWork& work,
                                                  const v1::Opportunity& opportunity) const;

  // The canonical name of a stage that a request states; empty if it states none.
  //   PERMISSION_DENIED  FIELD_NOT_ALLOWED  the caller does not see the stage of opportunities
  absl::StatusOr<std::string> StatedStage(const rpc::Call& call, const std::string& stage) const;

  // That everything is there, done, and true, that the stages ask for which it leaves on its way to
  // `target`; empty: to being won.
  absl::Status CheckMayLeave(resource::UnitOfWork& work, const v1::Opportunity& opportunity,
                             const std::vector<v1::Stage>& stages, const std::string& target) const;

  const resource::Engine* const engine_;
  const Resources* const resources_;
};

}  // namespace guanxi::lead

#endif  // GUANXI_LEAD_SVC_OPPORTUNITY_SERVICE_H_
