// What the tests of quotes share: a book in yuan, a product in it, an opportunity.
#ifndef GUANXI_LEAD_SVC_PRICES_QUOTE_TESTING_H_
#define GUANXI_LEAD_SVC_PRICES_QUOTE_TESTING_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "common/testing/status_matchers.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "guanxi/lead/v1/discount_limit_service.pb.h"
#include "guanxi/lead/v1/exchange_rate_service.pb.h"
#include "guanxi/lead/v1/price_book_service.pb.h"
#include "guanxi/lead/v1/price_entry_service.pb.h"
#include "guanxi/lead/v1/product_cost_service.pb.h"
#include "guanxi/lead/v1/product_service.pb.h"
#include "guanxi/lead/v1/quote_service.pb.h"
#include "lead-svc/test_service.h"

namespace guanxi::lead {

// "1234.5 CNY".
inline std::string TextOf(const google::type::Money& amount) {
  std::string fraction = absl::StrCat(1'000'000'000 + amount.nanos()).substr(1);
  fraction.erase(fraction.find_last_not_of('0') + 1);
  return absl::StrCat(amount.units(), fraction.empty() ? "" : ".", fraction, " ",
                      amount.currency_code());
}

inline google::type::Money Yuan(int units) {
  google::type::Money money;
  money.set_currency_code("CNY");
  money.set_units(units);
  return money;
}

// One of many days.
inline google::type::Date Day(int i) {
  google::type::Date date;
  date.set_year(2000 + i % 100);
  date.set_month(1 + i % 12);
  date.set_day(1 + i % 28);
  return date;
}

class QuoteTest : public ::testing::Test {
 protected:
  QuoteTest()
      : book_(Create<v1::PriceBook, v1::CreatePriceBookRequest>(R"(display_name: "2027 标准价")")
                  .name()),
        product_(AddProduct("GX-PRO", "13")),
        opportunity_(
            service_.CreateOpportunity(service_.CreateStage(service_.CreatePipeline(), "报价", 10))
                .name()) {
    AddPrice(product_, "CNY", 100, 2026);
  }

  template <typename M, typename Request>
  M Create(const std::string& text, const std::string& parent = "") {
    Request request;
    M message;
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &message)) << text;
    const auto* const reflection = request.GetReflection();
    for (int i = 0; i < Request::descriptor()->field_count(); ++i) {
      const auto* const part = Request::descriptor()->field(i);
      if (part->message_type() == M::descriptor()) {
        reflection->MutableMessage(&request, part)->CopyFrom(message);
      }
      if (part->name() == "parent") reflection->SetString(&request, part, parent);
    }
    return service_.catalog->Of<M>().template Create<M>(service_.call(), request).value();
  }

  std::string AddProduct(const std::string& code, const std::string& tax_rate) {
    return Create<v1::Product, v1::CreateProductRequest>(
               absl::StrCat("code: '", code, "' display_name: '", code,
                            "' unit: '套' tax_rate { value: '", tax_rate, "' }"))
        .name();
  }
  // From 1 January on.
  v1::PriceEntry AddPrice(const std::string& product, const std::string& currency, int units,
                          int year) {
    return Create<v1::PriceEntry, v1::CreatePriceEntryRequest>(
        absl::StrCat("product: '", product, "' currency: '", currency, "' start_date { year: ",
                     year, " month: 1 day: 1 } price { model: PER_UNIT unit_price { units: ", units,
                     " currency_code: '", currency, "' } }"),
        book_);
  }

  // A draft with one line of the product.
  v1::Quote Draft(const std::string& quantity = "3") const {
    v1::Quote quote;
    quote.set_display_name("框架报价");
    quote.set_opportunity(opportunity_);
    quote.set_price_book(book_);
    quote.set_currency("CNY");
    v1::QuoteLine& line = *quote.add_lines();
    line.set_product(product_);
    line.mutable_quantity()->set_value(quantity);
    return quote;
  }
  absl::StatusOr<v1::Quote> Store(const v1::Quote& quote) { return Store(quote, service_.call()); }
  absl::StatusOr<v1::Quote> Store(const v1::Quote& quote, const rpc::Call& call) {
    v1::CreateQuoteRequest request;
    *request.mutable_quote() = quote;
    return service_.catalog->Of<v1::Quote>().Create<v1::Quote>(call, request);
  }
  absl::StatusOr<v1::Quote> Update(const v1::Quote& quote, const std::string& path) {
    v1::UpdateQuoteRequest request;
    *request.mutable_quote() = quote;
    request.mutable_quote()->clear_etag();
    request.mutable_update_mask()->add_paths(path);
    return service_.catalog->Of<v1::Quote>().Update<v1::Quote>(service_.call(), request);
  }
  v1::Quote Get(const std::string& name) {
    v1::GetQuoteRequest request;
    request.set_name(name);
    return service_.catalog->Of<v1::Quote>().Get<v1::Quote>(service_.call(), request).value();
  }
  absl::StatusOr<v1::Quote> Send(const std::string& name) {
    v1::SendQuoteRequest request;
    request.set_name(name);
    return service_.quotes->SendQuote(service_.call(), request);
  }
  absl::StatusOr<v1::Quote> Revise(const std::string& name) {
    v1::ReviseQuoteRequest request;
    request.set_name(name);
    return service_.quotes->ReviseQuote(service_.call(), request);
  }

  TestService service_;
  const std::string book_;
  const std::string product_;
  const std::string opportunity_;
};

}  // namespace guanxi::lead

#endif  // GUANXI_LEAD_SVC_PRICES_QUOTE_TESTING_H_
