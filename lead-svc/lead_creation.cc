#include "lead-svc/lead_creation.h"

#include <optional>
#include <string>

#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/resource/behavior.h"
#include "lead-svc/lead_rules.h"

namespace guanxi::lead {
namespace {

using customer::v1::LookupCustomerRequest;
using customer::v1::LookupCustomerResponse;
using resource::Stored;
using resource::UnitOfWork;
using v1::Lead;

// In normal form; none of a lead that has values without one, which is refused anyway.
std::vector<LeadKey> KeysOf(Lead lead) {
  Violations violations;
  NormalizeLead(resource::WriteContext().phone_region, absl::Now(), &lead, &violations);
  if (!violations.empty()) return {};
  std::vector<LeadKey> keys;
  for (const auto& phone : lead.phones()) keys.push_back({LeadKey::Kind::kPhone, phone.number()});
  for (const auto& email : lead.emails()) keys.push_back({LeadKey::Kind::kEmail, email.address()});
  if (!lead.credit_code().empty()) {
    keys.push_back({LeadKey::Kind::kCreditCode, lead.credit_code()});
  }
  return keys;
}

LookupCustomerRequest LookupOf(absl::Span<const LeadKey> keys) {
  LookupCustomerRequest request;
  for (const LeadKey& key : keys) {
    if (key.kind == LeadKey::Kind::kPhone) request.add_phones(key.value);
    if (key.kind == LeadKey::Kind::kEmail) request.add_emails(key.value);
    if (key.kind == LeadKey::Kind::kCreditCode) request.set_credit_code(key.value);
  }
  return request;
}

// What is there by name, and what else there is.
struct Known {
  std::string lead;
  std::vector<std::string> customers;
  std::vector<std::string> hidden;
};

absl::Status IsDuplicate(const Known& known) {
  ErrorMetadata metadata;
  if (!known.lead.empty()) metadata["lead"] = known.lead;
  if (!known.customers.empty()) metadata["customers"] = absl::StrJoin(known.customers, ",");
  if (!known.hidden.empty()) metadata["hidden"] = absl::StrJoin(known.hidden, ",");
  return Error(absl::StatusCode::kAlreadyExists, "LEAD_IS_DUPLICATE",
               "an open lead or a customer has one of the lead's phones, e-mail addresses or its "
               "credit code",
               metadata);
}

}  // namespace

absl::StatusOr<Lead> LeadCreation::Create(const rpc::Call& call,
                                          const v1::CreateLeadIfUnknownRequest& request) const {
  const std::vector<LeadKey> keys = KeysOf(request.lead());
  if (keys.empty()) return leads_->Create<Lead>(call, request);
  // Before the transaction: customer-svc also counts how often somebody asks.
  const absl::StatusOr<LookupCustomerResponse> customers = customers_->Lookup(call, LookupOf(keys));
  if (!customers.ok()) {
    // What was made before is made, whoever can be asked by now.
    Lead earlier;
    GUANXI_ASSIGN_OR_RETURN(const bool was_answered,
                            engine_->WasAnswered(call, request, customers.status(), &earlier));
    if (was_answered) return earlier;
    return customers.status();
  }
  return leads_->CreateAfter<Lead>(
      call, request, [&](UnitOfWork& work) { return CheckUnknown(work, keys, *customers); });
}

absl::Status LeadCreation::CheckUnknown(UnitOfWork& work, absl::Span<const LeadKey> keys,
                                        const LookupCustomerResponse& customers) const {
  std::optional<Stored> open;
  GUANXI_RETURN_IF_ERROR(work.WithoutScope([&]() -> absl::Status {
    GUANXI_ASSIGN_OR_RETURN(open, TakeOpenLead(work, *resources_, keys));
    return absl::OkStatus();
  }));
  Known known;
  if (open.has_value()) {
    const auto seen = work.GetLive(*resources_->leads, open->name);
    if (!seen.ok() && !absl::IsNotFound(seen.status())) return seen.status();
    if (seen.ok()) {
      known.lead = static_cast<const Lead&>(*open->message).name();
    } else {
      known.hidden.push_back("lead");
    }
  }
  bool some_are_hidden = false;
  for (const auto& match : customers.matches()) {
    if (match.customer().empty()) {
      some_are_hidden = true;
    } else {
      known.customers.push_back(match.customer());
    }
  }
  if (some_are_hidden) known.hidden.push_back("customer");
  if (!open.has_value() && customers.matches().empty()) return absl::OkStatus();
  return IsDuplicate(known);
}

}  // namespace guanxi::lead
