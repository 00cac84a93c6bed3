// What holds on a day: prices, costs, rates, limits, read within a unit of work.
//
// Plain reads of what is committed, whoever asks: what the unit itself wrote is not seen. Not
// thread-safe beyond what a UnitOfWork is. Errors of all: those of common/db, and as stated.
#ifndef GUANXI_LEAD_SVC_PRICES_PRICE_LOOKUP_H_
#define GUANXI_LEAD_SVC_PRICES_PRICE_LOOKUP_H_

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "common/base/uuid.h"
#include "common/db/query.h"
#include "common/money/exact.h"
#include "common/resource/unit_of_work.h"
#include "guanxi/lead/v1/exchange_rate.pb.h"
#include "guanxi/lead/v1/price_book.pb.h"
#include "guanxi/lead/v1/product.pb.h"
#include "guanxi/lead/v1/product_cost.pb.h"
#include "lead-svc/prices/price_resources.h"

namespace guanxi::lead {

// Of the lines of a quote, or of prices in it.
struct PriceDay {
  std::string currency;
  absl::CivilDay day;
};

// The day that the tenant has now.
absl::CivilDay Today(const resource::UnitOfWork& work);

// The live products of these names (`products/{uuid}`), by name; shared until the end.
absl::StatusOr<std::map<std::string, v1::Product>> FindProducts(resource::UnitOfWork& work,
                                                                const PriceResources& types,
                                                                const std::set<std::string>& names);

// The entry of a book whose price holds, by product; products without one are absent.
absl::StatusOr<std::map<std::string, v1::PriceEntry>> FindPrices(
    resource::UnitOfWork& work, const PriceResources& types, const Uuid& book, const PriceDay& on,
    const std::set<std::string>& products);

// The cost that holds, by product; products without one are absent.
absl::StatusOr<std::map<std::string, v1::ProductCost>> FindCosts(
    resource::UnitOfWork& work, const PriceResources& types, const PriceDay& on,
    const std::set<std::string>& products);

// The rate that holds from `currency` to another.
//   FAILED_PRECONDITION  NO_EXCHANGE_RATE  there is none
absl::StatusOr<v1::ExchangeRate> FindRate(resource::UnitOfWork& work, const PriceResources& types,
                                          const PriceDay& from, const std::string& to);

// How much the principal may take off, in 10^-6 of a percent; nothing: nothing limits it.
absl::StatusOr<std::optional<money::Int>> FindDiscountLimit(resource::UnitOfWork& work,
                                                            const PriceResources& types);

// All statements of these, for the linter.
std::vector<db::Query> PriceQueries();

}  // namespace guanxi::lead

#endif  // GUANXI_LEAD_SVC_PRICES_PRICE_LOOKUP_H_
