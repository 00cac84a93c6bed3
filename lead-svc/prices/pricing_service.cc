#include "lead-svc/prices/pricing_service.h"

#include <cstdlib>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/money/amount.h"
#include "common/resource/field_rights.h"
#include "common/resource/resource_name.h"
#include "common/resource/unit_of_work.h"
#include "common/rules/values.h"
#include "common/text/money.h"
#include "lead-svc/prices/price_lookup.h"
#include "lead-svc/prices/price_rules.h"
#include "lead-svc/prices/quote_pricing.h"

namespace guanxi::lead {
namespace {

using resource::UnitOfWork;

constexpr int kPercentPlaces = 6;
constexpr int kMostLines = 200;
constexpr int kNanosEnd = 1'000'000'000;

// What the request states, in normal form; `day` is to be set yet where it states none.
absl::StatusOr<Offer> ReadOffer(const v1::PriceQuoteRequest& request) {
  Violations violations;
  Offer offer;
  offer.currency = request.currency();
  NormalizeCurrency("currency", &offer.currency, &violations);
  if (const auto book = resource::ParseReference("priceBooks", request.price_book()); book.ok()) {
    offer.price_book = absl::StrCat("priceBooks/", book->ToString());
  } else {
    violations.Add("price_book", "want `priceBooks/{price_book}`");
  }
  if (request.has_price_date()) {
    rules::CheckWholeDate("price_date", request.price_date(), &violations);
    offer.day = rules::DayOf(request.price_date());
  }
  offer.lines = request.lines();
  if (offer.lines.empty()) violations.Add("lines", "is required");
  if (offer.lines.size() > kMostLines) {
    violations.Add("lines", absl::StrCat("has more than ", kMostLines, " entries"));
    return violations.ToStatus();
  }
  for (int i = 0; i < offer.lines.size(); ++i) {
    std::string* const product = offer.lines[i].mutable_product();
    if (product->empty()) continue;
    if (const auto id = resource::ParseReference("products", *product); id.ok()) {
      *product = absl::StrCat("products/", id->ToString());
    } else {
      violations.Add(absl::StrCat("lines[", i, "].product"), "want `products/{product}`");
    }
  }
  NormalizeLines("lines", offer.currency, &offer.lines, &violations);
  offer.discount = request.discount();
  NormalizeDiscount("discount", offer.currency, &offer.discount, &violations);
  GUANXI_RETURN_IF_ERROR(violations.ToStatus());
  return offer;
}

v1::PriceQuoteResponse Answer(const Offer& offer, PricedOffer priced) {
  v1::PriceQuoteResponse response;
  response.set_above_limit(!CheckLimit(priced).ok());
  *response.mutable_priced_lines() = std::move(priced.lines);
  *response.mutable_totals() = std::move(priced.totals);
  response.set_tax_included(priced.tax_included);
  *response.mutable_priced_date() = rules::DateOf(offer.day);
  if (priced.limit.has_value()) {
    response.mutable_discount_limit()->set_value(
        money::FormatScaled(*priced.limit, kPercentPlaces));
  }
  return response;
}

// Of an amount that may be negative.
void CheckSigned(const google::type::Money& amount, Violations* violations) {
  if (!text::IsCurrencyCode(amount.currency_code())) {
    violations->Add("amount.currency_code", "want a currency of ISO 4217 such as CNY");
  }
  const bool two_signs =
      (amount.units() > 0 && amount.nanos() < 0) || (amount.units() < 0 && amount.nanos() > 0);
  if (two_signs || amount.nanos() <= -kNanosEnd || amount.nanos() >= kNanosEnd) {
    violations->Add("amount.nanos", "want less than 1,000,000,000, of the sign of the units");
  }
  if (amount.units() >= money::kMaxUnits || amount.units() <= -money::kMaxUnits) {
    violations->Add("amount.units", "want less than 10^15");
  }
}

}  // namespace

absl::StatusOr<v1::PriceQuoteResponse> PricingServiceImpl::PriceQuote(
    const rpc::Call& call, const v1::PriceQuoteRequest& request) {
  // Methods of the service's own show what they make of fields that the caller may not see.
  GUANXI_RETURN_IF_ERROR(resource::CheckSeen(types_->price_entries->type(), call.principal,
                                             {"product", "currency", "start_date", "price"}));
  GUANXI_RETURN_IF_ERROR(
      resource::CheckSeen(types_->price_books->type(), call.principal, {"tax_included"}));
  GUANXI_RETURN_IF_ERROR(resource::CheckSeen(types_->products->type(), call.principal,
                                             {"display_name", "unit", "tax_rate", "discontinued"}));
  GUANXI_ASSIGN_OR_RETURN(Offer offer, ReadOffer(request));
  v1::PriceQuoteResponse response;
  GUANXI_RETURN_IF_ERROR(engine_->Write(
      call.principal, resource::TxOptionsOf(call), {}, [&](UnitOfWork& work) -> absl::Status {
        if (!request.has_price_date()) offer.day = Today(work);
        GUANXI_ASSIGN_OR_RETURN(PricedOffer priced, PriceOffer(work, *types_, offer));
        response = Answer(offer, std::move(priced));
        return absl::OkStatus();
      }));
  return response;
}

absl::StatusOr<v1::ConvertMoneyResponse> ExchangeRateServiceImpl::ConvertMoney(
    const rpc::Call& call, const v1::ConvertMoneyRequest& request) {
  GUANXI_RETURN_IF_ERROR(
      resource::CheckSeen(types_->exchange_rates->type(), call.principal,
                          {"from_currency", "to_currency", "start_date", "rate"}));
  Violations violations;
  google::type::Money amount = request.amount();
  absl::AsciiStrToUpper(amount.mutable_currency_code());
  CheckSigned(amount, &violations);
  std::string to = request.to_currency();
  NormalizeCurrency("to_currency", &to, &violations);
  if (request.has_date()) rules::CheckWholeDate("date", request.date(), &violations);
  GUANXI_RETURN_IF_ERROR(violations.ToStatus());
  v1::ConvertMoneyResponse response;
  if (to == amount.currency_code()) {
    *response.mutable_amount() = amount;
    response.mutable_rate()->set_value("1");
    return response;
  }
  GUANXI_RETURN_IF_ERROR(engine_->Write(
      call.principal, resource::TxOptionsOf(call), {}, [&](UnitOfWork& work) -> absl::Status {
        const absl::CivilDay day = request.has_date() ? rules::DayOf(request.date()) : Today(work);
        GUANXI_ASSIGN_OR_RETURN(const v1::ExchangeRate rate,
                                FindRate(work, *types_, {amount.currency_code(), day}, to));
        GUANXI_ASSIGN_OR_RETURN(*response.mutable_amount(), Exchange(amount, rate.rate(), to));
        response.set_exchange_rate(rate.name());
        *response.mutable_rate() = rate.rate();
        *response.mutable_start_date() = rate.start_date();
        return absl::OkStatus();
      }));
  return response;
}

}  // namespace guanxi::lead
