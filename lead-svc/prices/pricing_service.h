// The methods of guanxi.lead.v1.PricingService, and the custom one of ExchangeRateService.
#ifndef GUANXI_LEAD_SVC_PRICES_PRICING_SERVICE_H_
#define GUANXI_LEAD_SVC_PRICES_PRICING_SERVICE_H_

#include "absl/status/statusor.h"
#include "common/resource/engine.h"
#include "guanxi/lead/v1/exchange_rate_service.adapter.h"
#include "guanxi/lead/v1/pricing_service.adapter.h"
#include "lead-svc/prices/price_resources.h"

namespace guanxi::lead {

// Documented in the proto. Thread-safe. Owns nothing that it is given.
class PricingServiceImpl : public v1::PricingServiceMethods {
 public:
  PricingServiceImpl(const resource::Engine* engine, const PriceResources* types)
      : engine_(engine), types_(types) {}

  absl::StatusOr<v1::PriceQuoteResponse> PriceQuote(const rpc::Call& call,
                                                    const v1::PriceQuoteRequest& request) override;

 private:
  const resource::Engine* const engine_;
  const PriceResources* const types_;
};

// Documented in the proto. Thread-safe. Owns nothing that it is given.
class ExchangeRateServiceImpl : public v1::ExchangeRateServiceMethods {
 public:
  ExchangeRateServiceImpl(const resource::Engine* engine, const PriceResources* types)
      : engine_(engine), types_(types) {}

  absl::StatusOr<v1::ConvertMoneyResponse> ConvertMoney(
      const rpc::Call& call, const v1::ConvertMoneyRequest& request) override;

 private:
  const resource::Engine* const engine_;
  const PriceResources* const types_;
};

}  // namespace guanxi::lead

#endif  // GUANXI_LEAD_SVC_PRICES_PRICING_SERVICE_H_
