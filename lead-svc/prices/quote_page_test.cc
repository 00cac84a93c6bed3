#include "lead-svc/prices/quote_page.h"

#include <string>

#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace guanxi::lead {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

google::type::Money Amount(int64_t units, int nanos, const char* currency) {
  google::type::Money money;
  money.set_units(units);
  money.set_nanos(nanos);
  money.set_currency_code(currency);
  return money;
}

v1::Quote MakeQuote() {
  v1::Quote quote;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(R"(
      display_name: "框架 <报价>" buyer: "灵动 & 传媒" version: 2 currency: "CNY" note: "内部"
      terms: "款到\n发货" tax_included: true
      priced_date { year: 2026 month: 9 day: 1 }
      lines { description: "三年" quantity { value: "3" } }
      priced_lines { product_display_name: "专业版" unit: "套" tax_rate { value: "13" }
        list_amount { currency_code: "CNY" units: 1234567 }
        line_discount { currency_code: "CNY" units: 1 nanos: 500000000 }
        header_discount { currency_code: "CNY" nanos: 250000000 }
        gross_amount { currency_code: "CNY" units: 1234565 nanos: 250000000 } }
      totals { gross_amount { currency_code: "CNY" units: 1234565 nanos: 250000000 } })",
                                                            &quote));
  return quote;
}

TEST(ReadableAmount, HasThePlacesOfItsCurrency) {
  EXPECT_EQ(ReadableAmount(Amount(1234567, 500000000, "CNY")), "1,234,567.50");
  EXPECT_EQ(ReadableAmount(Amount(0, 0, "CNY")), "0.00");
  EXPECT_EQ(ReadableAmount(Amount(-1000, -50000000, "CNY")), "-1,000.05");
  EXPECT_EQ(ReadableAmount(Amount(123456, 0, "JPY")), "123,456");
  EXPECT_EQ(ReadableAmount(Amount(0, 800000, "CNY")), "0.0008");
}

TEST(QuotePage, IsInChineseUnlessItSaysEnglish) {
  v1::Quote quote = MakeQuote();
  EXPECT_THAT(QuotePage(quote), AllOf(HasSubstr("lang=\"zh-CN\""), HasSubstr("报价单"),
                                      HasSubstr("价格含税"), HasSubstr("1,234,565.25"),
                                      HasSubstr("3 套"), HasSubstr("1.75"), HasSubstr("13 %")));
  quote.set_language(v1::Quote::EN);
  EXPECT_THAT(QuotePage(quote), AllOf(HasSubstr("lang=\"en\""), HasSubstr("<h1>Quote</h1>"),
                                      HasSubstr("Prices include tax")));
}

TEST(QuotePage, EscapesWhateverPeopleWrite) {
  EXPECT_THAT(QuotePage(MakeQuote()),
              AllOf(HasSubstr("框架 &lt;报价&gt;"), HasSubstr("灵动 &amp; 传媒"),
                    Not(HasSubstr("<报价>"))));
  EXPECT_EQ(EscapeHtml("<a href='x' b=\"y\">&"), "&lt;a href=&#39;x&#39; b=&quot;y&quot;&gt;&amp;");
}

TEST(QuotePage, ShowsNoNoteAndNothingThatIsNotThere) {
  EXPECT_THAT(QuotePage(MakeQuote()), Not(HasSubstr("内部")));
  v1::Quote veiled;
  veiled.add_lines();
  EXPECT_THAT(QuotePage(veiled), AllOf(HasSubstr("</html>"), Not(HasSubstr("0.00"))));
}

}  // namespace
}  // namespace guanxi::lead
