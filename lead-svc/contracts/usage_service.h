// The custom methods of guanxi.lead.v1.UsageRecordService: what usage comes to.
#ifndef GUANXI_LEAD_SVC_CONTRACTS_USAGE_SERVICE_H_
#define GUANXI_LEAD_SVC_CONTRACTS_USAGE_SERVICE_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/resource/engine.h"
#include "common/resource/unit_of_work.h"
#include "guanxi/lead/v1/contract.pb.h"
#include "guanxi/lead/v1/usage_record_service.adapter.h"
#include "lead-svc/contracts/money_resources.h"
#include "lead-svc/contracts/usage_effects.h"
#include "lead-svc/prices/price_resources.h"

namespace guanxi::lead {

// Documented in the proto. Thread-safe. Owns nothing that it is given.
class UsageRecordServiceImpl : public v1::UsageRecordServiceMethods {
 public:
  UsageRecordServiceImpl(const resource::Engine* engine, const MoneyResources* resources,
                         const PriceResources* prices)
      : engine_(engine), resources_(resources), prices_(prices) {}

  absl::StatusOr<v1::PriceUsageResponse> PriceUsage(const rpc::Call& call,
                                                    const v1::PriceUsageRequest& request) override;
  absl::StatusOr<v1::Invoice> InvoiceUsage(const rpc::Call& call,
                                           const v1::InvoiceUsageRequest& request) override;

 private:
  // That the caller sees all that an answer is made of. FIELD_NOT_ALLOWED.
  absl::Status CheckSees(const rpc::Call& call) const;
  // What the usage of a contract comes to in a period. `book` is what the request states.
  absl::StatusOr<v1::PriceUsageResponse> Price(resource::UnitOfWork& work,
                                               const v1::Contract& contract,
                                               const UsagePeriod& period,
                                               const std::string& book) const;
  // `stated`, or the book of the contract's quote. INVALID_FIELD, `price_book`.
  absl::StatusOr<std::string> BookOf(resource::UnitOfWork& work, const v1::Contract& contract,
                                     const std::string& stated) const;

  const resource::Engine* const engine_;
  const MoneyResources* const resources_;
  const PriceResources* const prices_;
};

}  // namespace guanxi::lead

#endif  // GUANXI_LEAD_SVC_CONTRACTS_USAGE_SERVICE_H_
