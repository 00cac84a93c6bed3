#include "lead-svc/capture.h"

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/policy/field_view.h"
#include "common/policy/rights.h"
#include "common/resource/environment.h"
#include "common/resource/field_rights.h"
#include "common/resource/hourly_limit.h"
#include "common/resource/resource_name.h"
#include "google/protobuf/util/time_util.h"
#include "lead-svc/open_leads.h"
#include "lead-svc/scorer.h"

namespace guanxi::lead {
namespace {

using customer::v1::LookupCustomerResponse;
using resource::ResourceName;
using resource::Stored;
using resource::UnitOfWork;
using v1::Lead;
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

std::string IfActive(const UnitOfWork& work, const std::string& name) {
  return !name.empty() && work.principal().rights->IsActive(name) ? name : "";
}

// What a new lead has besides what was said. It goes to whom the customer belongs, or else to whom
// the form says.
void Begin(const UnitOfWork& work, const Intake& intake, const customer::v1::Customer& customer,
           Lead* lead) {
  lead->set_source(intake.source);
  if (intake.attribution.ByteSizeLong() > 0) *lead->mutable_attribution() = intake.attribution;
  const std::string owner = IfActive(work, customer.owner());
  const bool is_theirs = !owner.empty();
  lead->set_owner(is_theirs ? owner : intake.lead_owner);
  lead->set_department(is_theirs ? IfActive(work, customer.department()) : intake.lead_department);
}

// Those that are for a field of a lead.
template <typename Values>
std::vector<TouchValue*> Mapped(Values* values) {
  std::vector<TouchValue*> mapped;
  for (TouchValue& value : *values) {
    if (!value.field().empty()) mapped.push_back(&value);
  }
  return mapped;
}

}  // namespace

absl::StatusOr<v1::CaptureLeadResponse> Capture::Take(const rpc::Call& call,
                                                      const v1::CaptureLeadRequest& request,
                                                      Sender sender) const {
  GUANXI_RETURN_IF_ERROR(CheckReach(call));
  GUANXI_ASSIGN_OR_RETURN(Intake intake, ReadIntake(*engine_, *resources_, call, request));
  if (sender == Sender::kStranger) intake.verified = false;
  GUANXI_RETURN_IF_ERROR(CheckFields(*engine_, *resources_->touches, call, intake.values));
  GUANXI_ASSIGN_OR_RETURN(const Known known, Recognise(call, intake));
  if (known.match == Touch::KNOWN_CUSTOMER) {
    GUANXI_RETURN_IF_ERROR(customers_->Fill(
        call,
        {known.customer.name(), intake.verified ? FillMode::kEmpty : FillMode::kHold,
         request.request_id(), request.validate_only()},
        Mapped(&intake.values)));
  }
  v1::CaptureLeadResponse response;
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
  return known;
}

absl::Status Capture::Store(UnitOfWork& work, const Intake& intake, const Known& known,
                            v1::CaptureLeadResponse* response) const {
  Touch touch;
  touch.set_match(known.match);
  touch.mutable_candidates()->Assign(known.candidates.begin(), known.candidates.end());
  touch.set_form(intake.form);
  touch.set_source(intake.source);
  if (intake.attribution.ByteSizeLong() > 0) *touch.mutable_attribution() = intake.attribution;
  touch.mutable_values()->Assign(intake.values.begin(), intake.values.end());
  touch.set_consent_version(intake.consent_version);
  *touch.mutable_occur_time() = google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(
      absl::ToUnixMicros(intake.occur_time));
  GUANXI_ASSIGN_OR_RETURN(const Lead lead, StoreLead(work, intake, known, &touch));
  GUANXI_ASSIGN_OR_RETURN(const ResourceName parent,
                          resource::ParseName(resources_->leads->type(), lead.name(), "lead"));
  const ResourceName name = resource::ChildOf(parent, work.environment().uuids().Next());
  GUANXI_RETURN_IF_ERROR(work.Insert(*resources_->touches, name, &touch));
  GUANXI_RETURN_IF_ERROR(NoteTouch(work, *resources_->leads, parent, touch));
  GUANXI_RETURN_IF_ERROR(Scorer(ScoringTypes(*resources_)).ScoreTouch(work, lead, touch));
  response->set_lead(lead.name());
  *response->mutable_touch() = touch;
  return absl::OkStatus();
}

absl::StatusOr<Lead> Capture::StoreLead(UnitOfWork& work, const Intake& intake, const Known& known,
                                        Touch* touch) const {
  const resource::Resource& leads = *resources_->leads;
  GUANXI_ASSIGN_OR_RETURN(const std::optional<Stored> open,
                          TakeOpenLead(work, *resources_, KeysOf(intake)));
  Lead next;
  if (open.has_value()) {
    next.CopyFrom(*open->message);
  } else {
    Begin(work, intake, known.customer, &next);
  }
  if (next.customer().empty()) next.set_customer(known.customer.name());
  // What was said of a new lead is all that is known of it.
  const bool may_fill = intake.verified || !open.has_value();
  for (TouchValue* value : Mapped(touch->mutable_values())) {
    FillLead(may_fill ? FillMode::kEmpty : FillMode::kHold, value, &next);
  }
  if (open.has_value()) {
    if (touch->match() == Touch::NEW_LEAD) touch->set_match(Touch::OPEN_LEAD);
    GUANXI_RETURN_IF_ERROR(work.Update(leads, *open, &next).status());
    return next;
  }
  if (next.display_name().empty()) next.set_display_name(next.company());
  ResourceName name;
  name.id = work.environment().uuids().Next();
  GUANXI_RETURN_IF_ERROR(work.Insert(leads, name, &next));
  // Whom neither customer nor form names, the rules do.
  if (next.owner().empty()) GUANXI_RETURN_IF_ERROR(assigner_->Assign(work, &next).status());
  return next;
}

}  // namespace guanxi::lead
