// Quotes above the limit of discounts, from the draft over the approval to the customer.
#include <string>
#include <utility>
#include <vector>

#include "common/approvals/approval_events.h"
#include "common/approvals/fake_approvals.h"
#include "common/errors/errors.h"
#include "common/events/unit_effects.h"
#include "common/policy/policy.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "guanxi/access/v1/policy.pb.h"
#include "lead-svc/prices/quote_testing.h"

namespace guanxi::lead {
namespace {

using event::v1::LogEvent;
using type::v1::Approval;
using v1::Quote;

constexpr char kRole[] = "roles/0196b0a0-0000-7000-8000-000000000009";
constexpr char kRequest[] = "0196b0a0-0000-7000-8000-0000000000aa";

class QuoteApprovalTest : public QuoteTest {
 protected:
  QuoteApprovalTest() {
    Create<v1::DiscountLimit, v1::CreateDiscountLimitRequest>(
        absl::StrCat("role: '", kRole, "' max_percent { value: '10' }"));
    service_.AskForApprovalsAt(workflow_.target());
    workflow_.Lock({"total", "largest_discount"});
  }

  // Somebody who may do everything, and take off 10 %.
  rpc::Call Salesman() const {
    rpc::Call call = service_.call();
    access::v1::PolicySnapshot snapshot;
    auto* const role = snapshot.add_roles();
    role->set_name(kRole);
    auto* const all = role->add_permissions();
    all->set_pattern("*");
    all->set_scope(access::v1::ALL);
    auto* const user = snapshot.add_users();
    user->set_name(call.principal.subject);
    user->set_active(true);
    user->add_roles(kRole);
    call.principal.rights = policy::Policy::Compile(std::move(snapshot))
                                ->Decide(call.principal, "quotes.create")
                                .value();
    return call;
  }
  // A draft of his, from which so much is taken off.
  Quote Discounted(const std::string& percent) {
    Quote quote = Draft();
    quote.mutable_lines(0)->mutable_discount()->mutable_percent()->set_value(percent);
    const auto stored = Store(quote, Salesman());
    EXPECT_THAT(stored, IsOk());
    return stored.value();
  }
  absl::StatusOr<Quote> Submit(const std::string& name, const std::string& request_id = "") {
    v1::SubmitQuoteRequest request;
    request.set_name(name);
    request.set_request_id(request_id);
    return service_.quotes->SubmitQuote(Salesman(), request);
  }
  // What the log of workflow-svc does here.
  void Hear(const LogEvent& event) {
    ASSERT_THAT(service_.engine->Write(
                    events::WriterIn(service_.call().principal.tenant, "services/lead-svc"), {},
                    resource::WriteContext(),
                    [&](resource::UnitOfWork& work) { return events_.Apply(work, event); }),
                IsOk());
  }
  Approval::State StateOf(const std::string& name) { return Get(name).approval().state(); }
  absl::Status Rename(const std::string& name, const std::string& to) {
    Quote quote = Get(name);
    quote.set_display_name(to);
    return Update(quote, "display_name").status();
  }

  approvals::FakeApprovals workflow_;
  const approvals::ApprovalEvents events_{service_.engine.get(), ApprovedTypes(*service_.resources),
                                          "services/lead-svc"};
};

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
  breach.set_resource_type("slaClock");
  const LogEvent* const events[] = {&fact, &update, &breach};
  EXPECT_EQ(approvals::ApprovalEvents::Concerns(events), (std::vector<bool>{true, false, false}));
}

}  // namespace
}  // namespace guanxi::lead
