#include "lead-svc/opportunity_service.h"

#include <algorithm>
#include <string>
#include <utility>

#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/resource/change_live.h"
#include "common/resource/environment.h"
#include "common/resource/field_rights.h"
#include "common/resource/resource_name.h"
#include "lead-svc/opportunity_rules.h"
#include "lead-svc/reason.h"
#include "lead-svc/stage_actions.h"
#include "lead-svc/stage_exits.h"

namespace guanxi::lead {
namespace {

using resource::ResourceName;
using resource::UnitOfWork;
using v1::Opportunity;
using v1::Stage;

// Runs `change` on the live opportunity that the request names.
template <typename Request>
absl::StatusOr<Opportunity> Move(const resource::Engine& engine, const Resources& resources,
                                 const rpc::Call& call, const Request& request,
                                 resource::LiveChange<Opportunity> change) {
  return resource::ChangeLive<Opportunity>(engine, *resources.opportunities, call, request, change);
}

}  // namespace

absl::StatusOr<Opportunity> OpportunityServiceImpl::AdvanceStage(
    const rpc::Call& call, const v1::AdvanceStageRequest& request) {
  GUANXI_ASSIGN_OR_RETURN(const std::string stated, StatedStage(call, request.stage()));
  return Move(*engine_, *resources_, call, request,
              [&](UnitOfWork& work, Opportunity* opportunity) -> absl::Status {
                GUANXI_ASSIGN_OR_RETURN(const std::vector<Stage> stages,
                                        StagesOf(work, *opportunity));
                GUANXI_ASSIGN_OR_RETURN(const std::string target,
                                        TargetStage(*opportunity, stages, stated));
                GUANXI_RETURN_IF_ERROR(CheckMayLeave(work, *opportunity, stages, target));
                return Enter(target, work.now(), opportunity);
              });
}

absl::StatusOr<Opportunity> OpportunityServiceImpl::MarkStageAction(
    const rpc::Call& call, const v1::MarkStageActionRequest& request) {
  GUANXI_ASSIGN_OR_RETURN(const std::string stated, StatedStage(call, request.stage()));
  if (request.action().empty()) return InvalidField("action", "is required");
  return Move(
      *engine_, *resources_, call, request,
      [&](UnitOfWork& work, Opportunity* opportunity) -> absl::Status {
        GUANXI_ASSIGN_OR_RETURN(const std::vector<Stage> stages, StagesOf(work, *opportunity));
        const std::string& name = stated.empty() ? opportunity->stage() : stated;
        const auto stage = std::find_if(stages.begin(), stages.end(),
                                        [&](const Stage& one) { return one.name() == name; });
        if (stage == stages.end()) {
          return InvalidField("stage", "is no stage of the opportunity's pipeline");
        }
        if (request.undone()) return UnmarkAction(*stage, request.action(), opportunity);
        return MarkAction(*stage, request.action(), work.principal().subject, work.now(),
                          opportunity);
      });
}

absl::StatusOr<Opportunity> OpportunityServiceImpl::WinOpportunity(
    const rpc::Call& call, const v1::WinOpportunityRequest& request) {
  return Move(*engine_, *resources_, call, request,
              [&](UnitOfWork& work, Opportunity* opportunity) -> absl::Status {
                const auto stages = StagesOf(work, *opportunity);
                // The stages of a deleted pipeline require nothing any more.
                if (Reason(stages.status()) != "PIPELINE_NOT_FOUND") {
                  GUANXI_RETURN_IF_ERROR(stages.status());
                  GUANXI_RETURN_IF_ERROR(CheckMayLeave(work, *opportunity, *stages, /*target=*/""));
                }
                return Win(work.now(), opportunity);
              });
}

absl::StatusOr<Opportunity> OpportunityServiceImpl::LoseOpportunity(
    const rpc::Call& call, const v1::LoseOpportunityRequest& request) {
  GUANXI_ASSIGN_OR_RETURN(const std::string reason,
                          ParseReason(request.reason(), ReasonNeed::kRequired,
                                      Opportunity::descriptor()->FindFieldByName("lost_reason")));
  return Move(*engine_, *resources_, call, request,
              [&](UnitOfWork& work, Opportunity* opportunity) {
                return Lose(reason, work.now(), opportunity);
              });
}

absl::StatusOr<Opportunity> OpportunityServiceImpl::ReopenOpportunity(
    const rpc::Call& call, const v1::ReopenOpportunityRequest& request) {
  return Move(*engine_, *resources_, call, request, [](UnitOfWork& work, Opportunity* opportunity) {
    return Reopen(work.now(), opportunity);
  });
}

absl::StatusOr<std::string> OpportunityServiceImpl::StatedStage(const rpc::Call& call,
                                                                const std::string& stage) const {
  // That nothing changed would say that it is there already.
  GUANXI_RETURN_IF_ERROR(
      resource::CheckSeen(resources_->opportunities->type(), call.principal, {"stage"}));
  if (stage.empty()) return std::string();
  const resource::ResourceType& type = resources_->stages->type();
  GUANXI_ASSIGN_OR_RETURN(const ResourceName name, resource::ParseName(type, stage, "stage"));
  return resource::FormatName(type, name);
}

absl::Status OpportunityServiceImpl::CheckMayLeave(UnitOfWork& work, const Opportunity& opportunity,
                                                   const std::vector<Stage>& stages,
                                                   const std::string& target) const {
  GUANXI_RETURN_IF_ERROR(CheckRequired(opportunity, stages, target));
  GUANXI_ASSIGN_OR_RETURN(const auto left, StagesLeft(opportunity, stages, target));
  GUANXI_RETURN_IF_ERROR(CheckActions(opportunity, left));
  return CheckExits(*resources_->opportunities, opportunity, left,
                    work.environment().MomentOf(work.principal().tenant));
}

absl::StatusOr<std::vector<Stage>> OpportunityServiceImpl::StagesOf(
    UnitOfWork& work, const Opportunity& opportunity) const {
  const resource::Resource& resource = *resources_->stages;
  GUANXI_ASSIGN_OR_RETURN(const ResourceName present,
                          resource::ParseName(resource.type(), opportunity.stage(), "stage"));
  ResourceName pipeline;
  pipeline.id = present.parent;
  GUANXI_RETURN_IF_ERROR(work.Share(*resources_->pipelines, pipeline));
  std::vector<Uuid> ids = {present.id};
  absl::Status status;
  GUANXI_RETURN_IF_ERROR(work.VisitChildren(
      resource, pipeline.id, /*filter=*/"", /*order_by=*/"",
      [&](const google::protobuf::Message& stage) {
        const auto name = resource::ParseName(
            resource.type(), static_cast<const Stage&>(stage).name(), "stage.name");
        status = name.status();
        if (name.ok()) ids.push_back(name->id);
        return name.ok();
      }));
  GUANXI_RETURN_IF_ERROR(status);
  // As they are now, deleted meanwhile or not.
  GUANXI_ASSIGN_OR_RETURN(const auto rows, work.GetMany(resource, ids, resource::Lock::kShared));
  std::vector<Stage> stages;
  for (const auto& [id, row] : rows) {
    stages.push_back(static_cast<const Stage&>(*row.message));
  }
  return stages;
}

}  // namespace guanxi::lead
