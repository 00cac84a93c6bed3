#include "lead-svc/prices/quote_pricing.h"

#include <map>
#include <set>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/money/amount.h"
#include "common/resource/resource_name.h"
#include "lead-svc/prices/price_lookup.h"
#include "lead-svc/prices/tiers.h"

namespace guanxi::lead {
namespace {

using money::Int;
using resource::UnitOfWork;

constexpr int kPercentPlaces = 6;

// 100 %: who may take all off may state any price.
Int Everything() { return money::PercentBounds().most; }

absl::StatusOr<v1::PriceBook> ReadBook(UnitOfWork& work, const PriceResources& types,
                                       const resource::ResourceName& name,
                                       const std::string& stated) {
  GUANXI_ASSIGN_OR_RETURN(const auto row, work.Peek(*types.price_books, name));
  if (!row.has_value()) return NotFound("PRICE_BOOK", stated);
  return static_cast<const v1::PriceBook&>(*row->message);
}

absl::Status NoPrice(const Offer& offer, const std::string& product) {
  return Error(absl::StatusCode::kFailedPrecondition, "NO_PRICE",
               absl::StrCat(product, " has no price in ", offer.currency, " on ",
                            absl::FormatCivilTime(offer.day), " in the price book"),
               {{"product", product}});
}

// Sets what a line of a product is priced by.
absl::Status ShowProduct(const Offer& offer, const v1::Product& product,
                         const std::map<std::string, v1::PriceEntry>& prices,
                         v1::PricedLine* line) {
  if (product.discontinued()) {
    return FailedPrecondition("PRODUCT_DISCONTINUED", product.name(), "it is sold no more");
  }
  const auto price = prices.find(product.name());
  if (price == prices.end()) return NoPrice(offer, product.name());
  line->set_product(product.name());
  line->set_product_display_name(product.display_name());
  line->set_unit(product.unit());
  line->set_price_entry(price->second.name());
  *line->mutable_price() = price->second.price();
  if (product.has_tax_rate()) *line->mutable_tax_rate() = product.tax_rate();
  return absl::OkStatus();
}

// Whether a line without a list price is above the limit, whatever it costs.
bool IsFree(const PricedOffer& priced) {
  return priced.limit.has_value() && priced.line_without_product >= 0 &&
         *priced.limit < Everything();
}

// The first line that costs less than its floor in the end; none: -1.
int FindBelowFloor(const Offer& offer, const std::map<std::string, v1::PriceEntry>& prices,
                   const google::protobuf::RepeatedPtrField<v1::PricedLine>& priced) {
  for (int i = 0; i < priced.size(); ++i) {
    const auto price = prices.find(offer.lines[i].product());
    if (price == prices.end() || !price->second.has_floor_price()) continue;
    const Int left = money::NanosOf(priced[i].list_amount()) -
                     money::NanosOf(priced[i].line_discount()) -
                     money::NanosOf(priced[i].header_discount());
    const Int floor = money::NanosOf(price->second.floor_price()) *
                      money::ScaledOf(offer.lines[i].quantity(), kQuantityPlaces);
    // Rounded as the line is: what is sold at its floor is not below it.
    const Int unit = money::PowerOfTen(money::kMaxPlaces - money::PlacesOf(offer.currency));
    const Int least = money::DivideRounded(floor, unit * money::PowerOfTen(kQuantityPlaces)) * unit;
    if (left < least) return i;
  }
  return -1;
}

// Whether a line is below its floor, and who asks may not go there.
bool IsBelowFloor(const PricedOffer& priced) {
  return priced.line_below_floor >= 0 && *priced.limit < Everything();
}

}  // namespace

absl::StatusOr<PricedOffer> PriceOffer(UnitOfWork& work, const PriceResources& types,
                                       const Offer& offer) {
  GUANXI_ASSIGN_OR_RETURN(
      const resource::ResourceName name,
      resource::ParseName(types.price_books->type(), offer.price_book, "price_book"));
  GUANXI_ASSIGN_OR_RETURN(const v1::PriceBook book, ReadBook(work, types, name, offer.price_book));
  std::set<std::string> names;
  for (const v1::QuoteLine& line : offer.lines) {
    if (!line.product().empty()) names.insert(line.product());
  }
  GUANXI_ASSIGN_OR_RETURN(const auto products, FindProducts(work, types, names));
  GUANXI_ASSIGN_OR_RETURN(const auto prices,
                          FindPrices(work, types, name.id, {offer.currency, offer.day}, names));
  PricedOffer priced;
  priced.tax_included = book.tax_included();
  for (int i = 0; i < offer.lines.size(); ++i) {
    const v1::QuoteLine& line = offer.lines[i];
    v1::PricedLine& shown = *priced.lines.Add();
    if (line.product().empty()) {
      *shown.mutable_price() = line.price();
      if (priced.line_without_product < 0) priced.line_without_product = i;
    } else if (const auto product = products.find(line.product()); product == products.end()) {
      return InvalidField(absl::StrCat("lines[", i, "].product"), "names nothing that exists");
    } else {
      GUANXI_RETURN_IF_ERROR(ShowProduct(offer, product->second, prices, &shown));
    }
    if (line.has_tax_rate()) *shown.mutable_tax_rate() = line.tax_rate();
    if (!shown.has_tax_rate()) shown.mutable_tax_rate()->set_value("0");
  }
  GUANXI_ASSIGN_OR_RETURN(
      priced.totals, PriceLines({offer.currency, book.tax_included(), offer.discount}, offer.lines,
                                &priced.lines));
  priced.largest = FindLargestDiscount(priced.lines);
  priced.line_below_floor = FindBelowFloor(offer, prices, priced.lines);
  GUANXI_ASSIGN_OR_RETURN(priced.limit, FindDiscountLimit(work, types));
  return priced;
}

google::type::Decimal LargestDiscountOf(const PricedOffer& priced) {
  google::type::Decimal percent;
  percent.set_value(
      money::FormatScaled(IsFree(priced) ? Everything() : priced.largest.percent, kPercentPlaces));
  return percent;
}

absl::Status CheckLimit(const PricedOffer& priced) {
  if (!priced.limit.has_value()) return absl::OkStatus();
  const bool is_free = IsFree(priced);
  const LargestDiscount above = FindAboveLimit(priced.lines, *priced.limit);
  if (!is_free && above.line < 0) {
    if (!IsBelowFloor(priced)) return absl::OkStatus();
    return Error(absl::StatusCode::kFailedPrecondition, "PRICE_BELOW_FLOOR",
                 "a line costs less than the price book allows the caller's roles",
                 {{"line", absl::StrCat(priced.line_below_floor)}});
  }
  const std::string limit = money::FormatScaled(*priced.limit, kPercentPlaces);
  const int line = is_free ? priced.line_without_product : above.line;
  const Int percent = is_free ? Everything() : above.percent;
  return Error(absl::StatusCode::kFailedPrecondition, "DISCOUNT_ABOVE_LIMIT",
               absl::StrCat(is_free ? "a line without a product has no list price, and needs a "
                                      "limit of 100 %; the caller's roles allow "
                                    : "more is taken off than the caller's roles allow: ",
                            limit, " %"),
               {{"line", absl::StrCat(line)},
                {"percent", money::FormatScaled(percent, kPercentPlaces)},
                {"limit", limit}});
}

}  // namespace guanxi::lead
