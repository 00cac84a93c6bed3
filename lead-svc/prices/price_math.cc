#include "lead-svc/prices/price_math.h"

#include <cstdint>
#include <numeric>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/money/amount.h"
#include "lead-svc/prices/tiers.h"

namespace guanxi::lead {
namespace {

using google::protobuf::RepeatedPtrField;
using money::Int;

constexpr int kPercentPlaces = 6;
// A whole, in 10^-6 of a percent.
constexpr int64_t kWhole = 100'000'000;

// The amounts of one line, in smallest units.
struct LineAmounts {
  Int list = 0;
  Int line_discount = 0;
  Int header_discount = 0;
  Int net = 0;
  Int tax = 0;

  Int AfterOwn() const { return list - line_discount; }
  Int gross() const { return net + tax; }
};

absl::Status TooMuch(const std::string& path) {
  return InvalidField(path, absl::StrCat("comes to more than ", money::kMaxUnits));
}

// What is taken off `amount`, at `path`.
absl::StatusOr<Int> TakenOff(const v1::Discount& discount, Int amount, int places,
                             const std::string& path) {
  switch (discount.value_case()) {
    case v1::Discount::kPercent: {
      const Int percent = money::ScaledOf(discount.percent(), kPercentPlaces);
      return money::DivideRounded(amount * percent, kWhole);
    }
    case v1::Discount::kAmount: {
      const Int taken = money::SmallestOf(discount.amount(), places).value_or(0);
      if (taken <= amount) return taken;
      return InvalidField(absl::StrCat(path, ".amount"), "is more than what it is taken off");
    }
    case v1::Discount::VALUE_NOT_SET:
      return Int{0};
  }
  return Int{0};
}

// Of what is left of the line.
void AddTax(bool included, Int rate, LineAmounts* line) {
  const Int left = line->AfterOwn() - line->header_discount;
  if (included) {
    line->net = money::DivideRounded(left * kWhole, kWhole + rate);
    line->tax = left - line->net;
  } else {
    line->net = left;
    line->tax = money::DivideRounded(left * rate, kWhole);
  }
}

// What each line costs, its own discount taken off.
absl::StatusOr<std::vector<LineAmounts>> ListLines(const RepeatedPtrField<v1::QuoteLine>& lines,
                                                   const RepeatedPtrField<v1::PricedLine>& priced,
                                                   int places) {
  const Int most = money::MaxSmallest(places);
  const Int exact = money::PowerOfTen(kExactPlaces - places);
  std::vector<LineAmounts> amounts(static_cast<size_t>(lines.size()));
  Int sum = 0;
  for (int i = 0; i < lines.size(); ++i) {
    LineAmounts& line = amounts[static_cast<size_t>(i)];
    const Int quantity = money::ScaledOf(lines[i].quantity(), kQuantityPlaces);
    line.list = money::DivideRounded(ExactPrice(priced[i].price(), quantity), exact);
    const std::string path = absl::StrCat("lines[", i, "]");
    if (line.list > most) return TooMuch(path);
    GUANXI_ASSIGN_OR_RETURN(line.line_discount, TakenOff(lines[i].discount(), line.list, places,
                                                         absl::StrCat(path, ".discount")));
    sum += line.list;
  }
  if (sum > most) return TooMuch("lines");
  return amounts;
}

absl::Status SpreadDiscount(const v1::Discount& discount, int places,
                            std::vector<LineAmounts>* lines) {
  std::vector<Int> left;
  left.reserve(lines->size());
  for (const LineAmounts& line : *lines) left.push_back(line.AfterOwn());
  const Int sum = std::accumulate(left.begin(), left.end(), Int{0});
  GUANXI_ASSIGN_OR_RETURN(const Int taken, TakenOff(discount, sum, places, "discount"));
  const std::vector<Int> shares = money::Spread(taken, left);
  for (size_t i = 0; i < lines->size(); ++i) (*lines)[i].header_discount = shares[i];
  return absl::OkStatus();
}

void Show(const LineAmounts& line, int places, const std::string& currency,
          v1::PricedLine* priced) {
  const auto money = [&](Int amount) { return money::MoneyOf(amount, places, currency); };
  *priced->mutable_list_amount() = money(line.list);
  *priced->mutable_line_discount() = money(line.line_discount);
  *priced->mutable_header_discount() = money(line.header_discount);
  *priced->mutable_net_amount() = money(line.net);
  *priced->mutable_tax_amount() = money(line.tax);
  *priced->mutable_gross_amount() = money(line.gross());
}

v1::PriceTotals Sum(const std::vector<LineAmounts>& lines, int places,
                    const std::string& currency) {
  LineAmounts sum;
  for (const LineAmounts& line : lines) {
    sum.list += line.list;
    sum.line_discount += line.line_discount;
    sum.header_discount += line.header_discount;
    sum.net += line.net;
    sum.tax += line.tax;
  }
  const auto money = [&](Int amount) { return money::MoneyOf(amount, places, currency); };
  v1::PriceTotals totals;
  *totals.mutable_list_amount() = money(sum.list);
  *totals.mutable_discount_amount() = money(sum.line_discount + sum.header_discount);
  *totals.mutable_net_amount() = money(sum.net);
  *totals.mutable_tax_amount() = money(sum.tax);
  *totals.mutable_gross_amount() = money(sum.gross());
  return totals;
}

Int TakenOffNanos(const v1::PricedLine& line) {
  return money::NanosOf(line.line_discount()) + money::NanosOf(line.header_discount());
}
// Takes line `i` if more was taken off it than off that which is known.
void Widen(int i, const v1::PricedLine& line, LargestDiscount* largest) {
  const Int list = money::NanosOf(line.list_amount());
  const Int percent = list == 0 ? Int{0} : (TakenOffNanos(line) * kWhole + list - 1) / list;
  if (largest->line < 0 || percent > largest->percent) *largest = {i, percent};
}

}  // namespace

absl::StatusOr<v1::PriceTotals> PriceLines(const PriceTerms& terms,
                                           const RepeatedPtrField<v1::QuoteLine>& lines,
                                           RepeatedPtrField<v1::PricedLine>* priced) {
  const int places = money::PlacesOf(terms.currency);
  GUANXI_ASSIGN_OR_RETURN(std::vector<LineAmounts> amounts, ListLines(lines, *priced, places));
  GUANXI_RETURN_IF_ERROR(SpreadDiscount(terms.discount, places, &amounts));
  for (int i = 0; i < lines.size(); ++i) {
    LineAmounts& line = amounts[static_cast<size_t>(i)];
    v1::PricedLine& shown = (*priced)[i];
    AddTax(terms.tax_included, money::ScaledOf(shown.tax_rate(), kPercentPlaces), &line);
    Show(line, places, terms.currency, &shown);
  }
  return Sum(amounts, places, terms.currency);
}

absl::StatusOr<google::type::Money> Exchange(const google::type::Money& amount,
                                             const google::type::Decimal& rate,
                                             const std::string& currency) {
  const int places = money::PlacesOf(currency);
  const Int billion = money::PowerOfTen(money::kMaxPlaces);
  const Int factor = money::ScaledOf(rate, money::kMaxPlaces) * money::PowerOfTen(places);
  const Int nanos = money::NanosOf(amount);
  const Int most_nanos = money::MaxSmallest(money::kMaxPlaces);
  if (nanos > most_nanos || nanos < -most_nanos) return TooMuch("amount");
  // Units and what is behind their point apart: the product of all would not fit.
  const Int of_units = nanos / billion * factor;
  const Int of_nanos = nanos % billion * factor;
  const Int smallest =
      of_units / billion +
      money::DivideRounded(of_units % billion * billion + of_nanos, billion * billion);
  const Int most = money::MaxSmallest(places);
  if (smallest > most || smallest < -most) return TooMuch("amount");
  return money::MoneyOf(smallest, places, currency);
}

LargestDiscount FindLargestDiscount(const RepeatedPtrField<v1::PricedLine>& priced) {
  LargestDiscount largest;
  for (int i = 0; i < priced.size(); ++i) Widen(i, priced[i], &largest);
  return largest;
}

LargestDiscount FindAboveLimit(const RepeatedPtrField<v1::PricedLine>& priced, Int limit) {
  LargestDiscount largest;
  for (int i = 0; i < priced.size(); ++i) {
    const google::type::Money& list = priced[i].list_amount();
    const Int unit = money::PowerOfTen(money::kMaxPlaces - money::PlacesOf(list.currency_code()));
    const Int may_be_taken = (money::NanosOf(list) / unit * limit + kWhole - 1) / kWhole;
    if (TakenOffNanos(priced[i]) > may_be_taken * unit) Widen(i, priced[i], &largest);
  }
  return largest;
}

}  // namespace guanxi::lead
