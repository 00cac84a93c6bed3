#include "lead-svc/prices/quote_page.h"

#include <algorithm>
#include <cstddef>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"
#include "common/money/amount.h"

namespace guanxi::lead {
namespace {

using google::type::Money;
using v1::Quote;

// The words of a page.
struct Words {
  const char* language;
  const char* title;
  const char* buyer;
  const char* version;
  const char* date;
  const char* valid_until;
  const char* item;
  const char* quantity;
  const char* list;
  const char* discount;
  const char* net;
  const char* rate;
  const char* tax;
  const char* gross;
  const char* total;
  const char* included;
  const char* excluded;
};
constexpr Words kChinese = {"zh-CN", "报价单",   "客户", "版本",     "价格日期",   "有效期至",
                            "名称",  "数量",     "金额", "优惠",     "不含税金额", "税率",
                            "税额",  "含税金额", "合计", "价格含税", "价格不含税"};
constexpr Words kEnglish = {"en",
                            "Quote",
                            "To",
                            "Version",
                            "Prices of",
                            "Valid until",
                            "Item",
                            "Quantity",
                            "List amount",
                            "Discount",
                            "Net",
                            "Tax rate",
                            "Tax",
                            "Gross",
                            "Total",
                            "Prices include tax",
                            "Prices exclude tax"};

constexpr char kStyle[] =
    "body{font:14px/1.5 sans-serif;margin:2em;color:#222}table{border-collapse:collapse;width:100%}"
    "th,td{border-bottom:1px solid #ccc;padding:.4em;text-align:right}"
    "th:first-child,td:first-child{text-align:left}tfoot td{font-weight:bold}"
    ".terms{white-space:pre-wrap;margin-top:1.5em}";

std::string Grouped(std::string digits) {
  constexpr size_t kGroup = 3;
  for (size_t at = digits.size(); at > kGroup;) {
    at -= kGroup;
    digits.insert(at, ",");
  }
  return digits;
}

std::string Cell(absl::string_view text) { return absl::StrCat("<td>", EscapeHtml(text), "</td>"); }

std::string Amount(bool is_set, const Money& money) {
  return Cell(is_set ? ReadableAmount(money) : "");
}

std::string Date(const google::type::Date& date) {
  return absl::StrFormat("%04d-%02d-%02d", date.year(), date.month(), date.day());
}

// Both of them are of one currency.
Money Sum(const Money& a, const Money& b) {
  return money::MoneyOf(money::NanosOf(a) + money::NanosOf(b), money::kMaxPlaces,
                        a.currency_code());
}

std::string Line(const Quote& quote, int i) {
  static const auto& none = v1::PricedLine::default_instance();
  const v1::QuoteLine& stated = quote.lines(i);
  const v1::PricedLine& line = i < quote.priced_lines_size() ? quote.priced_lines(i) : none;
  std::string name = EscapeHtml(line.product_display_name());
  if (!name.empty() && !stated.description().empty()) absl::StrAppend(&name, "<br>");
  absl::StrAppend(&name, EscapeHtml(stated.description()));
  const std::string quantity = absl::StrCat(stated.quantity().value(), " ", line.unit());
  return absl::StrCat(
      "<tr><td>", name, "</td>", Cell(quantity), Amount(line.has_list_amount(), line.list_amount()),
      Amount(line.has_line_discount(), Sum(line.line_discount(), line.header_discount())),
      Amount(line.has_net_amount(), line.net_amount()),
      Cell(line.has_tax_rate() ? absl::StrCat(line.tax_rate().value(), " %") : ""),
      Amount(line.has_tax_amount(), line.tax_amount()),
      Amount(line.has_gross_amount(), line.gross_amount()), "</tr>\n");
}

std::string Head(const Quote& quote, const Words& words) {
  std::string head = absl::StrCat("<h1>", words.title, "</h1>\n<h2>",
                                  EscapeHtml(quote.display_name()), "</h2>\n<p>");
  const auto add = [&](absl::string_view word, absl::string_view value) {
    absl::StrAppend(&head, word, ": ", EscapeHtml(value), "<br>\n");
  };
  if (!quote.buyer().empty()) add(words.buyer, quote.buyer());
  add(words.version, absl::StrCat(quote.version()));
  if (quote.has_priced_date()) add(words.date, Date(quote.priced_date()));
  if (quote.has_expire_date()) add(words.valid_until, Date(quote.expire_date()));
  return absl::StrCat(head, EscapeHtml(quote.currency()), ", ",
                      quote.tax_included() ? words.included : words.excluded, "</p>\n");
}

std::string Table(const Quote& quote, const Words& words) {
  std::string table = "<table>\n<thead><tr>";
  for (const char* word : {words.item, words.quantity, words.list, words.discount, words.net,
                           words.rate, words.tax, words.gross}) {
    absl::StrAppend(&table, "<th>", word, "</th>");
  }
  absl::StrAppend(&table, "</tr></thead>\n<tbody>\n");
  for (int i = 0; i < quote.lines_size(); ++i) absl::StrAppend(&table, Line(quote, i));
  const v1::PriceTotals& totals = quote.totals();
  absl::StrAppend(&table, "</tbody>\n<tfoot><tr>", Cell(words.total), Cell(""),
                  Amount(totals.has_list_amount(), totals.list_amount()),
                  Amount(totals.has_discount_amount(), totals.discount_amount()),
                  Amount(totals.has_net_amount(), totals.net_amount()), Cell(""),
                  Amount(totals.has_tax_amount(), totals.tax_amount()),
                  Amount(totals.has_gross_amount(), totals.gross_amount()),
                  "</tr></tfoot>\n</table>\n");
  return table;
}

}  // namespace

std::string ReadableAmount(const Money& money) {
  const std::string text = money::FormatScaled(money::NanosOf(money), money::kMaxPlaces);
  const size_t sign = text[0] == '-' ? 1 : 0;
  const size_t point = std::min(text.find('.'), text.size());
  std::string fraction = point < text.size() ? text.substr(point + 1) : "";
  const auto places = static_cast<size_t>(money::PlacesOf(money.currency_code()));
  if (fraction.size() < places) fraction.append(places - fraction.size(), '0');
  return absl::StrCat(text.substr(0, sign), Grouped(text.substr(sign, point - sign)),
                      fraction.empty() ? "" : ".", fraction);
}

std::string EscapeHtml(absl::string_view text) {
  return absl::StrReplaceAll(
      text, {{"&", "&amp;"}, {"<", "&lt;"}, {">", "&gt;"}, {"\"", "&quot;"}, {"'", "&#39;"}});
}

std::string QuotePage(const Quote& quote) {
  const Words& words = quote.language() == Quote::EN ? kEnglish : kChinese;
  std::string page =
      absl::StrCat("<!DOCTYPE html>\n<html lang=\"", words.language,
                   "\">\n<head><meta charset=\"utf-8\"><title>", EscapeHtml(quote.display_name()),
                   "</title><style>", kStyle, "</style></head>\n<body>\n", Head(quote, words),
                   Table(quote, words));
  if (!quote.terms().empty()) {
    absl::StrAppend(&page, "<div class=\"terms\">", EscapeHtml(quote.terms()), "</div>\n");
  }
  return absl::StrCat(page, "</body>\n</html>\n");
}

}  // namespace guanxi::lead
