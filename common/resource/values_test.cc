// Columns of every kind: what is stored, what is refused, keys, orders, cursors, the schema.
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/db/schema_shape.h"
#include "common/db/sql_lint.h"
#include "common/resource/schema_drift.h"
#include "common/resource/unit_of_work.h"
#include "common/resource/warehouse.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::resource {
namespace {

using ::testing::AllOf;
using testing::Article;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

google::type::Date Day(int year, int month, int day) {
  google::type::Date date;
  date.set_year(year);
  date.set_month(month);
  date.set_day(day);
  return date;
}

google::type::Money Amount(int64_t units, int32_t nanos, const std::string& currency) {
  google::type::Money money;
  money.set_units(units);
  money.set_nanos(nanos);
  money.set_currency_code(currency);
  return money;
}

class ValuesTest : public ::testing::Test {
 protected:
  std::string Row(const std::string& columns) {
    return house_.shop.Text(absl::StrCat("SELECT CONCAT_WS(' ', ", columns, ") FROM articles"));
  }
  // What `set` makes of an article that is then stored: the error.
  absl::Status PutWith(void (*set)(Article*)) {
    Article article;
    set(&article);
    return house_.Put(house_.shop.NewName(), article);
  }
  ResourceName Priced(int64_t units, const std::string& currency) {
    Article article;
    *article.mutable_price() = Amount(units, 0, currency);
    return house_.Put(article);
  }

