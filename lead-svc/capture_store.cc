// What becomes of somebody who came in, in one unit of work: his lead and its touch.
#include <optional>
#include <string>
#include <vector>

#include "common/base/status_macros.h"
#include "common/policy/rights.h"
#include "common/resource/environment.h"
#include "common/resource/resource_name.h"
#include "google/protobuf/util/time_util.h"
#include "lead-svc/capture.h"
#include "lead-svc/capture_values.h"
#include "lead-svc/open_leads.h"
#include "lead-svc/scorer.h"

namespace guanxi::lead {
namespace {

using resource::ResourceName;
using resource::Stored;
using resource::UnitOfWork;
using v1::Lead;
using v1::Touch;
using v1::TouchValue;

std::string IfActive(const UnitOfWork& work, const std::string& name) {
  return !name.empty() && work.principal().rights->IsActive(name) ? name : "";
}

// It goes to whom the customer belongs, or else to whom the form says. What neither has somebody
// for stays in its pool as it is.
void GiveToOwner(const UnitOfWork& work, const Intake& intake,
                 const customer::v1::Customer& customer, Lead* lead) {
  const std::string owner = IfActive(work, customer.owner());
  const bool is_theirs = !owner.empty();
  if (!is_theirs && intake.lead_owner.empty() && !lead->pool().empty()) return;
  lead->set_owner(is_theirs ? owner : intake.lead_owner);
  lead->set_department(is_theirs ? IfActive(work, customer.department()) : intake.lead_department);
}

// What a new lead has besides what was said.
void Begin(const UnitOfWork& work, const Intake& intake, const customer::v1::Customer& customer,
           Lead* lead) {
  lead->set_source(intake.source);
  if (intake.attribution.ByteSizeLong() > 0) *lead->mutable_attribution() = intake.attribution;
  GiveToOwner(work, intake, customer, lead);
}

}  // namespace

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
  if (known.match == Touch::KNOWN_CUSTOMER && next.customer() != known.customer.name()) {
    // The keys name one customer, and the lead that has them another since it was looked at.
    touch->set_match(Touch::AMBIGUOUS);
    touch->add_candidates(next.customer());
    touch->add_candidates(known.customer.name());
  }
  // What was said of a new lead is all that is known of it.
  const bool may_fill = intake.verified || !open.has_value();
  for (TouchValue* value : MappedValues(touch->mutable_values())) {
    FillLead(may_fill ? FillMode::kEmpty : FillMode::kHold, value, &next);
  }
  if (open.has_value()) {
    if (touch->match() == Touch::NEW_LEAD) touch->set_match(Touch::OPEN_LEAD);
    GUANXI_RETURN_IF_ERROR(UpdateLead(work, intake, known, *open, &next));
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

absl::Status Capture::UpdateLead(UnitOfWork& work, const Intake& intake, const Known& known,
                                 const Stored& open, Lead* next) const {
  // What lies in a pool, too: who comes in again is not to wait until somebody claims him.
  const bool is_nobodys = next->owner().empty() && next->state() != Lead::CONVERTING;
  if (is_nobodys) GiveToOwner(work, intake, known.customer, next);
  GUANXI_RETURN_IF_ERROR(work.Update(*resources_->leads, open, next).status());
  if (!is_nobodys || !next->owner().empty()) return absl::OkStatus();
  return assigner_->Assign(work, next).status();
}

}  // namespace guanxi::lead
