// Cubes over what is sold.
#include "analytics-svc/semantic/cubes.h"

namespace guanxi::analytics {
namespace {

Cube Products() {
  Cube cube;
  cube.name = "products";
  cube.title = {"Products", "产品"};
  cube.table = "fact_product";
  cube.rules = {{"guanxi.dev/Product", "products.read", /*is_owned=*/false}};
  cube.dimensions = {TextOf("category", "Product line", "产品线"),
                     TextOf("display_name", "Product", "产品", "category"),
                     TextOf("code", "Code", "产品编码")};
  return cube;
}

// How many products each customer has bought, by all quotes that were accepted.
Join Bought() {
  Join join;
  join.name = "bought";
  join.relation =
      "(SELECT l.customer_id AS id, COUNT(DISTINCT l.product_id) AS products FROM fact_quote_line "
      "l "
      "JOIN fact_quote q ON q.tenant_id = l.tenant_id AND q.id = l.id AND q.live = 1 "
      "AND q.state = 'ACCEPTED' WHERE l.tenant_id = {tenant} AND l.live = 1 GROUP BY "
      "l.customer_id)";
  join.on = "{j}.id = {f}.customer_id";
  join.reads = {"quotes.state"};
  return join;
}

// What was sold is what was accepted: quotes.state.
Cube LinesOfQuotes() {
  Cube cube;
  cube.name = "quote_lines";
  cube.title = {"Lines of quotes", "报价明细"};
  cube.table = "fact_quote_line";
  cube.rules = {{"guanxi.dev/Quote", "quotes.read"}};
  cube.measures = {
      CountOf("count", "Lines of quotes", "报价明细数"),
      DistinctOf("quotes", "Quotes", "报价数", "f.id"),
      SumOf("list_amount", "List price", "目录金额", Unit::kMoney, "f.list_amount"),
      SumOf("discount_amount", "Discounts", "折扣金额", Unit::kMoney, "f.discount_amount"),
      SumOf("net_amount", "Amount without tax", "未税金额", Unit::kMoney, "f.net_amount"),
      DistinctOf("buyers", "Customers who bought", "成交客户数", "f.customer_id",
                 "{bought}.products >= 1"),
      DistinctOf("cross_buyers", "Customers who bought several products", "交叉购买客户数",
                 "f.customer_id", "{bought}.products >= 2"),
      RatioOf("cross_sell_rate", "Cross-sell rate", "交叉销售率", Unit::kShare, "cross_buyers",
              "buyers")};
  cube.dimensions =
      Together(Owned(), {{"quote", {"Quote", "报价"}, DimensionType::kId, "id", "quotes"},
                         RecordOf("customer", "Customer", "客户", "customers"),
                         RecordOf("product", "Product", "产品", "products"),
                         TextOf("currency", "Currency", "币种")});
  cube.joins = {{"products", "{j}.id = {f}.product_id"},
                {"quotes", "{j}.id = {f}.id"},
                {"customers", "{j}.id = {f}.customer_id"},
                Bought(),
                DepartmentJoin()};
  return cube;
}

}  // namespace

std::vector<Cube> ProductCubes() { return {Products(), LinesOfQuotes()}; }

}  // namespace guanxi::analytics