  Warehouse house_;
};

TEST_F(ValuesTest, TheTableIsWhatTheMessageSays) {
  const auto shape = db::ReadShape(house_.shop.server);
  ASSERT_THAT(shape, IsOk());
  EXPECT_THAT(SchemaDrift(*shape, *house_.articles), IsEmpty());
  for (const char* lost :
       {"articles.price_currency", "articles.sold_out", "articles(uq_lot)",
        "articles(idx_fragile_first_sale)", "set_values(idx_set_values_id)", "set_values.live"}) {
    db::Shape without;
    for (const std::string& line : *shape) {
      if (line.find(lost) != 0) without.push_back(line);
    }
    EXPECT_THAT(SchemaDrift(without, *house_.articles), ElementsAre(HasSubstr(lost)));
  }
  EXPECT_THAT(db::LintQueries(AllQueries(*house_.articles, nullptr)), IsEmpty());
  for (const db::InsertQuery& insert : AllInserts(*house_.articles)) {
    EXPECT_THAT(db::LintQuery(insert), IsEmpty()) << insert.name;
  }
}

TEST_F(ValuesTest, AreStoredAsTheyAre) {
  Article article;
  article.set_fragile(true);
  article.set_sold_out(false);
  article.set_rating(-3);
  article.mutable_weight()->set_value("1.50e1");
  *article.mutable_price() = Amount(-12, -500000000, "CNY");
  *article.mutable_first_sale() = Day(2026, 2, 28);
  article.mutable_listed_time()->set_seconds(1);
  article.mutable_listed_time()->set_nanos(123456789);
  article.mutable_packing()->set_layers(4);
  house_.Put(article);
  EXPECT_EQ(
      Row("fragile, sold_out, rating, weight, price, price_currency, first_sale, listed_time, "
          "packing_sealed, packing_layers"),
      "1 0 -3 15.000000000 -12.500000000 CNY 2026-02-28 1970-01-01 00:00:01.123456 0 4");
}

TEST_F(ValuesTest, WhatIsNotSetIsNull) {
  Article article;
  *article.mutable_first_sale() = Day(2026, 2, 0);
  house_.Put(article);
  EXPECT_EQ(
      house_.shop.Number(
          "SELECT COUNT(*) FROM articles WHERE sold_out IS NULL AND rating IS NULL AND weight "
          "IS NULL AND price IS NULL AND price_currency IS NULL AND first_sale IS NULL AND "
          "listed_time IS NULL AND packing_sealed IS NULL AND packing_layers IS NULL AND "
          "fragile = 0 AND stock = 0"),
      1);
  EXPECT_THAT(house_.List("first_sale:*"), IsEmpty());
  EXPECT_EQ(house_.List("NOT first_sale:* fragile = false stock = 0").size(), 1);
}

TEST_F(ValuesTest, WhatNoColumnHoldsIsRefusedByName) {
  const struct {
    const char* path;
    void (*set)(Article*);
  } cases[] = {
      {"first_sale", [](Article* a) { *a->mutable_first_sale() = Day(2026, 2, 29); }},
      {"first_sale", [](Article* a) { *a->mutable_first_sale() = Day(2026, 13, 0); }},
      {"first_sale", [](Article* a) { *a->mutable_first_sale() = Day(10000, 1, 1); }},
      {"first_sale", [](Article* a) { *a->mutable_first_sale() = Day(2026, -1, 1); }},
      {"weight", [](Article* a) { a->mutable_weight()->set_value("heavy"); }},
      {"weight", [](Article* a) { a->mutable_weight()->set_value("0.1234567891"); }},
      {"weight", [](Article* a) { a->mutable_weight()->set_value("1e30"); }},
      {"weight", [](Article* a) { a->mutable_weight(); }},
      {"price.currency_code", [](Article* a) { *a->mutable_price() = Amount(1, 0, ""); }},
      {"price.currency_code", [](Article* a) { *a->mutable_price() = Amount(1, 0, "cny"); }},
      {"price.currency_code", [](Article* a) { *a->mutable_price() = Amount(1, 0, "XXXX"); }},
      {"price.nanos", [](Article* a) { *a->mutable_price() = Amount(1, -1, "CNY"); }},
      {"price.nanos", [](Article* a) { *a->mutable_price() = Amount(1, 1000000000, "CNY"); }},
      {"listed_time", [](Article* a) { a->mutable_listed_time()->set_seconds(253402300800); }},
      {"listed_time", [](Article* a) { a->mutable_listed_time()->set_nanos(-1); }},
      {"packing.date", [](Article* a) { *a->mutable_packing()->mutable_date() = Day(1, 2, 30); }},
      {"packing.deposit.currency_code",
       [](Article* a) { *a->mutable_packing()->mutable_deposit() = Amount(1, 0, "Y"); }},
      {"labels[0]", [](Article* a) { a->add_labels(""); }},
      {"labels[1]", [](Article* a) { a->add_labels("a"), a->add_labels("b "); }},
      {"labels[0]", [](Article* a) { a->add_labels(std::string(65, 'x')); }},
      {"watchers[0]", [](Article* a) { a->add_watchers("nobody"); }},
  };
  for (const auto& one : cases) {
    EXPECT_THAT(PutWith(one.set),
                AllOf(HasReason("INVALID_FIELD"),
                      StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(one.path))))
        << one.path;
  }
  EXPECT_EQ(house_.shop.Number("SELECT COUNT(*) FROM articles"), 0);
}

TEST_F(ValuesTest, MoneyComparesWithinItsCurrency) {
  const std::string little = house_.NameOf(Priced(5, "CNY"));
  const std::string much = house_.NameOf(Priced(50, "CNY"));
  Priced(500, "USD");
  house_.Put(Article());
  EXPECT_THAT(house_.List("price > \"10 CNY\""), ElementsAre(much));
  EXPECT_THAT(house_.List("price = \"5.00 CNY\""), ElementsAre(little));
  EXPECT_THAT(house_.List("NOT price > \"10 CNY\""), ElementsAre(little));
  EXPECT_EQ(house_.List("price:*").size(), 3);
}

