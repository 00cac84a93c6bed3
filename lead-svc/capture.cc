#include "lead-svc/capture.h"

#include <cstdint>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/policy/field_view.h"
#include "common/policy/rights.h"
#include "common/resource/field_rights.h"
#include "common/resource/hourly_limit.h"
#include "lead-svc/capture_values.h"
#include "lead-svc/open_leads.h"

namespace guanxi::lead {
namespace {

using customer::v1::LookupCustomerResponse;
using resource::UnitOfWork;
using v1::Touch;
using v1::TouchValue;

absl::Status NeedsAll(const char* text) {
  return Error(absl::StatusCode::kPermissionDenied, "CAPTURE_NEEDS_ALL", text);
}

// Who comes in is looked for among all leads, whoever calls.
absl::Status CheckReach(const rpc::Call& call) {
  const policy::Rights* const rights = call.principal.rights.get();
  if (rights != nullptr && rights->ScopeOf("leads.capture") == access::v1::ALL) {
    return absl::OkStatus();
  }
  return NeedsAll("the scope of leads.capture must be ALL");
}

// No values are taken of fields that the caller does not see or may not write: that is said before
// customer-svc is written to, where it would stay. The answer tells of each value for a field
// whether a lead has it: of masked ones each counts as a look-up.
absl::Status CheckFields(const resource::Engine& engine, const resource::Resource& touches,
                         const rpc::Call& call, const std::vector<TouchValue>& values) {
  const auto view = resource::ViewOf(touches.type(), call.principal);
  if (view == nullptr) return absl::OkStatus();
  Touch all;
  all.mutable_values()->Assign(values.begin(), values.end());
  GUANXI_RETURN_IF_ERROR(view->Admit(/*old=*/nullptr, &all));
  int64_t guesses = 0;
  for (const TouchValue& value : values) {
    if (value.field().empty()) continue;
    Touch one;
    *one.add_values() = value;
    if (view->Guesses(one, Touch::default_instance())) ++guesses;
  }
  return resource::CountLookups(engine, call, guesses);
}

// What of the keys somebody was found by, without the credit code.
std::set<std::string> PointsOf(const customer::v1::LookupCustomerRequest& keys,
                               const customer::v1::LookupMatch& match) {
  const std::set<std::string> paths(match.keys().begin(), match.keys().end());
  std::set<std::string> points;
  for (int i = 0; i < keys.phones_size(); ++i) {
    if (paths.count(absl::StrCat("phones[", i, "]")) != 0) points.insert(keys.phones(i));
  }
  for (int i = 0; i < keys.emails_size(); ++i) {
    if (paths.count(absl::StrCat("emails[", i, "]")) != 0) points.insert(keys.emails(i));
  }
  return points;
}

}  // namespace

std::vector<TouchValue*> Capture::ForCustomer(const Known& known, std::vector<TouchValue>* values) {
  std::vector<TouchValue*> rest;
  for (TouchValue* value : MappedValues(values)) {
    if (IsCapturedList(value->field()) && known.points.count(TextOf(*value)) != 0) {
      value->set_customer_outcome(TouchValue::SAME);
    } else {
      rest.push_back(value);
    }
  }
  return rest;
}

absl::StatusOr<Capture::Arrival> Capture::Prepare(const rpc::Call& call,
                                                  const v1::CaptureLeadRequest& request,
                                                  Sender sender) const {
  GUANXI_RETURN_IF_ERROR(CheckReach(call));
  Arrival arrival;
  GUANXI_ASSIGN_OR_RETURN(arrival.intake, ReadIntake(*engine_, *resources_, call, request));
  if (sender == Sender::kStranger) arrival.intake.verified = false;
  GUANXI_RETURN_IF_ERROR(CheckFields(*engine_, *resources_->touches, call, arrival.intake.values));
  GUANXI_ASSIGN_OR_RETURN(arrival.known, Recognise(call, arrival.intake));
  if (arrival.known.match == Touch::KNOWN_CUSTOMER) {
    GUANXI_RETURN_IF_ERROR(CheckLead(call, &arrival));
  }
  return arrival;
}

absl::Status Capture::CheckLead(const rpc::Call& call, Arrival* arrival) const {
  std::string named;
  GUANXI_RETURN_IF_ERROR(engine_->Write(
      call.principal, resource::TxOptionsOf(call), {}, [&](UnitOfWork& work) -> absl::Status {
        GUANXI_ASSIGN_OR_RETURN(const auto open,
                                FindOpenLead(work, *resources_, KeysOf(arrival->intake)));
        named = open.has_value() ? static_cast<const v1::Lead&>(*open->message).customer() : "";
        return absl::OkStatus();
      }));
  const std::string found = arrival->known.customer.name();
  if (named.empty() || named == found) return absl::OkStatus();
  arrival->known = Known();
  arrival->known.match = Touch::AMBIGUOUS;
  arrival->known.candidates = {named, found};
  return absl::OkStatus();
}

absl::StatusOr<v1::CaptureLeadResponse> Capture::Take(const rpc::Call& call,
                                                      const v1::CaptureLeadRequest& request,
                                                      Sender sender) const {
  v1::CaptureLeadResponse response;
  absl::StatusOr<Arrival> arrival = Prepare(call, request, sender);
  const bool is_known = arrival.ok() && arrival->known.match == Touch::KNOWN_CUSTOMER;
  const bool fills = is_known && arrival->intake.verified;
  if (!arrival.ok() || fills) {
    // Whatever became of form and source since; and the customer is not written twice.
    GUANXI_ASSIGN_OR_RETURN(const bool was_answered,
                            engine_->WasAnswered(call, request, arrival.status(), &response));
    if (was_answered) return response;
    GUANXI_RETURN_IF_ERROR(arrival.status());
  }
  Intake& intake = arrival->intake;
  const Known& known = arrival->known;
  if (fills) {
    GUANXI_RETURN_IF_ERROR(customers_->Fill(
        call,
        {known.customer.name(), FillMode::kEmpty, request.request_id(), request.validate_only()},
        ForCustomer(known, &intake.values)));
  } else if (is_known) {
    customer::v1::Customer held = known.customer;
    for (TouchValue* value : ForCustomer(known, &intake.values)) {
      FillCustomer(FillMode::kHold, value, &held);
    }
  }
  GUANXI_RETURN_IF_ERROR(
      engine_->Mutate(call, request, resource::WriteContext(), &response, [&](UnitOfWork& work) {
        response.Clear();
        return Store(work, intake, known, &response);
      }));
  return response;
}

absl::StatusOr<Capture::Known> Capture::Recognise(const rpc::Call& call,
                                                  const Intake& intake) const {
  Known known;
  const customer::v1::LookupCustomerRequest keys = LookupOf(intake);
  if (keys.phones().empty() && keys.emails().empty() && keys.credit_code().empty()) return known;
  GUANXI_ASSIGN_OR_RETURN(const LookupCustomerResponse found, customers_->Lookup(call, keys));
  if (found.matches().empty()) return known;
  for (const auto& match : found.matches()) {
    if (match.customer().empty()) return NeedsAll("the scope of customers.lookup must be ALL");
    known.candidates.push_back(match.customer());
  }
  if (found.result() == LookupCustomerResponse::AMBIGUOUS) {
    known.match = Touch::AMBIGUOUS;
    return known;
  }
  auto customer = customers_->Get(call, known.candidates[0]);
  // It was deleted between the two questions.
  known.candidates.clear();
  if (absl::IsNotFound(customer.status())) return known;
  GUANXI_RETURN_IF_ERROR(customer.status());
  known.match = Touch::KNOWN_CUSTOMER;
  known.customer = *std::move(customer);
  known.points = PointsOf(keys, found.matches(0));
  return known;
}

}  // namespace guanxi::lead
