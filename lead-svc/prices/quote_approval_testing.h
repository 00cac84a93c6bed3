// What the tests of approvals of quotes share: a limit, a salesman, a workflow-svc.
#ifndef GUANXI_LEAD_SVC_PRICES_QUOTE_APPROVAL_TESTING_H_
#define GUANXI_LEAD_SVC_PRICES_QUOTE_APPROVAL_TESTING_H_

#include <string>
#include <utility>

#include "common/approvals/approval_events.h"
#include "common/approvals/fake_approvals.h"
#include "common/events/unit_effects.h"
#include "common/policy/policy.h"
#include "common/testing/status_matchers.h"
#include "guanxi/access/v1/policy.pb.h"
#include "lead-svc/prices/quote_testing.h"

namespace guanxi::lead {

constexpr char kSalesRole[] = "roles/0196b0a0-0000-7000-8000-000000000009";

class QuoteApprovalTest : public QuoteTest {
 protected:
  QuoteApprovalTest() {
    Create<v1::DiscountLimit, v1::CreateDiscountLimitRequest>(
        absl::StrCat("role: '", kSalesRole, "' max_percent { value: '10' }"));
    service_.AskForApprovalsAt(workflow_.target());
    workflow_.Lock({"total", "largest_discount"});
  }

  // Somebody who may do everything, and take off 10 %.
  rpc::Call Salesman() const {
    rpc::Call call = service_.call();
    access::v1::PolicySnapshot snapshot;
    auto* const role = snapshot.add_roles();
    role->set_name(kSalesRole);
    auto* const all = role->add_permissions();
    all->set_pattern("*");
    all->set_scope(access::v1::ALL);
    auto* const user = snapshot.add_users();
    user->set_name(call.principal.subject);
    user->set_active(true);
    user->add_roles(kSalesRole);
    call.principal.rights = policy::Policy::Compile(std::move(snapshot))
                                ->Decide(call.principal, "quotes.create")
                                .value();
    return call;
  }
  // A draft of his, from which so much is taken off.
  v1::Quote Discounted(const std::string& percent) {
    v1::Quote quote = Draft();
    quote.mutable_lines(0)->mutable_discount()->mutable_percent()->set_value(percent);
    const auto stored = Store(quote, Salesman());
    EXPECT_THAT(stored, IsOk());
    return stored.value();
  }
  absl::StatusOr<v1::Quote> Submit(const std::string& name, const std::string& request_id = "") {
    v1::SubmitQuoteRequest request;
    request.set_name(name);
    request.set_request_id(request_id);
    return service_.quotes->SubmitQuote(Salesman(), request);
  }
  // What the log of workflow-svc does here.
  void Hear(const event::v1::LogEvent& event) {
    ASSERT_THAT(service_.engine->Write(
                    events::WriterIn(service_.call().principal.tenant, "services/lead-svc"), {},
                    resource::WriteContext(),
                    [&](resource::UnitOfWork& work) { return events_.Apply(work, event); }),
                IsOk());
  }
  type::v1::Approval::State StateOf(const std::string& name) {
    return Get(name).approval().state();
  }
  absl::Status Rename(const std::string& name, const std::string& to) {
    v1::Quote quote = Get(name);
    quote.set_display_name(to);
    return Update(quote, "display_name").status();
  }

  approvals::FakeApprovals workflow_;
  const approvals::ApprovalEvents events_{service_.engine.get(), ApprovedTypes(*service_.resources),
                                          "services/lead-svc"};
};

}  // namespace guanxi::lead

#endif  // GUANXI_LEAD_SVC_PRICES_QUOTE_APPROVAL_TESTING_H_
