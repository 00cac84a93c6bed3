#include "lead-svc/scoring_service.h"

#include <algorithm>
#include <optional>
#include <string>

#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/policy/rights.h"
#include "common/resource/resource_name.h"
#include "common/resource/unit_of_work.h"
#include "guanxi/lead/v1/lead_service.pb.h"

namespace guanxi::lead {
namespace {

using resource::ResourceName;
using resource::Stored;
using resource::UnitOfWork;
using v1::Lead;
using v1::ScoringModel;

constexpr int kDefaultPage = 100;
constexpr int kMostPage = 200;

absl::Status NoModel() {
  return FailedPrecondition("NO_SCORING_MODEL", "scoringModels/-", "no model is in force");
}

absl::Status CheckReach(const rpc::Call& call) {
  const policy::Rights* const rights = call.principal.rights.get();
  if (rights != nullptr && rights->ScopeOf("leads.score") == access::v1::ALL) {
    return absl::OkStatus();
  }
  return Error(absl::StatusCode::kPermissionDenied, "SCORE_NEEDS_ALL",
               "the scope of leads.score must be ALL");
}

}  // namespace

absl::StatusOr<v1::ScoreExplanation> ScoringServiceImpl::ExplainScore(
    const rpc::Call& call, const v1::ExplainScoreRequest& request) {
  const resource::Resource& leads = *resources_->leads;
  GUANXI_ASSIGN_OR_RETURN(const ResourceName name,
                          resource::ParseName(leads.type(), request.name(), "name"));
  v1::ScoreExplanation explanation;
  GUANXI_RETURN_IF_ERROR(engine_->Write(
      call.principal, resource::TxOptionsOf(call), {}, [&](UnitOfWork& work) -> absl::Status {
        GUANXI_ASSIGN_OR_RETURN(const Stored row, work.GetLive(leads, name));
        GUANXI_ASSIGN_OR_RETURN(const std::optional<ScoringModel> model, scorer_.Model(work));
        if (!model.has_value()) return NoModel();
        GUANXI_ASSIGN_OR_RETURN(
            explanation, scorer_.Explain(work, *model, static_cast<const Lead&>(*row.message)));
        return absl::OkStatus();
      }));
  return explanation;
}

absl::StatusOr<v1::RescoreLeadsResponse> ScoringServiceImpl::RescoreLeads(
    const rpc::Call& call, const v1::RescoreLeadsRequest& request) {
  GUANXI_RETURN_IF_ERROR(CheckReach(call));
  v1::ListLeadsRequest list;
  const int wanted = request.page_size() == 0 ? kDefaultPage : request.page_size();
  list.set_page_size(std::min(wanted, kMostPage));
  list.set_page_token(request.page_token());
  // What is made meanwhile is scored by then: the pages go the other way.
  list.set_order_by("create_time");
  GUANXI_ASSIGN_OR_RETURN(const auto page, leads_->List<v1::ListLeadsResponse>(call, list));
  v1::RescoreLeadsResponse response;
  GUANXI_RETURN_IF_ERROR(engine_->Write(
      call.principal, resource::TxOptionsOf(call), {}, [&](UnitOfWork& work) -> absl::Status {
        response.set_changed(0);
        GUANXI_ASSIGN_OR_RETURN(const std::optional<ScoringModel> model, scorer_.Model(work));
        if (!model.has_value()) return NoModel();
        for (const Lead& listed : page.leads()) {
          GUANXI_ASSIGN_OR_RETURN(
              const ResourceName name,
              resource::ParseName(resources_->leads->type(), listed.name(), "name"));
          // As it is now: a touch may have come since it was listed.
          const auto row = work.GetLive(*resources_->leads, name);
          if (absl::IsNotFound(row.status())) continue;
          GUANXI_RETURN_IF_ERROR(row.status());
          GUANXI_ASSIGN_OR_RETURN(
              const bool differs,
              scorer_.Rescore(work, *model, static_cast<const Lead&>(*row->message)));
          if (differs) response.set_changed(response.changed() + 1);
        }
        return absl::OkStatus();
      }));
  response.set_next_page_token(page.next_page_token());
  return response;
}

}  // namespace guanxi::lead
