// Quotes above the limit of discounts, from the draft over the approval to the customer.
#include <string>
#include <vector>

#include "common/errors/errors.h"
#include "gmock/gmock.h"
#include "lead-svc/prices/quote_approval_testing.h"

namespace guanxi::lead {
namespace {

using event::v1::LogEvent;
using type::v1::Approval;
using v1::Quote;

constexpr char kRequest[] = "0196b0a0-0000-7000-8000-0000000000aa";

TEST_F(QuoteApprovalTest, ADraftAboveTheLimitIsStoredAndNotSent) {
  const Quote quote = Discounted("30");
  EXPECT_TRUE(quote.above_limit());
  EXPECT_EQ(quote.largest_discount().value(), "30");
  EXPECT_EQ(Reason(Send(quote.name()).status()), "DISCOUNT_ABOVE_LIMIT");
  const Quote within = Discounted("10");
  EXPECT_FALSE(within.above_limit());
  EXPECT_THAT(Send(within.name()), IsOk());
}

TEST_F(QuoteApprovalTest, ItIsSentOnceItWasApproved) {
  const Quote quote = Discounted("30");
  const auto submitted = Submit(quote.name());
  ASSERT_THAT(submitted, IsOk());
  EXPECT_EQ(submitted->approval().state(), Approval::SUBMITTED);
  EXPECT_EQ(submitted->approval().instance(), workflow_.InstanceOf(quote.name()));
  EXPECT_EQ(submitted->approval().requester(), Salesman().principal.subject);
  ASSERT_EQ(workflow_.requests().size(), 1u);
  const auto request = workflow_.requests()[0];
  EXPECT_EQ(request.subject_type(), "guanxi.dev/Quote");
  EXPECT_EQ(request.snapshot().at("total").values(0), TextOf(quote.total()));
  EXPECT_EQ(request.snapshot().at("largest_discount").values(0), "30");
  EXPECT_EQ(request.snapshot().at("above_limit").values(0), "true");
  EXPECT_EQ(Reason(Send(quote.name()).status()), "APPROVAL_RUNNING");
  Hear(workflow_.End(submitted->approval().instance(), "approval.approved"));
  EXPECT_EQ(StateOf(quote.name()), Approval::APPROVED);
  EXPECT_TRUE(Get(quote.name()).approval().has_end_time());
  EXPECT_THAT(Send(quote.name()), IsOk());
}

TEST_F(QuoteApprovalTest, ARejectedOneIsChangedAndSubmittedAgain) {
  const Quote quote = Discounted("30");
  const auto first = Submit(quote.name());
  ASSERT_THAT(first, IsOk());
  Hear(workflow_.End(first->approval().instance(), "approval.rejected"));
  EXPECT_EQ(StateOf(quote.name()), Approval::REJECTED);
  EXPECT_EQ(Reason(Send(quote.name()).status()), "DISCOUNT_ABOVE_LIMIT");
  EXPECT_THAT(Rename(quote.name(), "再报一次"), IsOk());
  const auto second = Submit(quote.name());
  ASSERT_THAT(second, IsOk());
  EXPECT_NE(second->approval().instance(), first->approval().instance());
  // What is told late of the first one is not of the second.
  Hear(approvals::FakeApprovals::Fact(first->approval().instance(), quote.name(),
                                      "approval.approved"));
  EXPECT_EQ(StateOf(quote.name()), Approval::SUBMITTED);
}

TEST_F(QuoteApprovalTest, WithoutAPolicyNothingIsSubmitted) {
  const Quote quote = Discounted("30");
  workflow_.AnswerWith(FailedPrecondition("NO_APPROVAL_POLICY", quote.name(), "none holds"));
  EXPECT_EQ(Reason(Submit(quote.name()).status()), "NO_APPROVAL_POLICY");
  EXPECT_FALSE(Get(quote.name()).has_approval());
  EXPECT_EQ(Reason(Send(quote.name()).status()), "DISCOUNT_ABOVE_LIMIT");
  EXPECT_THAT(Rename(quote.name(), "还可以改"), IsOk());
}

TEST_F(QuoteApprovalTest, WithoutAWorkflowServiceNobodyCanBeAsked) {
  const Quote quote = Discounted("30");
  service_.AskForApprovalsAt("");
  EXPECT_EQ(Reason(Submit(quote.name()).status()), "NO_WORKFLOW_SVC");
  // Who does not see it learns nothing of it.
  v1::SubmitQuoteRequest request;
  request.set_name(quote.name());
  EXPECT_EQ(Reason(service_.quotes->SubmitQuote(service_.call("b"), request).status()),
            "QUOTE_NOT_FOUND");
  EXPECT_FALSE(Get(quote.name()).has_approval());
}

// Whoever breaks off leaves what the next attempt goes on with.
TEST_F(QuoteApprovalTest, AnAnswerThatIsLostIsAskedForAgainAndNothingTwice) {
  const Quote quote = Discounted("30");
  workflow_.LoseAnswers(true);
  EXPECT_EQ(Reason(Submit(quote.name(), kRequest).status()), "WORKFLOW_SVC_DOWN");
  EXPECT_EQ(StateOf(quote.name()), Approval::SUBMITTED);
  EXPECT_EQ(Get(quote.name()).approval().instance(), "");
  EXPECT_EQ(Reason(Rename(quote.name(), "改名")), "APPROVAL_LOCKED");
  workflow_.LoseAnswers(false);
  const auto again = Submit(quote.name(), kRequest);
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(again->approval().instance(), workflow_.InstanceOf(quote.name()));
  EXPECT_EQ(workflow_.requests().size(), 1u);
  // And a repeated request gets its answer.
  const auto repeated = Submit(quote.name(), kRequest);
  ASSERT_THAT(repeated, IsOk());
  EXPECT_EQ(repeated->approval().instance(), again->approval().instance());
  EXPECT_EQ(Reason(Submit(quote.name()).status()), "APPROVAL_RUNNING");
}

// It is approved before it is known which approval that is.
TEST_F(QuoteApprovalTest, AnOutcomeThatComesEarlyIsNotLost) {
  const Quote quote = Discounted("30");
  workflow_.OnRequest([&](const std::string& instance) {
    Hear(workflow_.Written(instance, "display_name", "特批报价"));
    Hear(workflow_.End(instance, "approval.approved"));
  });
  const auto submitted = Submit(quote.name());
  ASSERT_THAT(submitted, IsOk());
  EXPECT_EQ(StateOf(quote.name()), Approval::APPROVED);
  EXPECT_EQ(Get(quote.name()).display_name(), "特批报价");
}

// Anybody may ask workflow-svc for an approval of whatever he likes.
TEST_F(QuoteApprovalTest, AnApprovalThatWasNotAskedForHereIsNone) {
  const Quote quote = Discounted("30");
  const std::string forged = "processInstances/0196b0a0-0000-7000-8000-0000000000ff";
  Hear(approvals::FakeApprovals::Fact(forged, quote.name(), "approval.approved"));
  EXPECT_FALSE(Get(quote.name()).has_approval());
  workflow_.OnRequest([&](const std::string&) {
    Hear(approvals::FakeApprovals::Fact(forged, quote.name(), "approval.approved"));
  });
  ASSERT_THAT(Submit(quote.name()), IsOk());
  EXPECT_EQ(StateOf(quote.name()), Approval::SUBMITTED);
}

TEST_F(QuoteApprovalTest, CheckedOnlyNothingIsAskedFor) {
  const Quote quote = Discounted("30");
  v1::SubmitQuoteRequest request;
  request.set_name(quote.name());
  request.set_validate_only(true);
  EXPECT_THAT(service_.quotes->SubmitQuote(Salesman(), request), IsOk());
  EXPECT_FALSE(Get(quote.name()).has_approval());
  EXPECT_TRUE(workflow_.requests().empty());
}

TEST_F(QuoteApprovalTest, FactsOfProcessesAloneAreOfConcern) {
  LogEvent update = approvals::FakeApprovals::Fact(
      "processInstances/0196b0a0-0000-7000-8000-0000000000ff", "quotes/x", "approval.approved");
  const LogEvent fact = update;
  update.set_kind(metadata::v1::Change::UPDATED);
  LogEvent breach = fact;
  breach.set_resource_type("sla_clock");
  const LogEvent* const events[] = {&fact, &update, &breach};
  EXPECT_EQ(approvals::ApprovalEvents::Concerns(events), (std::vector<bool>{true, false, false}));
}

}  // namespace
}  // namespace guanxi::lead
