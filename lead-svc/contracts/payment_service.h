// The custom methods of guanxi.lead.v1.PaymentService: what finance says of payments.
#ifndef GUANXI_LEAD_SVC_CONTRACTS_PAYMENT_SERVICE_H_
#define GUANXI_LEAD_SVC_CONTRACTS_PAYMENT_SERVICE_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/resource/engine.h"
#include "common/resource/unit_of_work.h"
#include "guanxi/lead/v1/contract.pb.h"
#include "guanxi/lead/v1/payment_service.adapter.h"
#include "lead-svc/contracts/money_resources.h"

namespace guanxi::lead {

// Documented in the proto. Thread-safe. Owns nothing that it is given.
class PaymentServiceImpl : public v1::PaymentServiceMethods {
 public:
  PaymentServiceImpl(const resource::Engine* engine, const MoneyResources* resources)
      : engine_(engine), resources_(resources) {}

  absl::StatusOr<v1::Payment> ConfirmPayment(const rpc::Call& call,
                                             const v1::ConfirmPaymentRequest& request) override;
  absl::StatusOr<v1::Payment> RejectPayment(const rpc::Call& call,
                                            const v1::RejectPaymentRequest& request) override;
  absl::StatusOr<v1::Payment> ReversePayment(const rpc::Call& call,
                                             const v1::ReversePaymentRequest& request) override;
  absl::StatusOr<v1::Payment> AllocatePayment(const rpc::Call& call,
                                              const v1::AllocatePaymentRequest& request) override;

 private:
  // PERMISSION_DENIED, OWNER_CANNOT_CONFIRM.
  absl::Status CheckMayDecide(resource::UnitOfWork& work, const v1::Contract& contract) const;

  const resource::Engine* const engine_;
  const MoneyResources* const resources_;
};

}  // namespace guanxi::lead

#endif  // GUANXI_LEAD_SVC_CONTRACTS_PAYMENT_SERVICE_H_
