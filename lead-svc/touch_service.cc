#include "lead-svc/touch_service.h"

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/resource/resource_name.h"
#include "common/resource/unit_of_work.h"
#include "google/protobuf/util/time_util.h"
#include "lead-svc/capture_values.h"

namespace guanxi::lead {
namespace {

using resource::ResourceName;
using resource::Stored;
using resource::UnitOfWork;
using v1::Lead;
using v1::Touch;
using v1::TouchValue;

bool Waits(TouchValue::Outcome outcome) {
  return outcome == TouchValue::HELD || outcome == TouchValue::KEPT;
}

// Of a lead whose customer was not known when the touch came, all values are still to be put there.
bool IsHeldFromCustomer(const TouchValue& value) {
  return value.customer_outcome() == TouchValue::HELD ||
         value.customer_outcome() == TouchValue::OUTCOME_UNSPECIFIED;
}
bool WaitsForCustomer(const TouchValue& value) {
  return IsHeldFromCustomer(value) || Waits(value.customer_outcome());
}

// The values that are meant: those that are named, or all that are held. They are for a field.
absl::StatusOr<std::vector<TouchValue*>> Meant(const v1::AcceptTouchRequest& request,
                                               bool has_customer, Touch* touch) {
  const std::set<std::string> named(request.keys().begin(), request.keys().end());
  std::set<std::string> known;
  std::vector<TouchValue*> meant;
  bool waits = false;
  for (TouchValue& value : *touch->mutable_values()) {
    known.insert(value.key());
    const bool held =
        value.lead_outcome() == TouchValue::HELD || (has_customer && IsHeldFromCustomer(value));
    const bool is_meant = named.empty() ? held : named.count(value.key()) != 0;
    if (!is_meant || value.field().empty()) continue;
    meant.push_back(&value);
    waits |= Waits(value.lead_outcome()) || (has_customer && WaitsForCustomer(value));
  }
  Violations violations;
  for (int i = 0; i < request.keys_size(); ++i) {
    if (known.count(request.keys(i)) != 0) continue;
    violations.Add(absl::StrCat("keys[", i, "]"), "is none of the touch's");
  }
  GUANXI_RETURN_IF_ERROR(violations.ToStatus());
  if (waits) return meant;
  return FailedPrecondition("NOTHING_TO_ACCEPT", touch->name(), "none of the values waits for it");
}

}  // namespace

absl::StatusOr<Touch> TouchServiceImpl::AcceptTouch(const rpc::Call& call,
                                                    const v1::AcceptTouchRequest& request) {
  // First of all whether it can be done: what is written at customer-svc is not undone.
  v1::AcceptTouchRequest check = request;
  check.set_validate_only(true);
  check.clear_request_id();
  const auto checked = Store(call, check, {});
  if (!checked.ok() || !checked->customer.empty()) {
    // A request that is repeated gets its first answer, though there is nothing left to do, and
    // does nothing more.
    Touch earlier;
    GUANXI_ASSIGN_OR_RETURN(const bool was_answered,
                            engine_->WasAnswered(call, request, checked.status(), &earlier));
    if (was_answered) return earlier;
    GUANXI_RETURN_IF_ERROR(checked.status());
  }
  Values values;
  if (!checked->customer.empty()) {
    for (const TouchValue& value : checked->meant) {
      if (WaitsForCustomer(value)) values.push_back(value);
    }
    std::vector<TouchValue*> to_fill;
    for (TouchValue& value : values) to_fill.push_back(&value);
    GUANXI_RETURN_IF_ERROR(customers_->Fill(
        call,
        {checked->customer, FillMode::kDecided, request.request_id(), request.validate_only()},
        to_fill));
  }
  GUANXI_ASSIGN_OR_RETURN(Accepted accepted, Store(call, request, values));
  return std::move(accepted.touch);
}

absl::StatusOr<TouchServiceImpl::Accepted> TouchServiceImpl::Store(
    const rpc::Call& call, const v1::AcceptTouchRequest& request, const Values& in_customer) const {
  GUANXI_ASSIGN_OR_RETURN(const ResourceName name,
                          resource::ParseName(resources_->touches->type(), request.name(), "name"));
  Accepted accepted;
  GUANXI_RETURN_IF_ERROR(engine_->Mutate(
      call, request, resource::WriteContext(), &accepted.touch,
      [&](UnitOfWork& work) { return StoreIn(work, request, name, in_customer, &accepted); }));
  return accepted;
}

absl::Status TouchServiceImpl::StoreIn(UnitOfWork& work, const v1::AcceptTouchRequest& request,
                                       const ResourceName& name, const Values& in_customer,
                                       Accepted* accepted) const {
  const resource::Resource& leads = *resources_->leads;
  const resource::Resource& touches = *resources_->touches;
  // What is above comes first, as whoever writes both has it.
  const auto lead = work.GetLive(leads, resource::ParentOf(name));
  if (absl::IsNotFound(lead.status())) return NameNotFound(touches, name);
  GUANXI_RETURN_IF_ERROR(lead.status());
  GUANXI_ASSIGN_OR_RETURN(const Stored old, work.GetLive(touches, name));
  Lead next;
  next.CopyFrom(*lead->message);
  accepted->customer = next.customer();
  accepted->meant.clear();
  Touch& touch = accepted->touch;
  touch.CopyFrom(*old.message);
  GUANXI_ASSIGN_OR_RETURN(const std::vector<TouchValue*> meant,
                          Meant(request, !next.customer().empty(), &touch));
  for (TouchValue* value : meant) {
    accepted->meant.push_back(*value);
    if (Waits(value->lead_outcome())) FillLead(FillMode::kDecided, value, &next);
    for (const TouchValue& one : in_customer) {
      if (one.key() == value->key()) value->set_customer_outcome(one.customer_outcome());
    }
  }
  *touch.mutable_accept_time() =
      google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(work.now()));
  touch.set_accepted_by(work.principal().subject);
  GUANXI_RETURN_IF_ERROR(work.Update(leads, *lead, &next).status());
  return work.Update(touches, old, &touch).status();
}

}  // namespace guanxi::lead
