#include "customer-svc/view/related_kinds.h"

#include <utility>

#include "guanxi/customer/v1/glance.pb.h"
#include "guanxi/lead/v1/contract.pb.h"
#include "guanxi/lead/v1/opportunity.pb.h"
#include "guanxi/lead/v1/payment.pb.h"
#include "guanxi/lead/v1/payment_plan.pb.h"
#include "guanxi/lead/v1/quote.pb.h"
#include "guanxi/workflow/v1/process_instance.pb.h"
#include "guanxi/workflow/v1/todo.pb.h"

namespace guanxi::customer {
namespace {

template <typename Source>
RelatedKind Make(int number, const char* producer, const char* resource_type,
                 std::vector<std::string> collections) {
  RelatedKind kind;
  kind.number = number;
  kind.producer = producer;
  kind.resource_type = resource_type;
  kind.permission = collections.front() + ".read";
  kind.collections = std::move(collections);
  kind.source = Source::descriptor();
  kind.owner = "owner";
  kind.department = "department";
  kind.link = "customer";
  return kind;
}

RelatedKind Opportunities() {
  RelatedKind kind =
      Make<lead::v1::Opportunity>(kOpportunityNumber, "lead-svc", "opportunity", {"opportunities"});
  kind.glance = v1::OpportunityGlance::descriptor();
  kind.marks = {"stage", "state"};
  kind.open = {"OPEN"};
  return kind;
}

RelatedKind Contracts() {
  RelatedKind kind =
      Make<lead::v1::Contract>(kContractNumber, "lead-svc", "contract", {"contracts"});
  kind.glance = v1::ContractGlance::descriptor();
  kind.marks = {"state"};
  kind.open = {"DRAFT", "ACTIVE", "BREACHED"};
  return kind;
}

// What lies under a contract is theirs whose the contract is.
RelatedKind BelowContracts(RelatedKind kind) {
  kind.owner = kind.department = "";
  kind.above = kContractNumber;
  return kind;
}

RelatedKind Payments() {
  RelatedKind kind = BelowContracts(
      Make<lead::v1::Payment>(kPaymentNumber, "lead-svc", "payment", {"contracts", "payments"}));
  kind.glance = v1::PaymentGlance::descriptor();
  kind.marks = {"state"};
  return kind;
}

RelatedKind PaymentPlans() {
  RelatedKind kind = BelowContracts(Make<lead::v1::PaymentPlan>(
      kPaymentPlanNumber, "lead-svc", "payment_plan", {"contracts", "paymentPlans"}));
  kind.glance = v1::PaymentPlanGlance::descriptor();
  // States are silent of the contract: of one that has not begun, or was ended, nothing is due.
  kind.open_by = "outstanding";
  kind.open = {"true"};
  kind.rank = "due_date";
  return kind;
}

RelatedKind Todos() {
  RelatedKind kind = Make<workflow::v1::Todo>(kTodoNumber, "workflow-svc", "todo", {"todos"});
  kind.glance = v1::TodoGlance::descriptor();
  kind.link = "subject";
  kind.marks = {"state"};
  kind.open = {"OPEN"};
  kind.rank = "due_time";
  return kind;
}

RelatedKind Approvals() {
  RelatedKind kind = Make<workflow::v1::ProcessInstance>(kApprovalNumber, "workflow-svc",
                                                         "process_instance", {"processInstances"});
  kind.glance = v1::ApprovalGlance::descriptor();
  kind.link = "subject";
  kind.owner = "initiator";
  kind.marks = {"state"};
  kind.open = {"RUNNING"};
  kind.rank = "create_time";
  return kind;
}

// Approvals are about quotes, too.
RelatedKind Quotes() {
  return Make<lead::v1::Quote>(kQuoteNumber, "lead-svc", "quote", {"quotes"});
}

}  // namespace

const std::vector<RelatedKind>& RelatedKinds() {
  static const auto* const all = new std::vector<RelatedKind>{
      Opportunities(), Contracts(), Payments(), PaymentPlans(), Quotes(), Todos(), Approvals()};
  return *all;
}

const RelatedKind* FindRelatedKind(int number) {
  for (const RelatedKind& kind : RelatedKinds()) {
    if (kind.number == number) return &kind;
  }
  return nullptr;
}

const RelatedKind* FindRelatedKind(absl::string_view producer, absl::string_view resource_type) {
  for (const RelatedKind& kind : RelatedKinds()) {
    if (kind.producer == producer && kind.resource_type == resource_type) return &kind;
  }
  return nullptr;
}

}  // namespace guanxi::customer
