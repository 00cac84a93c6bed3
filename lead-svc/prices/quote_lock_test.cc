// What may be changed in a quote while its approval runs, and after it.
#include <string>
#include <vector>

#include "common/errors/errors.h"
#include "gmock/gmock.h"
#include "lead-svc/prices/quote_approval_testing.h"

namespace guanxi::lead {
namespace {

using type::v1::Approval;
using v1::Quote;

TEST_F(QuoteApprovalTest, WhatTheProcessGoesByIsLocked) {
  const Quote quote = Discounted("30");
  ASSERT_THAT(Submit(quote.name()), IsOk());
  Quote cheaper = Get(quote.name());
  cheaper.mutable_lines(0)->mutable_discount()->mutable_percent()->set_value("60");
  EXPECT_EQ(Reason(Update(cheaper, "lines").status()), "APPROVAL_LOCKED");
  EXPECT_EQ(StateOf(quote.name()), Approval::SUBMITTED);
  v1::DeleteQuoteRequest gone;
  gone.set_name(quote.name());
  EXPECT_EQ(Reason(service_.catalog->Of<Quote>().Delete<Quote>(service_.call(), gone).status()),
            "APPROVAL_RUNNING");
}

TEST_F(QuoteApprovalTest, ABatchChangesNoMoreThanOneByOne) {
  workflow_.Lock({"owner", "total"});
  const Quote quote = Discounted("30");
  ASSERT_THAT(Submit(quote.name()), IsOk());
  v1::UpdateQuoteRequest update;
  *update.mutable_quote() = Get(quote.name());
  update.mutable_quote()->clear_etag();
  update.mutable_quote()->set_owner("users/018f0000-0000-7000-8000-0000000000cc");
  update.mutable_update_mask()->add_paths("owner");
  v1::BatchUpdateQuotesRequest updates;
  *updates.add_requests() = update;
  const auto& quotes = service_.catalog->Of<Quote>();
  EXPECT_EQ(Reason(quotes.Update<Quote>(service_.call(), update).status()), "APPROVAL_LOCKED");
  EXPECT_EQ(
      Reason(quotes.BatchUpdate<v1::BatchUpdateQuotesResponse>(service_.call(), updates).status()),
      "APPROVAL_LOCKED");
  v1::BatchDeleteQuotesRequest gone;
  gone.add_names(quote.name());
  EXPECT_EQ(
      Reason(quotes.BatchDelete<v1::BatchDeleteQuotesResponse>(service_.call(), gone).status()),
      "APPROVAL_RUNNING");
  EXPECT_EQ(Reason(Send(quote.name()).status()), "APPROVAL_RUNNING");
  EXPECT_EQ(Get(quote.name()).owner(), quote.owner());
  EXPECT_EQ(StateOf(quote.name()), Approval::SUBMITTED);
}

TEST_F(QuoteApprovalTest, AnotherChangeWithdrawsIt) {
  const Quote quote = Discounted("30");
  const auto submitted = Submit(quote.name());
  ASSERT_THAT(submitted, IsOk());
  Quote noted = Get(quote.name());
  noted.set_note("客户催得很急");
  ASSERT_THAT(Update(noted, "note"), IsOk());
  EXPECT_EQ(StateOf(quote.name()), Approval::SUBMITTED);
  ASSERT_THAT(Rename(quote.name(), "换个名字"), IsOk());
  EXPECT_EQ(StateOf(quote.name()), Approval::WITHDRAWN);
  EXPECT_EQ(Get(quote.name()).approval().reason(), "CONTENT_CHANGED");
  // Who approves it all the same does so too late.
  Hear(workflow_.End(submitted->approval().instance(), "approval.approved"));
  EXPECT_EQ(StateOf(quote.name()), Approval::WITHDRAWN);
  EXPECT_EQ(Reason(Send(quote.name()).status()), "DISCOUNT_ABOVE_LIMIT");
}

TEST_F(QuoteApprovalTest, UnlessTheModelGoesOn) {
  workflow_.Lock({"total"}, /*goes_on=*/true);
  const Quote quote = Discounted("30");
  ASSERT_THAT(Submit(quote.name()), IsOk());
  ASSERT_THAT(Rename(quote.name(), "换个名字"), IsOk());
  EXPECT_EQ(StateOf(quote.name()), Approval::SUBMITTED);
}

TEST_F(QuoteApprovalTest, WhoHasATaskWritesWithHisDecision) {
  workflow_.Lock({"display_name", "total"});
  const Quote quote = Discounted("30");
  const auto submitted = Submit(quote.name());
  ASSERT_THAT(submitted, IsOk());
  EXPECT_EQ(Reason(Rename(quote.name(), "自己改")), "APPROVAL_LOCKED");
  Hear(workflow_.Written(submitted->approval().instance(), "display_name", "法务改过"));
  EXPECT_EQ(Get(quote.name()).display_name(), "法务改过");
  EXPECT_EQ(StateOf(quote.name()), Approval::SUBMITTED);
  EXPECT_EQ(Get(quote.name()).approval().write_count(), 1);
}

TEST_F(QuoteApprovalTest, WhatCannotBeWrittenWithdrawsIt) {
  const Quote quote = Discounted("30");
  const auto submitted = Submit(quote.name());
  ASSERT_THAT(submitted, IsOk());
  Hear(workflow_.Written(submitted->approval().instance(), "total", "1 CNY"));
  EXPECT_EQ(StateOf(quote.name()), Approval::WITHDRAWN);
  EXPECT_EQ(Get(quote.name()).approval().reason(), "WRITE_REFUSED");
  EXPECT_EQ(TextOf(Get(quote.name()).total()), TextOf(quote.total()));
}

TEST_F(QuoteApprovalTest, WhatWasApprovedIsWhatThereWas) {
  const Quote quote = Discounted("30");
  const auto submitted = Submit(quote.name());
  ASSERT_THAT(submitted, IsOk());
  Hear(workflow_.End(submitted->approval().instance(), "approval.approved"));
  EXPECT_EQ(Reason(Submit(quote.name()).status()), "ALREADY_APPROVED");
  Quote cheaper = Get(quote.name());
  cheaper.mutable_lines(0)->mutable_discount()->mutable_percent()->set_value("60");
  v1::UpdateQuoteRequest update;
  *update.mutable_quote() = cheaper;
  update.mutable_quote()->clear_etag();
  update.mutable_update_mask()->add_paths("lines");
  ASSERT_THAT(service_.catalog->Of<Quote>().Update<Quote>(Salesman(), update), IsOk());
  EXPECT_EQ(StateOf(quote.name()), Approval::WITHDRAWN);
  EXPECT_EQ(Reason(Send(quote.name()).status()), "DISCOUNT_ABOVE_LIMIT");
}

TEST_F(QuoteApprovalTest, TheNextVersionNeedsItsOwn) {
  const Quote quote = Discounted("30");
  const auto submitted = Submit(quote.name());
  ASSERT_THAT(submitted, IsOk());
  Hear(workflow_.End(submitted->approval().instance(), "approval.approved"));
  ASSERT_THAT(Send(quote.name()), IsOk());
  v1::ReviseQuoteRequest revise;
  revise.set_name(quote.name());
  const auto next = service_.quotes->ReviseQuote(Salesman(), revise);
  ASSERT_THAT(next, IsOk());
  EXPECT_TRUE(next->above_limit());
  EXPECT_FALSE(next->has_approval());
  EXPECT_EQ(Reason(Send(next->name()).status()), "DISCOUNT_ABOVE_LIMIT");
}

}  // namespace
}  // namespace guanxi::lead
