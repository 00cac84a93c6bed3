#include "lead-svc/prices/price_rules.h"

#include <cstdint>
#include <optional>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/money/amount.h"
#include "common/rules/values.h"
#include "common/text/money.h"
#include "lead-svc/prices/tiers.h"

namespace guanxi::lead {
namespace {

using money::Int;
using v1::Price;
using v1::PriceTier;

// 10^12 of a unit.
constexpr int64_t kUnitMoneyEnd = 1'000'000'000'000;
constexpr int kMostQuantityDigits = 9;
// Of a quote; `max_items` of Quote.lines.
constexpr int kMostLines = 200;

// Above zero and below 10^9.
money::Bounds QuantityBounds() {
  return {kQuantityPlaces, 1, money::PowerOfTen(kMostQuantityDigits + kQuantityPlaces) - 1};
}

std::string Join(absl::string_view path, absl::string_view field) {
  return path.empty() ? std::string(field) : absl::StrCat(path, ".", field);
}

std::string Entry(absl::string_view path, absl::string_view list, int i) {
  return absl::StrCat(Join(path, list), "[", i, "]");
}

void NormalizeUnitMoney(const std::string& path, absl::string_view currency,
                        google::type::Money* money, Violations* violations) {
  absl::AsciiStrToUpper(money->mutable_currency_code());
  CheckUnitMoney(path, currency, *money, violations);
}

void NormalizeTiers(absl::string_view path, absl::string_view currency, Price* price,
                    Violations* violations) {
  const int last = price->tiers_size() - 1;
  if (last < 0) violations->Add(Join(path, "tiers"), "is required");
  Int end = 0;
  for (int i = 0; i <= last; ++i) {
    PriceTier& tier = *price->mutable_tiers(i);
    const std::string here = Entry(path, "tiers", i);
    if (tier.has_up_to() == (i == last)) {
      violations->Add(Join(here, "up_to"), i == last ? "the last tier has none" : "is required");
    } else if (tier.has_up_to()) {
      const std::optional<Int> up_to = money::TakeDecimal(Join(here, "up_to"), QuantityBounds(),
                                                          tier.mutable_up_to(), violations);
      if (up_to.has_value() && *up_to <= end) {
        violations->Add(Join(here, "up_to"), "must be more than that of the tier before");
      }
      end = up_to.value_or(end);
    }
    if (tier.has_unit_price() && price->model() == Price::STAIR_STEP) {
      violations->Add(Join(here, "unit_price"), "is not for STAIR_STEP: state `flat_price`");
    } else if (tier.has_unit_price()) {
      NormalizeUnitMoney(Join(here, "unit_price"), currency, tier.mutable_unit_price(), violations);
    }
    if (tier.has_flat_price()) {
      NormalizeUnitMoney(Join(here, "flat_price"), currency, tier.mutable_flat_price(), violations);
    }
  }
}

void NormalizeLine(const std::string& path, absl::string_view currency, v1::QuoteLine* line,
                   Violations* violations) {
  rules::NormalizeSentence(Join(path, "description"), line->mutable_description(), violations);
  money::TakeDecimal(Join(path, "quantity"), QuantityBounds(), line->mutable_quantity(),
                     violations);
  if (line->product().empty()) {
    if (line->description().empty()) violations->Add(Join(path, "description"), "is required");
    NormalizePrice(Join(path, "price"), currency, line->mutable_price(), violations);
  } else if (line->has_price()) {
    violations->Add(Join(path, "price"), "is that of the price book: state a `discount`");
  }
  if (line->has_discount()) {
    NormalizeDiscount(Join(path, "discount"), currency, line->mutable_discount(), violations);
    if (line->discount().value_case() == v1::Discount::VALUE_NOT_SET) line->clear_discount();
  }
  if (line->has_tax_rate()) {
    money::TakeDecimal(Join(path, "tax_rate"), money::PercentBounds(), line->mutable_tax_rate(),
                       violations);
  }
}

}  // namespace

void NormalizeCurrency(absl::string_view path, std::string* code, Violations* violations) {
  absl::AsciiStrToUpper(code);
  if (!text::IsCurrencyCode(*code))
    violations->Add(path, "want a currency of ISO 4217 such as CNY");
}

void CheckUnitMoney(absl::string_view path, absl::string_view currency,
                    const google::type::Money& money, Violations* violations) {
  if (money.currency_code() != currency) {
    violations->Add(Join(path, "currency_code"), absl::StrCat("want ", currency));
  }
  constexpr int kNanosEnd = 1'000'000'000;
  const bool is_small = money.units() >= 0 && money.units() < kUnitMoneyEnd && money.nanos() >= 0 &&
                        money.nanos() < kNanosEnd;
  if (!is_small) violations->Add(path, "want an amount of zero or more, below 10^12");
}

void NormalizePrice(absl::string_view path, absl::string_view currency, Price* price,
                    Violations* violations) {
  if (price->model() == Price::MODEL_UNSPECIFIED) {
    violations->Add(Join(path, "model"), "is required");
  } else if (price->model() == Price::PER_UNIT) {
    if (price->tiers_size() != 0) violations->Add(Join(path, "tiers"), "is not for PER_UNIT");
    if (!price->has_unit_price()) {
      violations->Add(Join(path, "unit_price"), "is required");
    } else {
      NormalizeUnitMoney(Join(path, "unit_price"), currency, price->mutable_unit_price(),
                         violations);
    }
  } else {
    if (price->has_unit_price()) {
      violations->Add(Join(path, "unit_price"), "is for PER_UNIT alone: state `tiers`");
    }
    NormalizeTiers(path, currency, price, violations);
  }
}

void NormalizeDiscount(absl::string_view path, absl::string_view currency, v1::Discount* discount,
                       Violations* violations) {
  if (discount->has_percent()) {
    money::TakeDecimal(Join(path, "percent"), money::PercentBounds(), discount->mutable_percent(),
                       violations);
  } else if (discount->has_amount()) {
    google::type::Money& amount = *discount->mutable_amount();
    const std::string here = Join(path, "amount");
    NormalizeUnitMoney(here, currency, &amount, violations);
    if (!money::SmallestOf(amount, money::PlacesOf(currency)).has_value()) {
      violations->Add(here, absl::StrCat("has parts that ", currency, " does not have"));
    }
  }
}

void NormalizeLines(absl::string_view path, absl::string_view currency,
                    google::protobuf::RepeatedPtrField<v1::QuoteLine>* lines,
                    Violations* violations) {
  if (lines->size() > kMostLines) return;  // of which the engine says that they are too many
  for (int i = 0; i < lines->size(); ++i) {
    NormalizeLine(absl::StrCat(path, "[", i, "]"), currency, lines->Mutable(i), violations);
  }
}

}  // namespace guanxi::lead
