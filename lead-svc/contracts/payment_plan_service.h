// The custom methods of guanxi.lead.v1.PaymentPlanService.
#ifndef GUANXI_LEAD_SVC_CONTRACTS_PAYMENT_PLAN_SERVICE_H_
#define GUANXI_LEAD_SVC_CONTRACTS_PAYMENT_PLAN_SERVICE_H_

#include "absl/status/statusor.h"
#include "common/resource/engine.h"
#include "common/resource/methods.h"
#include "guanxi/lead/v1/payment_plan_service.adapter.h"
#include "lead-svc/contracts/money_resources.h"

namespace guanxi::lead {

// Documented in the proto. Thread-safe. Owns nothing that it is given.
class PaymentPlanServiceImpl : public v1::PaymentPlanServiceMethods {
 public:
  PaymentPlanServiceImpl(const resource::Engine* engine, const MoneyResources* resources)
      : engine_(engine),
        resources_(resources),
        plans_(engine, resources->plans, resources->contracts) {}

  absl::StatusOr<v1::PaymentPlan> CancelPaymentPlan(
      const rpc::Call& call, const v1::CancelPaymentPlanRequest& request) override;
  absl::StatusOr<v1::ListOverduePaymentPlansResponse> ListOverduePaymentPlans(
      const rpc::Call& call, const v1::ListOverduePaymentPlansRequest& request) override;
  absl::StatusOr<v1::SummarizeReceivablesResponse> SummarizeReceivables(
      const rpc::Call& call, const v1::SummarizeReceivablesRequest& request) override;

 private:
  const resource::Engine* const engine_;
  const MoneyResources* const resources_;
  const resource::Methods plans_;
};

}  // namespace guanxi::lead

#endif  // GUANXI_LEAD_SVC_CONTRACTS_PAYMENT_PLAN_SERVICE_H_
