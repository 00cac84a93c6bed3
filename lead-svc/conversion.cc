#include "lead-svc/conversion.h"

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/base/uuid.h"
#include "common/errors/errors.h"
#include "common/resource/resource_name.h"
#include "lead-svc/conversion_rules.h"
#include "lead-svc/lead_rules.h"

namespace guanxi::lead {
namespace {

using resource::ResourceName;
using resource::Stored;
using resource::UnitOfWork;
using v1::ConvertLeadRequest;
using v1::Lead;

absl::Status NotQualified(const std::string& name) {
  return FailedPrecondition("LEAD_NOT_QUALIFIED", name, "only a lead that is QUALIFIED converts");
}

// A step of our own: the request's id is for the answer, which the last step records.
ConvertLeadRequest Unrecorded(const ConvertLeadRequest& request, bool validate_only) {
  ConvertLeadRequest step = request;
  step.clear_request_id();
  step.set_validate_only(validate_only);
  return step;
}

// What an earlier attempt has made may be gone by now: a lead becomes nothing that is deleted.
absl::Status IfThere(const absl::Status& made, absl::string_view field) {
  if (!absl::IsNotFound(made)) return made;
  return InvalidField(field,
                      "the one that was made of this lead is deleted, or hidden from you: "
                      "bring it back, or state another one");
}

// Which customer it becomes. What has begun goes on to the same one.
absl::StatusOr<std::string> TargetOf(const Lead& lead, const std::string& stated) {
  const std::string begun = lead.customer().empty() ? CustomerNameOf(lead) : lead.customer();
  if (stated.empty() || stated == begun) return begun;
  if (lead.state() != Lead::CONVERTING) return stated;
  return FailedPrecondition("CONVERSION_BEGAN", lead.name(),
                            "it is being converted to another customer");
}

}  // namespace

absl::StatusOr<Lead> Conversion::Convert(const rpc::Call& call,
                                         const ConvertLeadRequest& request) const {
  const absl::StatusOr<Plan> plan = Check(call, request);
  // A request that is repeated gets its first answer, though there is nothing left to do.
  if (Reason(plan.status()) == "LEAD_NOT_QUALIFIED") return Finish(call, request, {});
  GUANXI_RETURN_IF_ERROR(plan.status());
  if (request.validate_only()) return plan->lead;
  GUANXI_RETURN_IF_ERROR(Begin(call, request, *plan));
  GUANXI_RETURN_IF_ERROR(MakeCustomer(call, *plan));
  GUANXI_RETURN_IF_ERROR(MakeContact(call, *plan));
  return Finish(call, request, *plan);
}

absl::StatusOr<Stored> Conversion::Take(UnitOfWork& work, const rpc::Call& call,
                                        const ConvertLeadRequest& request) const {
  const resource::Resource& leads = *resources_->leads;
  GUANXI_ASSIGN_OR_RETURN(const ResourceName name,
                          resource::ParseName(leads.type(), request.name(), "name"));
  GUANXI_ASSIGN_OR_RETURN(const std::string etag,
                          resource::StatedEtag(call, request.etag(), "etag"));
  GUANXI_ASSIGN_OR_RETURN(Stored row, work.GetLive(leads, name));
  const auto& lead = static_cast<const Lead&>(*row.message);
  if (lead.state() == Lead::CONVERTING) return row;
  if (lead.state() != Lead::QUALIFIED) return NotQualified(lead.name());
  GUANXI_RETURN_IF_ERROR(work.CheckEtag(leads, etag, row));
  return row;
}

absl::Status Conversion::InsertOpportunity(UnitOfWork& work, const ConvertLeadRequest& request,
                                           const Lead& lead) const {
  if (!request.has_opportunity()) return absl::OkStatus();
  v1::Opportunity opportunity = OpportunityOf(lead, request.opportunity());
  opportunity.set_customer(lead.customer());
  const resource::Resource& opportunities = *resources_->opportunities;
  GUANXI_ASSIGN_OR_RETURN(
      const ResourceName name,
      resource::ParseName(opportunities.type(), opportunity.name(), "opportunity"));
  GUANXI_RETURN_IF_ERROR(work.CheckFree(opportunities, {name}));
  return UnderPath("opportunity", work.Insert(opportunities, name, &opportunity));
}

absl::Status Conversion::CheckCustomer(const rpc::Call& call, const ConvertLeadRequest& request,
                                       Plan* plan) const {
  if (plan->makes_customer) {
    const absl::Status made =
        customers_->Make(call, CustomerOf(plan->lead), /*validate_only=*/true);
    GUANXI_RETURN_IF_ERROR(IfThere(made, "customer"));
  } else {
    const auto customer = customers_->Get(call, plan->customer);
    if (absl::IsNotFound(customer.status()) || absl::IsInvalidArgument(customer.status())) {
      return InvalidField("customer", "names nothing that exists");
    }
    GUANXI_RETURN_IF_ERROR(customer.status());
    const bool is_person = customer->type() != customer::v1::Customer::ORGANIZATION;
    plan->makes_contact = plan->makes_contact && !is_person;
  }
  if (request.contact().empty()) return absl::OkStatus();
  if (!absl::StartsWith(request.contact(), absl::StrCat(plan->customer, "/contacts/"))) {
    return InvalidField("contact", "is not of the customer");
  }
  const absl::Status contact = customers_->GetContact(call, request.contact()).status();
  if (absl::IsNotFound(contact) || absl::IsInvalidArgument(contact)) {
    return InvalidField("contact", "names nothing that exists");
  }
  return contact;
}

absl::StatusOr<Conversion::Plan> Conversion::Check(const rpc::Call& call,
                                                   const ConvertLeadRequest& request) const {
  Plan plan;
  GUANXI_RETURN_IF_ERROR(engine_->Mutate(call, Unrecorded(request, /*validate_only=*/true), {},
                                         &plan.lead, [&](UnitOfWork& work) -> absl::Status {
                                           GUANXI_ASSIGN_OR_RETURN(const Stored row,
                                                                   Take(work, call, request));
                                           plan.lead = static_cast<const Lead&>(*row.message);
                                           Lead without = plan.lead;
                                           without.clear_customer();  // asked for below
                                           return InsertOpportunity(work, request, without);
                                         }));
  if (request.without_contact() && !request.contact().empty()) {
    return InvalidField("contact", "is stated together with without_contact");
  }
  GUANXI_ASSIGN_OR_RETURN(plan.customer, TargetOf(plan.lead, request.customer()));
  plan.makes_customer = plan.customer == CustomerNameOf(plan.lead);
  plan.makes_contact =
      request.contact().empty() && !request.without_contact() && HasPerson(plan.lead);
  GUANXI_RETURN_IF_ERROR(CheckCustomer(call, request, &plan));
  plan.contact = plan.makes_contact ? ContactNameOf(plan.lead, plan.customer) : request.contact();
  return plan;
}

absl::Status Conversion::Begin(const rpc::Call& call, const ConvertLeadRequest& request,
                               const Plan& plan) const {
  Lead begun;
  return engine_->Mutate(
      call, Unrecorded(request, /*validate_only=*/false), {}, &begun,
      [&](UnitOfWork& work) -> absl::Status {
        GUANXI_ASSIGN_OR_RETURN(const Stored row, Take(work, call, request));
        begun = static_cast<const Lead&>(*row.message);
        // Somebody else may have begun since it was looked at.
        GUANXI_ASSIGN_OR_RETURN(const std::string target, TargetOf(begun, plan.customer));
        if (begun.state() == Lead::CONVERTING) return absl::OkStatus();
        if (target != CustomerNameOf(begun)) begun.set_customer(target);
        GUANXI_RETURN_IF_ERROR(MoveLead(LeadMove::kBeginConversion, "", work.now(), &begun));
        return work.Update(*resources_->leads, row, &begun).status();
      });
}

absl::Status Conversion::MakeCustomer(const rpc::Call& call, const Plan& plan) const {
  if (!plan.makes_customer) return absl::OkStatus();
  return IfThere(customers_->Make(call, CustomerOf(plan.lead), /*validate_only=*/false),
                 "customer");
}

absl::Status Conversion::MakeContact(const rpc::Call& call, const Plan& plan) const {
  if (!plan.makes_contact) return absl::OkStatus();
  return IfThere(customers_->Make(call, ContactOf(plan.lead, plan.customer)), "contact");
}

absl::StatusOr<Lead> Conversion::Finish(const rpc::Call& call, const ConvertLeadRequest& request,
                                        const Plan& plan) const {
  Lead lead;
  GUANXI_RETURN_IF_ERROR(
      engine_->Mutate(call, request, {}, &lead, [&](UnitOfWork& work) -> absl::Status {
        GUANXI_ASSIGN_OR_RETURN(const Stored row, Take(work, call, request));
        lead = static_cast<const Lead&>(*row.message);
        if (plan.customer.empty() || lead.state() != Lead::CONVERTING) {
          return NotQualified(lead.name());
        }
        lead.set_customer(plan.customer);
        lead.set_contact(plan.contact);
        if (request.has_opportunity()) lead.set_opportunity(OpportunityNameOf(lead));
        GUANXI_RETURN_IF_ERROR(InsertOpportunity(work, request, lead));
        GUANXI_RETURN_IF_ERROR(MoveLead(LeadMove::kConvert, "", work.now(), &lead));
        return work.Update(*resources_->leads, row, &lead).status();
      }));
  return lead;
}

}  // namespace guanxi::lead
