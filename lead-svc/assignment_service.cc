#include "lead-svc/assignment_service.h"

#include <string>

#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/policy/rights.h"
#include "common/resource/resource_name.h"
#include "common/resource/unit_of_work.h"
#include "guanxi/lead/v1/lead_service.pb.h"
#include "lead-svc/open_leads.h"

namespace guanxi::lead {
namespace {

using resource::ResourceName;
using resource::Stored;
using resource::UnitOfWork;
using v1::AssignmentDecision;
using v1::Lead;

constexpr int kDefaultSimulated = 50;
constexpr int kMostSimulated = 200;

// Turns and loads come of everybody's leads.
absl::Status CheckReach(const rpc::Call& call) {
  const policy::Rights* const rights = call.principal.rights.get();
  if (rights != nullptr && rights->ScopeOf("leads.assign") == access::v1::ALL) {
    return absl::OkStatus();
  }
  return Error(absl::StatusCode::kPermissionDenied, "ASSIGN_NEEDS_ALL",
               "the scope of leads.assign must be ALL");
}

// What only asks is a unit of work that is undone.
v1::AssignByRulesRequest Question(const std::string& name) {
  v1::AssignByRulesRequest request;
  request.set_name(name);
  request.set_validate_only(true);
  return request;
}

}  // namespace

absl::StatusOr<AssignmentDecision> AssignmentServiceImpl::AssignByRules(
    const rpc::Call& call, const v1::AssignByRulesRequest& request) {
  GUANXI_RETURN_IF_ERROR(CheckReach(call));
  const resource::Resource& leads = *resources_->leads;
  GUANXI_ASSIGN_OR_RETURN(const ResourceName name,
                          resource::ParseName(leads.type(), request.name(), "name"));
  GUANXI_ASSIGN_OR_RETURN(const std::string etag,
                          resource::StatedEtag(call, request.etag(), "etag"));
  AssignmentDecision decision;
  GUANXI_RETURN_IF_ERROR(
      engine_->Mutate(call, request, {}, &decision, [&](UnitOfWork& work) -> absl::Status {
        GUANXI_ASSIGN_OR_RETURN(const Stored row, work.GetLive(leads, name));
        GUANXI_RETURN_IF_ERROR(work.CheckEtag(leads, etag, row));
        Lead lead = static_cast<const Lead&>(*row.message);
        if (!IsOpen(lead) || lead.state() == Lead::CONVERTING) {
          return FailedPrecondition("LEAD_NOT_OPEN", lead.name(),
                                    "it is closed, or being converted");
        }
        GUANXI_ASSIGN_OR_RETURN(decision, assigner_->Assign(work, &lead));
        return absl::OkStatus();
      }));
  return decision;
}

absl::StatusOr<AssignmentDecision> AssignmentServiceImpl::ExplainAssignment(
    const rpc::Call& call, const v1::ExplainAssignmentRequest& request) {
  GUANXI_RETURN_IF_ERROR(CheckReach(call));
  const resource::Resource& leads = *resources_->leads;
  GUANXI_ASSIGN_OR_RETURN(const ResourceName name,
                          resource::ParseName(leads.type(), request.name(), "name"));
  AssignmentDecision decision;
  GUANXI_RETURN_IF_ERROR(engine_->Mutate(
      call, Question(request.name()), {}, &decision, [&](UnitOfWork& work) -> absl::Status {
        GUANXI_ASSIGN_OR_RETURN(const Stored row, work.GetLive(leads, name));
        GUANXI_ASSIGN_OR_RETURN(
            decision, assigner_->Decide(work, static_cast<const Lead&>(*row.message), {}));
        return absl::OkStatus();
      }));
  return decision;
}

absl::StatusOr<v1::SimulateAssignmentResponse> AssignmentServiceImpl::SimulateAssignment(
    const rpc::Call& call, const v1::SimulateAssignmentRequest& request) {
  GUANXI_RETURN_IF_ERROR(CheckReach(call));
  if (request.leads() < 0 || request.leads() > kMostSimulated) {
    return InvalidField("leads", "want 1 to 200");
  }
  v1::ListLeadsRequest list;
  list.set_page_size(request.leads() == 0 ? kDefaultSimulated : request.leads());
  GUANXI_ASSIGN_OR_RETURN(const auto page, leads_->List<v1::ListLeadsResponse>(call, list));
  v1::SimulateAssignmentResponse response;
  GUANXI_RETURN_IF_ERROR(
      engine_->Mutate(call, Question(""), {}, &response, [&](UnitOfWork& work) -> absl::Status {
        Assigner::Given given;
        for (int i = page.leads_size() - 1; i >= 0; --i) {
          // As it came in: nobody had it.
          Lead lead = page.leads(i);
          lead.clear_owner();
          lead.clear_last_owner();
          GUANXI_ASSIGN_OR_RETURN(const AssignmentDecision decision,
                                  assigner_->Decide(work, lead, given));
          v1::SimulatedAssignment& one = *response.add_assignments();
          one.set_lead(lead.name());
          one.set_rule(decision.rule());
          one.set_owner(decision.owner());
          if (decision.owner().empty()) continue;
          ++given[decision.owner()];
          ++(*response.mutable_totals())[decision.owner()];
        }
        return absl::OkStatus();
      }));
  return response;
}

}  // namespace guanxi::lead
