// The resources of prices and quotes.
#ifndef GUANXI_LEAD_SVC_PRICES_PRICE_RESOURCES_H_
#define GUANXI_LEAD_SVC_PRICES_PRICE_RESOURCES_H_

#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "common/resource/resource.h"

namespace guanxi::lead {

// Immutable, thus thread-safe; one for the process.
struct PriceResources {
  // `opportunities`, which quotes are about, is set before anything is written; it outlives these.
  static absl::StatusOr<std::unique_ptr<const PriceResources>> Create(
      const std::unique_ptr<const resource::Resource>* opportunities);

  // For the catalog.
  std::vector<const resource::Resource*> all() const {
    return {products.get(),        price_books.get(),    price_entries.get(), product_costs.get(),
            discount_limits.get(), exchange_rates.get(), quotes.get()};
  }

  const std::unique_ptr<const resource::Resource>* opportunities = nullptr;
  std::unique_ptr<const resource::Resource> products;
  std::unique_ptr<const resource::Resource> price_books;
  std::unique_ptr<const resource::Resource> price_entries;
  std::unique_ptr<const resource::Resource> product_costs;
  std::unique_ptr<const resource::Resource> discount_limits;
  std::unique_ptr<const resource::Resource> exchange_rates;
  std::unique_ptr<const resource::Resource> quotes;
};

}  // namespace guanxi::lead

#endif  // GUANXI_LEAD_SVC_PRICES_PRICE_RESOURCES_H_
