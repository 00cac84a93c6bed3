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
      SumOf("net_amount", "Amount without tax", "未税金额", Unit::kMoney, "f.net_amount")};
  cube.dimensions =
      Together(Owned(), {{"quote", {"Quote", "报价"}, DimensionType::kId, "id", "quotes"},
                         RecordOf("customer", "Customer", "客户", "customers"),
                         RecordOf("product", "Product", "产品", "products"),
                         TextOf("currency", "Currency", "币种")});
  cube.joins = {{"products", "{j}.id = {f}.product_id"},
                {"quotes", "{j}.id = {f}.id"},
                {"customers", "{j}.id = {f}.customer_id"},
                DepartmentJoin()};
  return cube;
}

}  // namespace

std::vector<Cube> ProductCubes() { return {Products(), LinesOfQuotes()}; }

}  // namespace guanxi::analytics
