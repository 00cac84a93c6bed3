// The custom methods of guanxi.lead.v1.InvoiceService.
#ifndef GUANXI_LEAD_SVC_CONTRACTS_INVOICE_SERVICE_H_
#define GUANXI_LEAD_SVC_CONTRACTS_INVOICE_SERVICE_H_

#include "absl/status/statusor.h"
#include "common/resource/engine.h"
#include "guanxi/lead/v1/invoice_service.adapter.h"
#include "lead-svc/contracts/money_resources.h"

namespace guanxi::lead {

// Documented in the proto. Thread-safe. Owns nothing that it is given.
class InvoiceServiceImpl : public v1::InvoiceServiceMethods {
 public:
  InvoiceServiceImpl(const resource::Engine* engine, const MoneyResources* resources)
      : engine_(engine), resources_(resources) {}

  absl::StatusOr<v1::Invoice> IssueInvoice(const rpc::Call& call,
                                           const v1::IssueInvoiceRequest& request) override;
  absl::StatusOr<v1::Invoice> VoidInvoice(const rpc::Call& call,
                                          const v1::VoidInvoiceRequest& request) override;

 private:
  const resource::Engine* const engine_;
  const MoneyResources* const resources_;
};

}  // namespace guanxi::lead

#endif  // GUANXI_LEAD_SVC_CONTRACTS_INVOICE_SERVICE_H_
