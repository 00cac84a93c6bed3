// Every declared list path of prices and quotes, on a real MariaDB.
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/base/uuid.h"
#include "common/resource/page_reads.h"
#include "common/resource/resource_name.h"
#include "common/resource/unit_of_work.h"
#include "common/testing/names.h"
#include "common/testing/status_matchers.h"
#include "guanxi/lead/v1/opportunity_service.pb.h"
#include "lead-svc/prices/quote_testing.h"

namespace guanxi::lead {
namespace {

constexpr int kBatches = 4;
constexpr int kBatch = 100;
constexpr int kSkipped = 200;

struct List {
  std::string filter;
  const char* order_by;
};

std::string Equal(const char* field, const std::string& value) {
  return absl::StrCat(field, " = \"", value, "\"");
}

class PriceListPathTest : public QuoteTest {
 protected:
  // Makes 400 records of what `make` says of each, in four moments, under `parent` if it is not
  // nil.
  template <typename M, typename Make>
  void Fill(const resource::Resource& type, Make make, const std::string& parent = "") {
    for (int batch = 0; batch < kBatches; ++batch) {
      ASSERT_THAT(service_.engine->Write(
                      service_.call().principal, {}, {},
                      [&](resource::UnitOfWork& work) -> absl::Status {
                        for (int i = 0; i < kBatch; ++i) {
                          resource::ResourceName name;
                          name.id = service_.environment->uuids().Next();
                          if (!parent.empty()) {
                            name.parent = resource::ParseReference("priceBooks", parent).value();
                          }
                          M message = make(batch * kBatch + i);
                          GUANXI_RETURN_IF_ERROR(work.Insert(type, name, &message));
                        }
                        return absl::OkStatus();
                      }),
                  IsOk());
      service_.clock.Advance(absl::Milliseconds(7));
    }
  }
  template <typename M, typename Request, typename Response>
  void ExpectPages(const resource::Resource& type, const std::vector<List>& lists,
                   Request request = {}, size_t others = 0) {
    EXPECT_EQ(lists.size() + others, type.type().list_paths().size());
    for (const List& list : lists) {
      request.set_filter(list.filter);
      request.set_order_by(list.order_by);
      resource::ExpectReadsItsPage<Response>(service_.database.get(), service_.catalog->Of<M>(),
                                             service_.call(), request, kSkipped);
    }
  }
  const PriceResources& types() const { return *service_.resources->prices; }

