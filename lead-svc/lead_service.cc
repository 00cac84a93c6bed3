#include "lead-svc/lead_service.h"

#include <string>

#include "common/base/status_macros.h"
#include "common/resource/change_live.h"
#include "lead-svc/lead_rules.h"
#include "lead-svc/reason.h"

namespace guanxi::lead {
namespace {

using resource::UnitOfWork;
using v1::Lead;

template <typename Request>
absl::StatusOr<Lead> Move(LeadMove move, ReasonNeed need, const resource::Engine& engine,
                          const resource::Resource& leads, const rpc::Call& call,
                          const Request& request) {
  GUANXI_ASSIGN_OR_RETURN(
      const std::string reason,
      ParseReason(request.reason(), need, Lead::descriptor()->FindFieldByName("state_reason")));
  return resource::ChangeLive<Lead>(
      engine, leads, call, request,
      [&](UnitOfWork& work, Lead* lead) { return MoveLead(move, reason, work.now(), lead); });
}

}  // namespace

absl::StatusOr<Lead> LeadServiceImpl::WorkLead(const rpc::Call& call,
                                               const v1::WorkLeadRequest& request) {
  return Move(LeadMove::kWork, ReasonNeed::kOptional, *engine_, *resources_->leads, call, request);
}

absl::StatusOr<Lead> LeadServiceImpl::QualifyLead(const rpc::Call& call,
                                                  const v1::QualifyLeadRequest& request) {
  return Move(LeadMove::kQualify, ReasonNeed::kOptional, *engine_, *resources_->leads, call,
              request);
}

absl::StatusOr<Lead> LeadServiceImpl::DisqualifyLead(const rpc::Call& call,
                                                     const v1::DisqualifyLeadRequest& request) {
  return Move(LeadMove::kDisqualify, ReasonNeed::kRequired, *engine_, *resources_->leads, call,
              request);
}

absl::StatusOr<Lead> LeadServiceImpl::ReopenLead(const rpc::Call& call,
                                                 const v1::ReopenLeadRequest& request) {
  return Move(LeadMove::kReopen, ReasonNeed::kRequired, *engine_, *resources_->leads, call,
              request);
}

}  // namespace guanxi::lead
