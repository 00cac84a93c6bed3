// What it costs to price a quote of 100 lines, without a database.
#include <cstdlib>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "bench/figure.h"
#include "common/errors/errors.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "guanxi/lead/v1/price.pb.h"
#include "lead-svc/prices/price_math.h"
#include "lead-svc/prices/price_rules.h"

namespace guanxi::bench {
namespace {

using google::protobuf::RepeatedPtrField;
using lead::v1::PricedLine;
using lead::v1::QuoteLine;

constexpr int kLines = 100;
constexpr int kRounds = 9;
constexpr int kQuotes = 200;
constexpr double kMaxMicros = 200;

google::type::Money Yuan(int units, int nanos) {
  google::type::Money money;
  money.set_currency_code("CNY");
  money.set_units(units);
  money.set_nanos(nanos);
  return money;
}

// Three tiers, of which the quantities of the lines reach all.
lead::v1::Price TieredPrice(int line) {
  lead::v1::Price price;
  price.set_model(lead::v1::Price::GRADUATED);
  for (const char* up_to : {"10", "50.5", ""}) {
    auto* const tier = price.add_tiers();
    if (*up_to != '\0') tier->mutable_up_to()->set_value(up_to);
    *tier->mutable_unit_price() = Yuan(100 + line, 990'000'000);
    *tier->mutable_flat_price() = Yuan(5, 0);
  }
  return price;
}

void Measure() {
  RepeatedPtrField<QuoteLine> stated;
  RepeatedPtrField<PricedLine> prices;
  for (int i = 0; i < kLines; ++i) {
    QuoteLine& line = *stated.Add();
    line.set_product("products/0196b0a0-0000-7000-8000-000000000001");
    line.mutable_quantity()->set_value(absl::StrCat(1 + i, ".25"));
    line.mutable_discount()->mutable_percent()->set_value("7.5");
    PricedLine& priced = *prices.Add();
    *priced.mutable_price() = TieredPrice(i);
    priced.mutable_tax_rate()->set_value("13");
  }
  lead::PriceTerms terms;
  terms.currency = "CNY";
  terms.tax_included = true;
  *terms.discount.mutable_amount() = Yuan(99, 990'000'000);
  std::vector<double> micros;
  for (int round = 0; round < kRounds; ++round) {
    std::vector<RepeatedPtrField<QuoteLine>> lines(kQuotes, stated);
    std::vector<RepeatedPtrField<PricedLine>> priced(kQuotes, prices);
    const absl::Time begin = absl::Now();
    for (int i = 0; i < kQuotes; ++i) {
      Violations violations;
      lead::NormalizeLines("lines", terms.currency, &lines[i], &violations);
      const auto totals = lead::PriceLines(terms, lines[i], &priced[i]);
      if (!violations.empty() || !totals.ok()) std::abort();
    }
    micros.push_back(absl::ToDoubleMicroseconds(absl::Now() - begin) / kQuotes);
  }
  Print({absl::StrCat("a quote of ", kLines, " lines, checked and priced"), Median(micros),
         kMaxMicros, "us", 1, /*less_is_better=*/true});
}

}  // namespace
}  // namespace guanxi::bench

int main() {
  guanxi::bench::Measure();
  return 0;
}
