#include "workflow-svc/subjects.h"

#include "guanxi/customer/v1/contact_service.pb.h"
#include "guanxi/customer/v1/customer_service.pb.h"
#include "guanxi/customer/v1/interaction_service.pb.h"
#include "guanxi/customer/v1/service_ticket_service.pb.h"
#include "guanxi/customer/v1/tag_service.pb.h"
#include "guanxi/lead/v1/contract_service.pb.h"
#include "guanxi/lead/v1/lead_service.pb.h"
#include "guanxi/lead/v1/opportunity_service.pb.h"

namespace guanxi::workflow {

const std::vector<foreign::Kind>& SubjectKinds() {
  static const auto* const kinds = [] {
    auto* const all = new std::vector<foreign::Kind>(foreign::KindsOf(
        "customer-svc", {customer::v1::GetCustomerRequest::descriptor()->file(),
                         customer::v1::GetContactRequest::descriptor()->file(),
                         customer::v1::GetInteractionRequest::descriptor()->file(),
                         customer::v1::GetServiceTicketRequest::descriptor()->file()}));
    for (const foreign::Kind& kind :
         foreign::KindsOf("lead-svc", {lead::v1::GetContractRequest::descriptor()->file(),
                                       lead::v1::GetLeadRequest::descriptor()->file(),
                                       lead::v1::GetOpportunityRequest::descriptor()->file()})) {
      all->push_back(kind);
    }
    return all;
  }();
  return *kinds;
}

const std::vector<foreign::Kind>& NamedKinds() {
  static const auto* const kinds = [] {
    auto* const all = new std::vector<foreign::Kind>(SubjectKinds());
    for (const foreign::Kind& kind :
         foreign::KindsOf("customer-svc", {customer::v1::GetTagRequest::descriptor()->file()})) {
      all->push_back(kind);
    }
    return all;
  }();
  return *kinds;
}

}  // namespace guanxi::workflow
