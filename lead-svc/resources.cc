#include "lead-svc/resources.h"

#include <string>

#include "absl/types/span.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/resource/fill_columns.h"
#include "common/resource/resource_name.h"
#include "common/resource/share_rules.h"
#include "common/rpc/call.h"
#include "guanxi/customer/v1/customer_service.pb.h"
#include "guanxi/lead/v1/opportunity.pb.h"
#include "guanxi/lead/v1/opportunity_share.pb.h"
#include "guanxi/lead/v1/pipeline.pb.h"
#include "guanxi/lead/v1/stage.pb.h"
#include "guanxi/lead/v1/win_entry.pb.h"
#include "lead-svc/board/board_cells.h"
#include "lead-svc/contracts/behaviors.h"
#include "lead-svc/customer_copies.h"
#include "lead-svc/opportunity_rules.h"
#include "lead-svc/stage_exits.h"
#include "lead-svc/stage_rules.h"
#include "lead-svc/wins/win_ledger.h"
#include "lead-svc/wins/win_splits.h"

namespace guanxi::lead {
namespace {

using resource::ChangeKind;
using resource::Faults;
using resource::Question;
using resource::Resource;
using resource::StatesValues;
using resource::WriteContext;
using v1::Opportunity;
using v1::Pipeline;
using v1::Stage;

// Of a customer that was not there before. A text that is no name is found wrong by its form.
template <typename M>
std::vector<Question> QuestionsOf(const M* old, const M& next) {
  const bool is_new = old == nullptr || old->customer() != next.customer();
  const bool is_name = resource::ParseReference("customers", next.customer()).ok();
  if (!is_new || !is_name) return {};
  return {{"customer", next.customer()}};
}

absl::StatusOr<Faults> AskFor(const foreign::ForeignNames* customers, const rpc::Call& call,
                              absl::Span<const std::string> names) {
  if (customers == nullptr) return absl::InternalError("there is no customer-svc to be asked");
  return customers->Ask(call, names);
}

}  // namespace

absl::StatusOr<std::unique_ptr<const Resources>> Resources::Create(
    const foreign::ForeignNames* customers) {
  auto all = std::make_unique<Resources>();

  resource::Behavior<Pipeline> pipeline;
  pipeline.normalize = [](const WriteContext&, Pipeline* message, Violations* violations) {
    NormalizePipeline(message, violations);
  };
  GUANXI_ASSIGN_OR_RETURN(all->pipelines, Resource::Create(pipeline));

  resource::Behavior<Stage> stage;
  stage.normalize = [](const WriteContext&, Stage* message, Violations* violations) {
    NormalizeStage(message, violations);
  };
  // Needs no record: what it reads is the fields that opportunities have.
  stage.complete = [resources = all.get()](resource::UnitOfWork&, const Stage*,
                                           Stage* next) -> absl::Status {
    if (next->exit_filter().empty()) return absl::OkStatus();
    GUANXI_ASSIGN_OR_RETURN(*next->mutable_exit_filter(),
                            CanonicalExit(*resources->opportunities, next->exit_filter()));
    return absl::OkStatus();
  };
  stage.check = [](ChangeKind kind, const Stage*, const Stage& next, Violations* violations) {
    if (StatesValues(kind)) CheckStage(next, violations);
  };
  GUANXI_ASSIGN_OR_RETURN(all->stages, Resource::Create(stage));

  resource::Behavior<Opportunity> opportunity;
  opportunity.normalize = [](const WriteContext&, Opportunity* message, Violations* violations) {
    NormalizeOpportunity(message, violations);
    TakeSplits(message->mutable_win_splits(), violations);
  };
  opportunity.check = [](ChangeKind kind, const Opportunity* old, const Opportunity& next,
                         Violations* violations) {
    if (StatesValues(kind)) CheckOpportunity(old, next, violations);
  };
  opportunity.questions = QuestionsOf<Opportunity>;
  opportunity.ask = [customers](const rpc::Call& call, absl::Span<const std::string> names) {
    return AskFor(customers, call, names);
  };
  opportunity.assign = [resources = all.get()](resource::UnitOfWork& work, ChangeKind,
                                               const Opportunity* old, Opportunity* next) {
    return AssignStay(work, *resources->stages, old, next);
  };
  opportunity.derive = [resources = all.get()](resource::UnitOfWork& work, ChangeKind kind,
                                               const Opportunity* old,
                                               const Opportunity& next) -> absl::Status {
    GUANXI_RETURN_IF_ERROR(CountOpportunity(work, kind, old, next));
    GUANXI_RETURN_IF_ERROR(
        PostWin(work, *resources->opportunities, *resources->win_entries, old, next));
    return ShowCustomer(work, *resources->opportunities, old, next);
  };
  GUANXI_ASSIGN_OR_RETURN(all->opportunities, Resource::Create(opportunity));

  resource::Behavior<v1::OpportunityShare> share;
  share.check = resource::CheckShare<v1::OpportunityShare>;
  GUANXI_ASSIGN_OR_RETURN(all->shares, Resource::Create(share));

  GUANXI_ASSIGN_OR_RETURN(all->win_entries, Resource::Create(resource::Behavior<v1::WinEntry>()));
  auto contract = ContractBehavior(&all->money);
  contract.questions = QuestionsOf<v1::Contract>;
  contract.ask = opportunity.ask;
  GUANXI_ASSIGN_OR_RETURN(all->contracts, Resource::Create(contract));
  GUANXI_ASSIGN_OR_RETURN(all->payment_plans, Resource::Create(PlanBehavior(&all->money)));
  GUANXI_ASSIGN_OR_RETURN(all->invoices, Resource::Create(InvoiceBehavior(&all->money)));
  GUANXI_ASSIGN_OR_RETURN(all->payments, Resource::Create(PaymentBehavior(&all->money)));
  all->money = {all->opportunities.get(), all->contracts.get(), all->payment_plans.get(),
                all->invoices.get(), all->payments.get()};
  GUANXI_ASSIGN_OR_RETURN(all->prices, PriceResources::Create(&all->opportunities));
  GUANXI_RETURN_IF_ERROR(Resource::Link(all->all()));
  return std::unique_ptr<const Resources>(std::move(all));
}

std::vector<foreign::Kind> CustomerKinds() {
  return foreign::KindsOf("customer-svc", {customer::v1::GetCustomerRequest::descriptor()->file()});
}

absl::Status FillNewColumns(db::Database* database) {
  GUANXI_ASSIGN_OR_RETURN(const auto resources, Resources::Create(/*customers=*/nullptr));
  return resource::FillColumns(database, *resources->opportunities, /*version=*/9).status();
}

}  // namespace guanxi::lead