  NameGenerator names_{14};
};

TEST_F(PriceListPathTest, Products) {
  Fill<v1::Product>(*types().products, [&](int i) {
    v1::Product product;
    product.set_code(absl::StrCat("P-", i));
    product.set_display_name(names_.Company());
    product.set_category("软件");
    return product;
  });
  // `code` is unique: its list has one row.
  ExpectPages<v1::Product, v1::ListProductsRequest, v1::ListProductsResponse>(
      *types().products,
      {{"", "create_time desc"},
       {"", "display_name"},
       {Equal("category", "软件"), "display_name desc"}},
      {}, /*others=*/1);
}

TEST_F(PriceListPathTest, PriceBooks) {
  Fill<v1::PriceBook>(*types().price_books, [&](int) {
    v1::PriceBook book;
    book.set_display_name(names_.Company());
    return book;
  });
  ExpectPages<v1::PriceBook, v1::ListPriceBooksRequest, v1::ListPriceBooksResponse>(
      *types().price_books, {{"", "create_time"}, {"", "display_name desc"}});
}

TEST_F(PriceListPathTest, PriceEntries) {
  Fill<v1::PriceEntry>(
      *types().price_entries,
      [&](int i) {
        v1::PriceEntry entry;
        entry.set_product(product_);
        entry.set_currency("CNY");
        *entry.mutable_start_date() = Day(i);
        entry.mutable_price()->set_model(v1::Price::PER_UNIT);
        *entry.mutable_price()->mutable_unit_price() = Yuan(i);
        return entry;
      },
      book_);
  v1::ListPriceEntriesRequest request;
  request.set_parent(book_);
  ExpectPages<v1::PriceEntry, v1::ListPriceEntriesRequest, v1::ListPriceEntriesResponse>(
      *types().price_entries,
      {{"", "create_time desc"}, {Equal("product", product_), "start_date"}}, request);
}

TEST_F(PriceListPathTest, ProductCosts) {
  Fill<v1::ProductCost>(*types().product_costs, [&](int i) {
    v1::ProductCost cost;
    cost.set_product(product_);
    cost.set_currency("CNY");
    *cost.mutable_start_date() = Day(i);
    *cost.mutable_unit_cost() = Yuan(i);
    return cost;
  });
  ExpectPages<v1::ProductCost, v1::ListProductCostsRequest, v1::ListProductCostsResponse>(
      *types().product_costs,
      {{"", "create_time"}, {Equal("product", product_), "start_date desc"}});
}

TEST_F(PriceListPathTest, DiscountLimits) {
  const std::string role = "roles/0196b0a0-0000-7000-8000-000000000009";
  Fill<v1::DiscountLimit>(*types().discount_limits, [&](int) {
    v1::DiscountLimit limit;
    limit.set_role(role);
    limit.mutable_max_percent()->set_value("5");
    return limit;
  });
  ExpectPages<v1::DiscountLimit, v1::ListDiscountLimitsRequest, v1::ListDiscountLimitsResponse>(
      *types().discount_limits, {{"", "create_time"}, {Equal("role", role), "create_time desc"}});
}

TEST_F(PriceListPathTest, ExchangeRates) {
  Fill<v1::ExchangeRate>(*types().exchange_rates, [&](int i) {
    v1::ExchangeRate rate;
    rate.set_from_currency("USD");
    rate.set_to_currency("CNY");
    *rate.mutable_start_date() = Day(i);
    rate.mutable_rate()->set_value("7.1");
    return rate;
  });
  ExpectPages<v1::ExchangeRate, v1::ListExchangeRatesRequest, v1::ListExchangeRatesResponse>(
      *types().exchange_rates,
      {{"", "create_time"},
       {"", "start_date"},
       {absl::StrCat(Equal("from_currency", "USD"), " AND ", Equal("to_currency", "CNY")),
        "start_date desc"}});
}

TEST_F(PriceListPathTest, Quotes) {
  v1::UpdateOpportunityRequest sale;
  sale.mutable_opportunity()->set_name(opportunity_);
  sale.mutable_opportunity()->set_customer(service_.CreateCustomer());
  const std::string customer = service_.catalog->Of<v1::Opportunity>()
                                   .Update<v1::Opportunity>(service_.call(), sale)
                                   ->customer();
  const std::string owner = absl::StrCat("users/", DeriveUuid("user", "o").ToString());
  const std::string department = absl::StrCat("departments/", DeriveUuid("d", "o").ToString());
  const std::string series = DeriveUuid("series", "o").ToString();
  Fill<v1::Quote>(*types().quotes, [&](int i) {
    v1::Quote quote = Draft();
    quote.clear_lines();
    quote.set_series(series);
    quote.set_version(1 + i);
    quote.set_owner(owner);
    quote.set_department(department);
    return quote;
  });
  ExpectPages<v1::Quote, v1::ListQuotesRequest, v1::ListQuotesResponse>(
      *types().quotes, {{"", "create_time"},
                        {"", "update_time desc"},
                        {Equal("opportunity", opportunity_), "update_time"},
                        {Equal("customer", customer), "update_time desc"},
                        {"state = DRAFT", "update_time"},
                        {Equal("series", series), "version desc"},
                        {Equal("owner", owner), "update_time"},
                        {Equal("department", department), "update_time desc"},
                        {Equal("owner", owner), "create_time desc"},
                        {Equal("department", department), "create_time"}});
}

}  // namespace
}  // namespace guanxi::lead
