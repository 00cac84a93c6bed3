#include "lead-svc/contracts/payment_plan_service.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/resource/environment.h"
#include "common/resource/field_rights.h"
#include "common/resource/resource_name.h"
#include "common/resource/row_scope.h"
#include "common/rules/values.h"
#include "lead-svc/contracts/amounts.h"
#include "lead-svc/contracts/due_date.h"
#include "lead-svc/contracts/moves.h"
#include "lead-svc/contracts/receivables.h"

namespace guanxi::lead {
namespace {

using resource::UnitOfWork;
using v1::Contract;
using v1::PaymentPlan;

absl::Status Cancel(PaymentPlan* plan) {
  if (plan->state() == PaymentPlan::CANCELLED) {
    return FailedPrecondition("PLAN_CANCELLED", plan->name(), "it is CANCELLED already");
  }
  if (NanosOf(plan->paid_amount()) != 0) {
    return FailedPrecondition("PLAN_BELOW_PAID", plan->name(), "something was paid for it");
  }
  plan->set_state(PaymentPlan::CANCELLED);
  return absl::OkStatus();
}

// Nothing if none is stated.
absl::StatusOr<std::optional<Uuid>> StatedCustomer(const std::string& name) {
  if (name.empty()) return std::optional<Uuid>();
  const auto id = resource::ParseReference("customers", name);
  if (!id.ok()) return InvalidField("customer", "want customers/{customer}", "INVALID_NAME");
  return std::optional<Uuid>(*id);
}

// The day as of which; that of the tenant's now if none is stated. It may be any day.
template <typename Request>
absl::StatusOr<absl::CivilDay> AsOf(const resource::Engine& engine, const rpc::Call& call,
                                    const Request& request) {
  if (!request.has_as_of()) {
    return engine.environment().MomentOf(call.principal.tenant).Today();
  }
  Violations violations;
  rules::CheckWholeDate("as_of", request.as_of(), &violations);
  GUANXI_RETURN_IF_ERROR(violations.ToStatus());
  return DayOf(request.as_of());
}

}  // namespace

absl::StatusOr<PaymentPlan> PaymentPlanServiceImpl::CancelPaymentPlan(
    const rpc::Call& call, const v1::CancelPaymentPlanRequest& request) {
  return Move<PaymentPlan>(
      *engine_, call, request, *resources_->plans, resources_->contracts,
      [](UnitOfWork&, const Contract&, PaymentPlan* next) { return Cancel(next); });
}

absl::StatusOr<v1::ListOverduePaymentPlansResponse> PaymentPlanServiceImpl::ListOverduePaymentPlans(
    const rpc::Call& call, const v1::ListOverduePaymentPlansRequest& request) {
  GUANXI_ASSIGN_OR_RETURN(const auto customer, StatedCustomer(request.customer()));
  GUANXI_ASSIGN_OR_RETURN(const absl::CivilDay day, AsOf(*engine_, call, request));
  v1::ListPaymentPlansRequest list;
  list.set_parent(request.parent());
  list.set_page_size(request.page_size());
  list.set_page_token(request.page_token());
  *list.mutable_read_mask() = request.read_mask();
  list.set_order_by("due_date");
  list.set_filter(
      absl::StrCat("outstanding = true AND due_date < \"", absl::FormatCivilTime(day), "\""));
  if (customer.has_value()) {
    absl::StrAppend(list.mutable_filter(), " AND customer = \"customers/", customer->ToString(),
                    "\"");
  }
  GUANXI_ASSIGN_OR_RETURN(auto page, plans_.List<v1::ListPaymentPlansResponse>(call, list));
  v1::ListOverduePaymentPlansResponse response;
  response.mutable_payment_plans()->Swap(page.mutable_payment_plans());
  response.set_next_page_token(page.next_page_token());
  return response;
}

absl::StatusOr<v1::SummarizeReceivablesResponse> PaymentPlanServiceImpl::SummarizeReceivables(
    const rpc::Call& call, const v1::SummarizeReceivablesRequest& request) {
  const resource::Resource& plans = *resources_->plans;
  GUANXI_ASSIGN_OR_RETURN(const auto customer, StatedCustomer(request.customer()));
  GUANXI_ASSIGN_OR_RETURN(const absl::CivilDay day, AsOf(*engine_, call, request));
  std::vector<absl::string_view> seen = {"open_amount", "due_date", "outstanding"};
  if (customer.has_value()) seen.push_back("customer");
  GUANXI_RETURN_IF_ERROR(resource::CheckSeen(plans.type(), call.principal, seen));
  GUANXI_ASSIGN_OR_RETURN(const resource::RowScope scope,
                          resource::RowScope::Of(plans, call.principal, resource::Use::kRead,
                                                 engine_->environment().business_clock()->Now()));
  v1::SummarizeReceivablesResponse response;
  *response.mutable_as_of() = DateOf(day);
  GUANXI_RETURN_IF_ERROR(engine_->Read(call, [&](db::Transaction& tx) -> absl::Status {
    response.clear_receivables();
    GUANXI_ASSIGN_OR_RETURN(const std::vector<v1::Receivables> all,
                            ReadReceivables(tx, call.principal.tenant, scope, customer, day));
    for (const v1::Receivables& one : all) *response.add_receivables() = one;
    return absl::OkStatus();
  }));
  return response;
}

}  // namespace guanxi::lead
