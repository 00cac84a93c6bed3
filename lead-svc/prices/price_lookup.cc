#include "lead-svc/prices/price_lookup.h"

#include <algorithm>
#include <iterator>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/db/rows.h"
#include "common/errors/errors.h"
#include "common/filter/moment.h"
#include "common/money/amount.h"
#include "common/policy/rights.h"
#include "common/resource/environment.h"
#include "common/resource/resource_name.h"
#include "common/rules/values.h"
#include "guanxi/lead/v1/discount_limit.pb.h"

namespace guanxi::lead {
namespace {

using money::Int;
using resource::ResourceName;
using resource::Stored;
using resource::UnitOfWork;

constexpr int kPercentPlaces = 6;

const db::Query kSelectPrice{
    "price_entry.select_on_day",
    "SELECT id FROM price_entries FORCE INDEX (idx_parent_id_product_id_start_date) "
    "WHERE tenant_id = ? AND live = 1 AND parent_id = ? AND product_id = ? AND currency = ? "
    "AND start_date <= ? ORDER BY start_date DESC, id DESC LIMIT 1"};
const db::Query kSelectCost{
    "product_cost.select_on_day",
    "SELECT id FROM product_costs FORCE INDEX (idx_product_id_start_date) "
    "WHERE tenant_id = ? AND live = 1 AND product_id = ? AND currency = ? AND start_date <= ? "
    "ORDER BY start_date DESC, id DESC LIMIT 1"};
const db::Query kSelectRate{
    "exchange_rate.select_on_day",
    "SELECT id FROM exchange_rates FORCE INDEX (idx_from_currency_to_currency_start_date) "
    "WHERE tenant_id = ? AND live = 1 AND from_currency = ? AND to_currency = ? "
    "AND start_date <= ? ORDER BY start_date DESC, id DESC LIMIT 1"};
const db::Query kSelectLimit{"discount_limit.select_of_role",
                             "SELECT id FROM discount_limits FORCE INDEX (idx_role_id_create_time) "
                             "WHERE tenant_id = ? AND live = 1 "
                             "AND role_id = ? ORDER BY create_time DESC, id DESC LIMIT 1"};
std::string Text(absl::CivilDay day) { return absl::FormatCivilTime(day); }

absl::StatusOr<std::vector<Uuid>> Ids(const db::Rows& rows) {
  std::vector<Uuid> ids;
  for (const db::Row row : rows) {
    GUANXI_ASSIGN_OR_RETURN(ids.emplace_back(), Uuid::FromBytes(row.String(0)));
  }
  return ids;
}

// The id of a product's name, which is in its normal form.
absl::StatusOr<Uuid> ProductId(const std::string& name) {
  return resource::ParseReference("products", name);
}

// What holds for each product: the row that `query` finds with `front`, the product and `on`.
template <typename M>
absl::StatusOr<std::map<std::string, M>> FindOfProducts(UnitOfWork& work,
                                                        const resource::Resource& type,
                                                        const db::Query& query,
                                                        const std::vector<db::Value>& front,
                                                        const PriceDay& on,
                                                        const std::set<std::string>& products) {
  std::vector<Uuid> ids;
  for (const std::string& product : products) {
    GUANXI_ASSIGN_OR_RETURN(const Uuid id, ProductId(product));
    std::vector<db::Value> values = front;
    values.insert(values.end(), {id.bytes(), on.currency, Text(on.day)});
    GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, work.tx().Select(query, values));
    GUANXI_ASSIGN_OR_RETURN(const std::vector<Uuid> found, Ids(rows));
    ids.insert(ids.end(), found.begin(), found.end());
  }
  std::map<std::string, M> all;
  GUANXI_ASSIGN_OR_RETURN(const auto rows, work.GetMany(type, ids, resource::Lock::kShared));
  for (const auto& [id, row] : rows) {
    const auto& message = static_cast<const M&>(*row.message);
    if (row.live) all.emplace(message.product(), message);
  }
  return all;
}

// Nothing: nothing limits the role.
absl::StatusOr<std::optional<Int>> LimitOf(UnitOfWork& work, const PriceResources& types,
                                           const std::string& role) {
  const auto role_id = resource::ParseReference("roles", role);
  if (!role_id.ok()) return std::optional<Int>();
  GUANXI_ASSIGN_OR_RETURN(
      const db::Rows rows,
      work.tx().Select(kSelectLimit, {work.principal().tenant.bytes(), role_id->bytes()}));
  GUANXI_ASSIGN_OR_RETURN(const std::vector<Uuid> ids, Ids(rows));
  if (ids.empty()) return std::optional<Int>();
  ResourceName name;
  name.id = ids[0];
  GUANXI_ASSIGN_OR_RETURN(const auto row, work.Peek(*types.discount_limits, name));
  if (!row.has_value()) return std::optional<Int>();
  const auto& limit = static_cast<const v1::DiscountLimit&>(*row->message);
  return std::optional<Int>(money::ScaledOf(limit.max_percent(), kPercentPlaces));
}

}  // namespace

