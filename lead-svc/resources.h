// The resources of this service, wired to the engine.
#ifndef GUANXI_LEAD_SVC_RESOURCES_H_
#define GUANXI_LEAD_SVC_RESOURCES_H_

#include <memory>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/db/database.h"
#include "common/foreign/foreign_names.h"
#include "common/foreign/kinds.h"
#include "common/resource/resource.h"
#include "lead-svc/contracts/money_resources.h"
#include "lead-svc/prices/price_resources.h"

namespace guanxi::lead {

// Immutable, thus thread-safe; one for the process.
struct Resources {
  // `customers`, of CustomerKinds, says whether the customers are there that opportunities and
  // contracts name; null where none of them is written through these. Not owned.
  static absl::StatusOr<std::unique_ptr<const Resources>> Create(
      const foreign::ForeignNames* customers);

  // For the catalog.
  std::vector<const resource::Resource*> all() const {
    std::vector<const resource::Resource*> every = {
        pipelines.get(),     stages.get(),   opportunities.get(), shares.get(),     contracts.get(),
        payment_plans.get(), invoices.get(), payments.get(),      win_entries.get()};
    const auto of_prices = prices->all();
    every.insert(every.end(), of_prices.begin(), of_prices.end());
    return every;
  }

  std::unique_ptr<const resource::Resource> pipelines;
  std::unique_ptr<const resource::Resource> stages;
  std::unique_ptr<const resource::Resource> opportunities;
  std::unique_ptr<const resource::Resource> shares;
  std::unique_ptr<const resource::Resource> contracts;
  std::unique_ptr<const resource::Resource> payment_plans;
  std::unique_ptr<const resource::Resource> invoices;
  std::unique_ptr<const resource::Resource> payments;
  std::unique_ptr<const resource::Resource> win_entries;

  // Of them those that money is written in. What it points to are these.
  MoneyResources money;
  std::unique_ptr<const PriceResources> prices;
};

// What opportunities and contracts name of other services: customers.
std::vector<foreign::Kind> CustomerKinds();

// Writes what migrations have added beside the stored opportunities.
absl::Status FillNewColumns(db::Database* database);

}  // namespace guanxi::lead

#endif  // GUANXI_LEAD_SVC_RESOURCES_H_
