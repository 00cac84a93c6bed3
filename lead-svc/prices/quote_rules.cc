#include "lead-svc/prices/quote_rules.h"

#include "absl/strings/str_cat.h"
#include "common/money/amount.h"
#include "common/rules/values.h"
#include "google/protobuf/util/message_differencer.h"
#include "lead-svc/prices/price_rules.h"

namespace guanxi::lead {
namespace {

using google::protobuf::util::MessageDifferencer;
using v1::Quote;

constexpr int kRatePlaces = 9;

// Above zero and below 10^9.
money::Bounds RateBounds() { return {kRatePlaces, 1, money::PowerOfTen(2 * kRatePlaces) - 1}; }

// A whole date where there is one; that a required one is there the engine checks.
void CheckDay(absl::string_view path, const google::type::Date& date, bool is_set,
              Violations* violations) {
  if (is_set) rules::CheckWholeDate(path, date, violations);
}

bool IsBefore(const google::type::Date& a, const google::type::Date& b) {
  return rules::DayOf(a) < rules::DayOf(b);
}

void NormalizeCode(absl::string_view path, std::string* code, Violations* violations) {
  if (!code->empty()) NormalizeCurrency(path, code, violations);
}

// Without what the service sets.
Quote Stated(const Quote& quote) {
  Quote stated = quote;
  for (const char* field : {"name",
                            "customer",
                            "state",
                            "series",
                            "version",
                            "priced_lines",
                            "totals",
                            "total",
                            "tax_included",
                            "priced_date",
                            "send_time",
                            "answer_time",
                            "reject_reason",
                            "create_time",
                            "update_time",
                            "delete_time",
                            "etag",
                            "owner",
                            "department",
                            "note",
                            "above_limit",
                            "approval",
                            "largest_discount",
                            "below_floor"}) {
    stated.GetReflection()->ClearField(&stated, Quote::descriptor()->FindFieldByName(field));
  }
  return stated;
}

}  // namespace

void NormalizeProduct(v1::Product* product, Violations* violations) {
  rules::NormalizeLine("code", product->mutable_code(), violations);
  rules::NormalizeLine("display_name", product->mutable_display_name(), violations);
  rules::NormalizeLine("category", product->mutable_category(), violations);
  rules::NormalizeLine("unit", product->mutable_unit(), violations);
  rules::NormalizeNote(product->mutable_description());
  if (product->has_tax_rate()) {
    money::TakeDecimal("tax_rate", money::PercentBounds(), product->mutable_tax_rate(), violations);
  }
}

void NormalizePriceBook(v1::PriceBook* book, Violations* violations) {
  rules::NormalizeLine("display_name", book->mutable_display_name(), violations);
  rules::NormalizeNote(book->mutable_description());
}

void NormalizePriceEntry(v1::PriceEntry* entry, Violations* violations) {
  NormalizeCode("currency", entry->mutable_currency(), violations);
  CheckDay("start_date", entry->start_date(), entry->has_start_date(), violations);
  CheckDay("end_date", entry->end_date(), entry->has_end_date(), violations);
  if (entry->has_start_date() && entry->has_end_date() &&
      IsBefore(entry->end_date(), entry->start_date())) {
    violations->Add("end_date", "is before `start_date`");
  }
  if (entry->has_price()) {
    NormalizePrice("price", entry->currency(), entry->mutable_price(), violations);
  }
  if (!entry->has_floor_price()) return;
  NormalizeCode("floor_price.currency_code", entry->mutable_floor_price()->mutable_currency_code(),
                violations);
  CheckUnitMoney("floor_price", entry->currency(), entry->floor_price(), violations);
}

void NormalizeProductCost(v1::ProductCost* cost, Violations* violations) {
  NormalizeCode("currency", cost->mutable_currency(), violations);
  CheckDay("start_date", cost->start_date(), cost->has_start_date(), violations);
  if (!cost->has_unit_cost()) return;
  NormalizeCode("unit_cost.currency_code", cost->mutable_unit_cost()->mutable_currency_code(),
                violations);
  CheckUnitMoney("unit_cost", cost->currency(), cost->unit_cost(), violations);
}

void NormalizeDiscountLimit(v1::DiscountLimit* limit, Violations* violations) {
  if (limit->has_max_percent()) {
    money::TakeDecimal("max_percent", money::PercentBounds(), limit->mutable_max_percent(),
                       violations);
  }
}

void NormalizeExchangeRate(v1::ExchangeRate* rate, Violations* violations) {
  NormalizeCode("from_currency", rate->mutable_from_currency(), violations);
  NormalizeCode("to_currency", rate->mutable_to_currency(), violations);
  if (!rate->to_currency().empty() && rate->from_currency() == rate->to_currency()) {
    violations->Add("to_currency", "must be another than `from_currency`");
  }
  CheckDay("start_date", rate->start_date(), rate->has_start_date(), violations);
  if (rate->has_rate()) {
    money::TakeDecimal("rate", RateBounds(), rate->mutable_rate(), violations);
  }
  rules::NormalizeLine("source", rate->mutable_source(), violations);
}

void NormalizeQuote(Quote* quote, Violations* violations) {
  rules::NormalizeLine("display_name", quote->mutable_display_name(), violations);
  rules::NormalizeLine("buyer", quote->mutable_buyer(), violations);
  rules::NormalizeNote(quote->mutable_terms());
  rules::NormalizeNote(quote->mutable_note());
  NormalizeCode("currency", quote->mutable_currency(), violations);
  CheckDay("price_date", quote->price_date(), quote->has_price_date(), violations);
  CheckDay("expire_date", quote->expire_date(), quote->has_expire_date(), violations);
  NormalizeLines("lines", quote->currency(), quote->mutable_lines(), violations);
  if (quote->has_discount()) {
    NormalizeDiscount("discount", quote->currency(), quote->mutable_discount(), violations);
    if (quote->discount().value_case() == v1::Discount::VALUE_NOT_SET) quote->clear_discount();
  }
}

bool HaveSameContent(const Quote& a, const Quote& b) {
  return MessageDifferencer::Equals(Stated(a), Stated(b));
}

bool ArePricedAlike(const Quote& a, const Quote& b) {
  const auto parts = [](const Quote& quote) {
    Quote only;
    only.set_price_book(quote.price_book());
    only.set_currency(quote.currency());
    if (quote.has_price_date()) *only.mutable_price_date() = quote.price_date();
    *only.mutable_lines() = quote.lines();
    if (quote.has_discount()) *only.mutable_discount() = quote.discount();
    return only;
  };
  return MessageDifferencer::Equals(parts(a), parts(b));
}

}  // namespace guanxi::lead
