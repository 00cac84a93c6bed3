// Quotes on their way: versions, states, what stands once it is sent.
#include <string>
#include <vector>

#include "common/errors/errors.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "guanxi/lead/v1/opportunity_service.pb.h"
#include "lead-svc/prices/quote_testing.h"

namespace guanxi::lead {
namespace {

using v1::Quote;

TEST_F(QuoteTest, ADraftIsPricedAndKnowsWhatItIs) {
  const auto quote = Store(Draft());
  ASSERT_THAT(quote, IsOk());
  EXPECT_EQ(quote->state(), Quote::DRAFT);
  EXPECT_EQ(quote->version(), 1);
  EXPECT_FALSE(quote->series().empty());
  ASSERT_EQ(quote->priced_lines_size(), 1);
  EXPECT_EQ(quote->priced_lines(0).product_display_name(), "GX-PRO");
  EXPECT_EQ(quote->priced_lines(0).unit(), "套");
  EXPECT_EQ(TextOf(quote->totals().net_amount()), "300 CNY");
  EXPECT_EQ(TextOf(quote->totals().tax_amount()), "39 CNY");
  EXPECT_EQ(TextOf(quote->total()), "339 CNY");
  EXPECT_EQ(Get(quote->name()).SerializeAsString(), quote->SerializeAsString());
}

TEST_F(QuoteTest, IsOfTheCustomerOfItsOpportunity) {
  v1::UpdateOpportunityRequest request;
  request.mutable_opportunity()->set_name(opportunity_);
  request.mutable_opportunity()->set_customer(service_.CreateCustomer());
  const auto opportunity =
      service_.catalog->Of<v1::Opportunity>().Update<v1::Opportunity>(service_.call(), request);
  ASSERT_THAT(opportunity, IsOk());
  EXPECT_EQ(Store(Draft())->customer(), opportunity->customer());
}

TEST_F(QuoteTest, AnUpdateOfItsNoteLeavesItsPricesAsTheyWere) {
  Quote quote = Store(Draft()).value();
  AddPrice(product_, "CNY", 90, 2026);  // another one of the same day
  quote.set_note("催一下");
  const auto noted = Update(quote, "note");
  ASSERT_THAT(noted, IsOk());
  EXPECT_EQ(TextOf(noted->total()), "339 CNY");
  quote.mutable_lines(0)->mutable_quantity()->set_value("1");
  const auto fewer = Update(quote, "lines");
  ASSERT_THAT(fewer, IsOk());
  EXPECT_EQ(TextOf(fewer->total()), "101.7 CNY");
}

TEST_F(QuoteTest, AnUpdateThatChangesNothingWritesNothing) {
  const Quote quote = Store(Draft()).value();
  const auto again = Update(quote, "lines");
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(again->etag(), quote.etag());
}

TEST_F(QuoteTest, WhatWasSentStands) {
  Quote quote = Store(Draft()).value();
  const auto sent = Send(quote.name());
  ASSERT_THAT(sent, IsOk());
  EXPECT_EQ(sent->state(), Quote::SENT);
  EXPECT_TRUE(sent->has_send_time());
  quote.set_terms("款到发货");
  EXPECT_EQ(Reason(Update(quote, "terms").status()), "QUOTE_NOT_DRAFT");
  quote.set_note("内部");
  EXPECT_THAT(Update(quote, "note"), IsOk());
  v1::DeleteQuoteRequest request;
  request.set_name(quote.name());
  EXPECT_EQ(Reason(service_.catalog->Of<Quote>().Delete<Quote>(service_.call(), request).status()),
            "QUOTE_NOT_DRAFT");
  EXPECT_EQ(Reason(Send(quote.name()).status()), "QUOTE_NOT_DRAFT");
}

TEST_F(QuoteTest, ALaterVersionTakesThePlaceOfTheOneBefore) {
  const Quote first = Store(Draft()).value();
  EXPECT_EQ(Reason(Revise(first.name()).status()), "QUOTE_IS_DRAFT");
  ASSERT_THAT(Send(first.name()), IsOk());
  const auto second = Revise(first.name());
  ASSERT_THAT(second, IsOk());
  EXPECT_EQ(second->version(), 2);
  EXPECT_EQ(second->series(), first.series());
  EXPECT_EQ(second->state(), Quote::DRAFT);
  EXPECT_FALSE(second->has_send_time());
  EXPECT_NE(second->name(), first.name());
  EXPECT_EQ(Get(first.name()).state(), Quote::SENT);
  ASSERT_THAT(Send(second->name()), IsOk());
  EXPECT_EQ(Get(first.name()).state(), Quote::SUPERSEDED);
  EXPECT_EQ(Revise(first.name())->version(), 3);
}

TEST_F(QuoteTest, ARevisionIsPricedAnew) {
  const Quote first = Store(Draft()).value();
  ASSERT_THAT(Send(first.name()), IsOk());
  AddPrice(product_, "CNY", 90, 2026);
  const auto second = Revise(first.name());
  ASSERT_THAT(second, IsOk());
  EXPECT_EQ(TextOf(second->total()), "305.1 CNY");
  EXPECT_EQ(TextOf(Get(first.name()).total()), "339 CNY");
}

TEST_F(QuoteTest, OnlyWhatIsSentIsAnswered) {
  const Quote quote = Store(Draft()).value();
  v1::AcceptQuoteRequest accept;
  accept.set_name(quote.name());
  EXPECT_EQ(Reason(service_.quotes->AcceptQuote(service_.call(), accept).status()),
            "QUOTE_NOT_SENT");
  ASSERT_THAT(Send(quote.name()), IsOk());
  const auto accepted = service_.quotes->AcceptQuote(service_.call(), accept);
  ASSERT_THAT(accepted, IsOk());
  EXPECT_EQ(accepted->state(), Quote::ACCEPTED);
  const auto next = Revise(quote.name());
  ASSERT_THAT(next, IsOk());
  EXPECT_EQ(Reason(Send(next->name()).status()), "QUOTE_ACCEPTED");
}

TEST_F(QuoteTest, ARejectionSaysWhy) {
  const Quote quote = Store(Draft()).value();
  ASSERT_THAT(Send(quote.name()), IsOk());
  v1::RejectQuoteRequest reject;
  reject.set_name(quote.name());
  EXPECT_EQ(FieldViolations(service_.quotes->RejectQuote(service_.call(), reject).status())[0].path,
            "reason");
  reject.set_reason(" 预算 没批 ");
  const auto rejected = service_.quotes->RejectQuote(service_.call(), reject);
  ASSERT_THAT(rejected, IsOk());
  EXPECT_EQ(rejected->state(), Quote::REJECTED);
  EXPECT_EQ(rejected->reject_reason(), "预算 没批");
}

TEST_F(QuoteTest, AnEmptyOrExpiredOneIsNotSent) {
  Quote empty = Draft();
  empty.clear_lines();
  EXPECT_EQ(Reason(Send(Store(empty)->name()).status()), "QUOTE_EMPTY");
  Quote late = Draft();
  late.mutable_expire_date()->set_year(2020);
  late.mutable_expire_date()->set_month(1);
  late.mutable_expire_date()->set_day(1);
  EXPECT_EQ(Reason(Send(Store(late)->name()).status()), "QUOTE_EXPIRED");
}

TEST_F(QuoteTest, NamesWhatItsLinesGetWrong) {
  Quote quote = Draft();
  quote.mutable_lines(0)->mutable_quantity()->set_value("0");
  quote.mutable_lines(0)->mutable_price()->set_model(v1::Price::PER_UNIT);
  quote.add_lines();
  quote.set_currency("元");
  const auto found = FieldViolations(Store(quote).status());
  std::vector<std::string> paths;
  for (const FieldViolation& one : found) paths.push_back(one.path);
  EXPECT_THAT(paths,
              ::testing::IsSupersetOf({"quote.currency", "quote.lines[0].quantity",
                                       "quote.lines[0].price", "quote.lines[1].description",
                                       "quote.lines[1].quantity", "quote.lines[1].price.model"}));
}

}  // namespace
}  // namespace guanxi::lead
