#include "lead-svc/prices/price_resources.h"

#include "common/base/status_macros.h"
#include "common/resource/behavior.h"
#include "common/resource/unit_of_work.h"
#include "guanxi/lead/v1/discount_limit.pb.h"
#include "guanxi/lead/v1/exchange_rate.pb.h"
#include "guanxi/lead/v1/price_book.pb.h"
#include "guanxi/lead/v1/product.pb.h"
#include "guanxi/lead/v1/product_cost.pb.h"
#include "guanxi/lead/v1/quote.pb.h"
#include "lead-svc/prices/quote_behavior.h"
#include "lead-svc/prices/quote_rules.h"

namespace guanxi::lead {
namespace {

using resource::Behavior;
using resource::Resource;
using resource::WriteContext;

// A resource whose messages know all about themselves.
template <typename M, void (*normalize)(M*, Violations*)>
Behavior<M> Plain() {
  Behavior<M> behavior;
  behavior.normalize = [](const WriteContext&, M* message, Violations* violations) {
    normalize(message, violations);
  };
  return behavior;
}

Behavior<v1::Quote> QuoteBehavior(const PriceResources* types) {
  auto behavior = Plain<v1::Quote, NormalizeQuote>();
  behavior.complete = [types](resource::UnitOfWork& work, const v1::Quote* old, v1::Quote* next) {
    return CompleteQuote(work, *types, old, next);
  };
  behavior.derive = [types](resource::UnitOfWork& work, resource::ChangeKind kind,
                            const v1::Quote* old, const v1::Quote& next) {
    return DeriveFromQuote(work, *types, kind, old, next);
  };
  return behavior;
}

}  // namespace

absl::StatusOr<std::unique_ptr<const PriceResources>> PriceResources::Create(
    const std::unique_ptr<const Resource>* opportunities) {
  auto all = std::make_unique<PriceResources>();
  all->opportunities = opportunities;
  GUANXI_ASSIGN_OR_RETURN(all->products, Resource::Create(Plain<v1::Product, NormalizeProduct>()));
  GUANXI_ASSIGN_OR_RETURN(all->price_books,
                          Resource::Create(Plain<v1::PriceBook, NormalizePriceBook>()));
  GUANXI_ASSIGN_OR_RETURN(all->price_entries,
                          Resource::Create(Plain<v1::PriceEntry, NormalizePriceEntry>()));
  GUANXI_ASSIGN_OR_RETURN(all->product_costs,
                          Resource::Create(Plain<v1::ProductCost, NormalizeProductCost>()));
  GUANXI_ASSIGN_OR_RETURN(all->discount_limits,
                          Resource::Create(Plain<v1::DiscountLimit, NormalizeDiscountLimit>()));
  GUANXI_ASSIGN_OR_RETURN(all->exchange_rates,
                          Resource::Create(Plain<v1::ExchangeRate, NormalizeExchangeRate>()));
  GUANXI_ASSIGN_OR_RETURN(all->quotes, Resource::Create(QuoteBehavior(all.get())));
  return std::unique_ptr<const PriceResources>(std::move(all));
}

}  // namespace guanxi::lead