absl::CivilDay Today(const UnitOfWork& work) {
  filter::Moment moment = work.environment().MomentOf(work.principal().tenant);
  moment.now = work.now();
  return moment.Today();
}

absl::StatusOr<std::map<std::string, v1::Product>> FindProducts(
    UnitOfWork& work, const PriceResources& types, const std::set<std::string>& names) {
  std::vector<Uuid> ids;
  for (const std::string& name : names) {
    GUANXI_ASSIGN_OR_RETURN(ids.emplace_back(), ProductId(name));
  }
  GUANXI_ASSIGN_OR_RETURN(const auto rows,
                          work.GetMany(*types.products, ids, resource::Lock::kShared));
  std::map<std::string, v1::Product> products;
  for (const auto& [id, row] : rows) {
    const auto& product = static_cast<const v1::Product&>(*row.message);
    if (row.live) products.emplace(product.name(), product);
  }
  return products;
}

absl::StatusOr<std::map<std::string, v1::PriceEntry>> FindPrices(
    UnitOfWork& work, const PriceResources& types, const Uuid& book, const PriceDay& on,
    const std::set<std::string>& products) {
  GUANXI_ASSIGN_OR_RETURN(
      auto prices, FindOfProducts<v1::PriceEntry>(work, *types.price_entries, kSelectPrice,
                                                  {work.principal().tenant.bytes(), book.bytes()},
                                                  on, products));
  for (auto price = prices.begin(); price != prices.end();) {
    const bool is_over =
        price->second.has_end_date() && rules::DayOf(price->second.end_date()) < on.day;
    price = is_over ? prices.erase(price) : std::next(price);
  }
  return prices;
}

absl::StatusOr<std::map<std::string, v1::ProductCost>> FindCosts(
    UnitOfWork& work, const PriceResources& types, const PriceDay& on,
    const std::set<std::string>& products) {
  return FindOfProducts<v1::ProductCost>(work, *types.product_costs, kSelectCost,
                                         {work.principal().tenant.bytes()}, on, products);
}

absl::StatusOr<v1::ExchangeRate> FindRate(UnitOfWork& work, const PriceResources& types,
                                          const PriceDay& from, const std::string& to) {
  GUANXI_ASSIGN_OR_RETURN(const db::Rows rows,
                          work.tx().Select(kSelectRate, {work.principal().tenant.bytes(),
                                                         from.currency, to, Text(from.day)}));
  GUANXI_ASSIGN_OR_RETURN(const std::vector<Uuid> ids, Ids(rows));
  if (!ids.empty()) {
    ResourceName name;
    name.id = ids[0];
    GUANXI_ASSIGN_OR_RETURN(const auto row, work.Peek(*types.exchange_rates, name));
    if (row.has_value()) return static_cast<const v1::ExchangeRate&>(*row->message);
  }
  return FailedPrecondition(
      "NO_EXCHANGE_RATE", "exchangeRates/-",
      absl::StrCat("there is no rate from ", from.currency, " to ", to, " on ", Text(from.day)));
}

absl::StatusOr<std::optional<Int>> FindDiscountLimit(UnitOfWork& work,
                                                     const PriceResources& types) {
  const policy::Rights* const rights = work.principal().rights.get();
  if (rights == nullptr || rights->sees_all()) return std::optional<Int>();
  std::optional<Int> widest;
  for (const std::string& role : rights->RoleNames()) {
    GUANXI_ASSIGN_OR_RETURN(const std::optional<Int> limit, LimitOf(work, types, role));
    if (!limit.has_value()) return limit;
    widest = std::max(widest.value_or(0), *limit);
  }
  return widest;
}

std::vector<db::Query> PriceQueries() {
  return {kSelectPrice, kSelectCost, kSelectRate, kSelectLimit};
}

}  // namespace guanxi::lead
