// What the product makes of lines of a quote, for the test that reckons them anew in Python
// (price_totals_test.py): reads cases, writes amounts.
//
// A case is lines of words, `-` for what is not stated:
//   quote <currency> <0 or 1: with tax> <discount>
//   line <quantity> <discount> <rate> <model> <unit price>
//   tier <up to> <unit price> <flat price>       of the line before
//   end
// A discount is `-`, `p<percent>` or `a<amount>`. The answer to each case is one line of words:
// list, line discount, header discount, net, tax and gross of each line, and list, discount, net,
// tax and gross of all; or `refused`, where an amount is out of bounds.
#include <iostream>
#include <sstream>
#include <string>

#include "common/errors/errors.h"
#include "common/money/amount.h"
#include "lead-svc/prices/price_math.h"
#include "lead-svc/prices/price_rules.h"

namespace guanxi::lead {
namespace {

using google::protobuf::RepeatedPtrField;
using google::type::Money;

struct Case {
  PriceTerms terms;
  RepeatedPtrField<v1::QuoteLine> lines;
  RepeatedPtrField<v1::PricedLine> priced;
};

Money ReadMoney(const std::string& text, const std::string& currency) {
  return money::MoneyOf(money::ParseScaled(text, money::kMaxPlaces).value(), money::kMaxPlaces,
                        currency);
}

v1::Discount ReadDiscount(const std::string& word, const std::string& currency) {
  v1::Discount discount;
  if (word[0] == 'p') discount.mutable_percent()->set_value(word.substr(1));
  if (word[0] == 'a') *discount.mutable_amount() = ReadMoney(word.substr(1), currency);
  return discount;
}

void ReadLine(std::istringstream& words, Case* one) {
  std::string quantity, discount, rate, model, unit_price;
  words >> quantity >> discount >> rate >> model >> unit_price;
  v1::QuoteLine& line = *one->lines.Add();
  line.mutable_quantity()->set_value(quantity);
  *line.mutable_discount() = ReadDiscount(discount, one->terms.currency);
  v1::PricedLine& priced = *one->priced.Add();
  priced.mutable_tax_rate()->set_value(rate);
  v1::Price::Model read = v1::Price::MODEL_UNSPECIFIED;
  v1::Price::Model_Parse(model, &read);
  priced.mutable_price()->set_model(read);
  if (unit_price != "-") {
    *priced.mutable_price()->mutable_unit_price() = ReadMoney(unit_price, one->terms.currency);
  }
}

void ReadTier(std::istringstream& words, Case* one) {
  std::string up_to, unit_price, flat_price;
  words >> up_to >> unit_price >> flat_price;
  v1::PriceTier& tier = *one->priced[one->priced.size() - 1].mutable_price()->add_tiers();
  const std::string& currency = one->terms.currency;
  if (up_to != "-") tier.mutable_up_to()->set_value(up_to);
  if (unit_price != "-") *tier.mutable_unit_price() = ReadMoney(unit_price, currency);
  if (flat_price != "-") *tier.mutable_flat_price() = ReadMoney(flat_price, currency);
}

void Write(const Money& amount) {
  std::cout << money::FormatScaled(money::NanosOf(amount), money::kMaxPlaces) << ' ';
}

void Answer(Case* one) {
  // As a quote is written: only what these let through is ever reckoned.
  Violations violations;
  for (v1::PricedLine& priced : one->priced) {
    NormalizePrice("price", one->terms.currency, priced.mutable_price(), &violations);
  }
  const auto totals = PriceLines(one->terms, one->lines, &one->priced);
  if (!violations.empty() || !totals.ok()) {
    std::cout << "refused\n";
    return;
  }
  for (const v1::PricedLine& line : one->priced) {
    for (const Money& amount : {line.list_amount(), line.line_discount(), line.header_discount(),
                                line.net_amount(), line.tax_amount(), line.gross_amount()}) {
      Write(amount);
    }
  }
  for (const Money& amount : {totals->list_amount(), totals->discount_amount(),
                              totals->net_amount(), totals->tax_amount(), totals->gross_amount()}) {
    Write(amount);
  }
  std::cout << '\n';
}

void Run() {
  std::ios::sync_with_stdio(false);
  Case one;
  for (std::string text; std::getline(std::cin, text);) {
    std::istringstream words(text);
    std::string kind;
    words >> kind;
    if (kind == "quote") {
      one = Case();
      std::string discount;
      words >> one.terms.currency >> one.terms.tax_included >> discount;
      one.terms.discount = ReadDiscount(discount, one.terms.currency);
    } else if (kind == "line") {
      ReadLine(words, &one);
    } else if (kind == "tier") {
      ReadTier(words, &one);
    } else {
      Answer(&one);
    }
  }
}

}  // namespace
}  // namespace guanxi::lead

int main() {
  guanxi::lead::Run();
  return 0;
}