TEST_F(ValuesTest, RecordsWithoutAValueComeFirstAndLastInDescendingOrder) {
  std::vector<std::string> dated, undated;
  for (int i = 0; i < 7; ++i) {
    Article article;
    if (i % 2 == 0) *article.mutable_first_sale() = Day(2026, 1, 28 - i);
    (i % 2 == 0 ? dated : undated).push_back(house_.NameOf(house_.Put(article)));
  }
  std::vector<std::string> ascending = undated;
  ascending.insert(ascending.end(), dated.rbegin(), dated.rend());
  const std::vector<std::string> descending(ascending.rbegin(), ascending.rend());
  for (const int page_size : {1, 2, 3, 100}) {
    EXPECT_EQ(house_.List("", "first_sale", false, page_size), ascending) << page_size;
    EXPECT_EQ(house_.List("", "first_sale desc", false, page_size), descending) << page_size;
    EXPECT_EQ(house_.List("fragile = false", "first_sale desc", false, page_size), descending);
  }
}

TEST_F(ValuesTest, WholeNumbersPageExactly) {
  // Neighbours that are one as doubles.
  std::vector<std::string> ordered;
  for (int64_t i = 0; i < 5; ++i) {
    Article article;
    article.set_stock((int64_t{1} << 60) + i);
    article.mutable_weight()->set_value(absl::StrCat("12345678901234567890.", i + 1));
    ordered.push_back(house_.NameOf(house_.Put(article)));
  }
  EXPECT_EQ(house_.List("", "stock", false, 1), ordered);
  EXPECT_EQ(house_.List("", "weight", false, 1), ordered);
}

TEST_F(ValuesTest, AUniqueKeyOfMoneyAndADate) {
  Article article;
  *article.mutable_lot_price() = Amount(7, 0, "CNY");
  *article.mutable_lot_date() = Day(2026, 5, 1);
  const ResourceName first = house_.Put(article);
  const absl::Status taken = house_.Put(house_.shop.NewName(), article);
  EXPECT_THAT(taken, HasReason("LOT_TAKEN"));
  EXPECT_THAT(taken, StatusIs(absl::StatusCode::kAlreadyExists, HasSubstr(house_.NameOf(first))));
  article.mutable_lot_price()->set_currency_code("USD");
  EXPECT_THAT(house_.Put(house_.shop.NewName(), article), IsOk());
  // Without its date it takes part in nothing.
  article.clear_lot_date();
  EXPECT_THAT(house_.Put(house_.shop.NewName(), article), IsOk());
  EXPECT_THAT(house_.Put(house_.shop.NewName(), article), IsOk());
}

TEST_F(ValuesTest, ProjectedFieldsOfAllKindsAreReadBack) {
  const ResourceName name = house_.Put(Article());
  EXPECT_FALSE(house_.Get(name).has_revenue());
  EXPECT_FALSE(house_.Get(name).has_orders());
  ASSERT_THAT(house_.shop.Run([&](UnitOfWork& work) {
    return work.Project(*house_.articles, name, [](google::protobuf::Message* message) {
      auto* const article = static_cast<Article*>(message);
      *article->mutable_revenue() = Amount(-3, -250000000, "EUR");
      *article->mutable_last_order() = Day(987, 6, 5);
      article->mutable_share()->set_value("0.125");
      article->set_in_fashion(true);
      article->set_orders(0);
    });
  }),
              IsOk());
  const Article read = house_.Get(name);
  EXPECT_EQ(read.revenue().units(), -3);
  EXPECT_EQ(read.revenue().nanos(), -250000000);
  EXPECT_EQ(read.revenue().currency_code(), "EUR");
  EXPECT_EQ(
      read.last_order().year() * 10000 + read.last_order().month() * 100 + read.last_order().day(),
      9870605);
  EXPECT_EQ(read.share().value(), "0.125");
  EXPECT_TRUE(read.in_fashion());
  EXPECT_TRUE(read.has_orders());
  EXPECT_EQ(read.etag(), "1");
  EXPECT_THAT(house_.List("revenue < \"0 EUR\" share = 0.125 in_fashion = true orders = 0"),
              ElementsAre(house_.NameOf(name)));
}

}  // namespace
}  // namespace guanxi::resource
