#include "lead-svc/prices/margin.h"

#include "common/money/amount.h"
#include "lead-svc/prices/tiers.h"

namespace guanxi::lead {
namespace {

using money::Int;

constexpr int kPercentPlaces = 2;

}  // namespace

v1::GetQuoteMarginResponse MarginOf(const v1::Quote& quote,
                                    const std::map<std::string, v1::ProductCost>& costs) {
  const std::string& currency = quote.currency();
  const int places = money::PlacesOf(currency);
  const auto money = [&](Int amount) { return money::MoneyOf(amount, places, currency); };
  v1::GetQuoteMarginResponse response;
  Int net_sum = 0;
  Int cost_sum = 0;
  bool all_known = true;
  for (int i = 0; i < quote.lines_size() && i < quote.priced_lines_size(); ++i) {
    v1::LineMargin& line = *response.add_lines();
    const Int net = money::SmallestOf(quote.priced_lines(i).net_amount(), places).value_or(0);
    *line.mutable_net_amount() = money(net);
    net_sum += net;
    const auto cost = costs.find(quote.lines(i).product());
    all_known = all_known && cost != costs.end();
    if (cost == costs.end()) continue;
    v1::Price unit;
    unit.set_model(v1::Price::PER_UNIT);
    *unit.mutable_unit_price() = cost->second.unit_cost();
    const Int exact = ExactPrice(unit, money::ScaledOf(quote.lines(i).quantity(), kQuantityPlaces));
    const Int costs_it = money::DivideRounded(exact, money::PowerOfTen(kExactPlaces - places));
    *line.mutable_cost_amount() = money(costs_it);
    *line.mutable_margin_amount() = money(net - costs_it);
    cost_sum += costs_it;
  }
  *response.mutable_net_amount() = money(net_sum);
  if (!all_known) return response;
  *response.mutable_cost_amount() = money(cost_sum);
  *response.mutable_margin_amount() = money(net_sum - cost_sum);
  if (net_sum > 0) {
    const Int percent = money::DivideRounded(
        (net_sum - cost_sum) * 100 * money::PowerOfTen(kPercentPlaces), net_sum);
    response.mutable_margin_percent()->set_value(money::FormatScaled(percent, kPercentPlaces));
  }
  return response;
}

}  // namespace guanxi::lead
