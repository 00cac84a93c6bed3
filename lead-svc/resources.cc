#include "lead-svc/resources.h"

#include <string>
#include <utility>

#include "absl/types/span.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/pools/pooled_writes.h"
#include "common/resource/field_definitions.h"
#include "common/resource/fill_columns.h"
#include "common/resource/resource_name.h"
#include "common/resource/share_rules.h"
#include "common/rpc/call.h"
#include "guanxi/customer/v1/contact_service.pb.h"
#include "guanxi/customer/v1/customer_service.pb.h"
#include "guanxi/lead/v1/assignment_decision.pb.h"
#include "guanxi/lead/v1/lead.pb.h"
#include "guanxi/lead/v1/lead_interaction.pb.h"
#include "guanxi/lead/v1/lead_share.pb.h"
#include "guanxi/lead/v1/lead_source.pb.h"
#include "guanxi/lead/v1/opportunity.pb.h"
#include "guanxi/lead/v1/opportunity_share.pb.h"
#include "guanxi/lead/v1/pipeline.pb.h"
#include "guanxi/lead/v1/stage.pb.h"
#include "guanxi/lead/v1/touch.pb.h"
#include "guanxi/lead/v1/win_entry.pb.h"
#include "guanxi/metadata/v1/field_definition.pb.h"
#include "lead-svc/behavior/behavior_ties.h"
#include "lead-svc/board/board_cells.h"
#include "lead-svc/contracts/behaviors.h"
#include "lead-svc/contracts/contract_approval.h"
#include "lead-svc/contracts/invoice_number.h"
#include "lead-svc/contracts/overdue.h"
#include "lead-svc/contracts/signing_rules.h"
#include "lead-svc/contracts/usage_effects.h"
#include "lead-svc/customer_copies.h"
#include "lead-svc/interaction_effects.h"
#include "lead-svc/lead_recycling.h"
#include "lead-svc/lead_rules.h"
#include "lead-svc/opportunity_parts.h"
#include "lead-svc/opportunity_rules.h"
#include "lead-svc/prices/quote_approval.h"
#include "lead-svc/rule_behaviors.h"
#include "lead-svc/score_timers.h"
#include "lead-svc/stage_exits.h"
#include "lead-svc/stage_rules.h"
#include "lead-svc/wins/win_base.h"
#include "lead-svc/wins/win_ledger.h"
#include "lead-svc/wins/win_splits.h"

namespace guanxi::lead {
namespace {

using metadata::v1::FieldDefinition;
using resource::ChangeKind;
using resource::Faults;
using resource::Question;
using resource::Resource;
using resource::StatesValues;
using resource::WriteContext;
using v1::Lead;
using v1::LeadSource;
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

resource::Ask AskAt(const foreign::ForeignNames* customers) {
  return [customers](const rpc::Call& call,
                     absl::Span<const std::string> names) -> absl::StatusOr<Faults> {
    if (customers == nullptr) return absl::InternalError("there is no customer-svc to be asked");
    return customers->Ask(call, names);
  };
}

resource::Behavior<Stage> StageBehavior(const Resources* all) {
  resource::Behavior<Stage> stage;
  stage.normalize = [](const WriteContext&, Stage* message, Violations* violations) {
    NormalizeStage(message, violations);
  };
  // Needs no record: what it reads is the fields that opportunities have.
  stage.complete = [all](resource::UnitOfWork&, const Stage*, Stage* next) -> absl::Status {
    if (next->exit_filter().empty()) return absl::OkStatus();
    GUANXI_ASSIGN_OR_RETURN(*next->mutable_exit_filter(),
                            CanonicalExit(*all->opportunities, next->exit_filter()));
    return absl::OkStatus();
  };
  stage.check = [](ChangeKind kind, const Stage*, const Stage& next, Violations* violations) {
    if (StatesValues(kind)) CheckStage(next, violations);
  };
  return stage;
}

// Of its customer, and of those who take part.
std::vector<Question> QuestionsOfOpportunity(const Opportunity* old, const Opportunity& next) {
  std::vector<Question> questions = QuestionsOf<Opportunity>(old, next);
  for (Question& question : QuestionsOfContacts(old, next))
    questions.push_back(std::move(question));
  return questions;
}

resource::Behavior<Opportunity> OpportunityBehavior(const Resources* all,
                                                    const foreign::ForeignNames* customers) {
  resource::Behavior<Opportunity> opportunity;
  opportunity.normalize = [](const WriteContext&, Opportunity* message, Violations* violations) {
    NormalizeOpportunity(message, violations);
    TakeSplits(message->mutable_win_splits(), violations);
    NormalizeParts(message, violations);
  };
  opportunity.check = [](ChangeKind kind, const Opportunity* old, const Opportunity& next,
                         Violations* violations) {
    if (!StatesValues(kind)) return;
    CheckOpportunity(old, next, violations);
    CheckContacts(next, violations);
  };
  opportunity.complete = [all](resource::UnitOfWork& work, const Opportunity* old,
                               Opportunity* next) {
    return CheckProducts(work, *all->prices, old, *next);
  };
  opportunity.questions = QuestionsOfOpportunity;
  opportunity.ask = AskAt(customers);
  opportunity.assign = [all](resource::UnitOfWork& work, ChangeKind, const Opportunity* old,
                             Opportunity* next) -> absl::Status {
    GUANXI_RETURN_IF_ERROR(FixWin(work, *all->prices, old, next));
    return AssignStay(work, *all->stages, old, next);
  };
  opportunity.derive = [all](resource::UnitOfWork& work, ChangeKind kind, const Opportunity* old,
                             const Opportunity& next) -> absl::Status {
    GUANXI_RETURN_IF_ERROR(CountOpportunity(work, kind, old, next));
    GUANXI_RETURN_IF_ERROR(PostWin(work, *all->opportunities, *all->win_entries, old, next));
    return ShowCustomer(work, *all->opportunities, old, next);
  };
  return opportunity;
}

resource::Behavior<Lead> LeadBehavior(const Resources* all,
                                      const foreign::ForeignNames* customers) {
  resource::Behavior<Lead> lead;
  lead.derive = [all](resource::UnitOfWork& work, ChangeKind kind, const Lead* old,
                      const Lead& next) -> absl::Status {
    if (kind == ChangeKind::kUpdated && old->has_recycle_time()) {
      GUANXI_RETURN_IF_ERROR(WarningsOf(*all).RecordWritten(work, *old, next));
    }
    if (kind == ChangeKind::kUndeleted) {
      GUANXI_RETURN_IF_ERROR(pools::LeaveLostPool(work, *all->leads, *all->pools, next));
    }
    GUANXI_RETURN_IF_ERROR(JoinWritten(work, kind, old, next));
    return ScoreWritten(work, ScoringTypes(*all), kind, next);
  };
  lead.assign = [](resource::UnitOfWork& work, ChangeKind, const Lead*, Lead* next) {
    AssignPool(work.now(), next);
    return absl::OkStatus();
  };
  lead.normalize = [](const WriteContext& context, Lead* message, Violations* violations) {
    NormalizeLead(context.phone_region, context.now, message, violations);
  };
  // What was moved in was made before.
  lead.begin = [](const WriteContext&, Lead* message) {
    if (message->has_origin()) *message->mutable_create_time() = message->origin().create_time();
  };
  lead.questions = QuestionsOf<Lead>;
  lead.ask = AskAt(customers);
  lead.name_kind = [](const Lead&) { return text::NameKind::kPerson; };
  return lead;
}

// Whose records may have custom fields.
constexpr absl::string_view kCustomTypes[] = {"guanxi.dev/Lead"};

resource::Behavior<FieldDefinition> FieldDefinitionBehavior() {
  resource::Behavior<FieldDefinition> definition;
  definition.check = [](ChangeKind kind, const FieldDefinition*, const FieldDefinition& next,
                        Violations* violations) {
    if (StatesValues(kind)) resource::CheckFieldDefinition(next, kCustomTypes, violations);
  };
  definition.derive = [](resource::UnitOfWork& work, ChangeKind kind, const FieldDefinition*,
                         const FieldDefinition& next) {
    return resource::CountFieldDefinition(work, kind, next);
  };
  return definition;
}

// Contracts, what is under them and what is sold, at what price.
absl::Status CreateMoney(const foreign::ForeignNames* customers, Resources* all) {
  GUANXI_ASSIGN_OR_RETURN(all->win_entries, Resource::Create(resource::Behavior<v1::WinEntry>()));
  auto contract = ContractBehavior(&all->money);
  contract.questions = QuestionsOf<v1::Contract>;
  contract.ask = AskAt(customers);
  GUANXI_ASSIGN_OR_RETURN(all->contracts, Resource::Create(contract));
  GUANXI_ASSIGN_OR_RETURN(all->payment_plans, Resource::Create(PlanBehavior(&all->money)));
  GUANXI_ASSIGN_OR_RETURN(all->invoices, Resource::Create(InvoiceBehavior(&all->money)));
  GUANXI_ASSIGN_OR_RETURN(all->payments, Resource::Create(PaymentBehavior(&all->money)));
  GUANXI_ASSIGN_OR_RETURN(all->signing_rules, Resource::Create(SigningRuleBehavior()));
  GUANXI_ASSIGN_OR_RETURN(all->usage_records, Resource::Create(UsageBehavior(&all->money)));
  GUANXI_ASSIGN_OR_RETURN(all->prices, PriceResources::Create(&all->opportunities));
  all->money = {all->opportunities.get(), all->contracts.get(), all->payment_plans.get(),
                all->invoices.get(),      all->payments.get(),  all->usage_records.get(),
                all->prices.get(),        all->timers};
  return absl::OkStatus();
}

resource::Behavior<LeadSource> LeadSourceBehavior(timers::Timers* timers) {
  resource::Behavior<LeadSource> source;
  source.normalize = [](const WriteContext&, LeadSource* message, Violations* violations) {
    NormalizeLeadSource(message, violations);
  };
  source.check = [](ChangeKind kind, const LeadSource*, const LeadSource& next,
                    Violations* violations) {
    if (StatesValues(kind)) CheckLeadSource(next, violations);
  };
  if (timers != nullptr) {
    // What its touches are worth may be another criterion's matter.
    source.derive = [timers](resource::UnitOfWork& work, ChangeKind, const LeadSource* old,
                             const LeadSource& next) {
      const bool differs = old != nullptr && old->channel() != next.channel();
      return differs ? ArmRescoring(work, *timers) : absl::OkStatus();
    };
  }
  return source;
}

// Of interactions on leads.
resource::Behavior<v1::LeadInteraction> FollowUpBehavior(Resources* all) {
  auto said = LeadInteractionBehavior({&all->leads, &all->lead_interactions});
  said.derive = [all, derive = std::move(said.derive)](
                    resource::UnitOfWork& work, ChangeKind kind, const v1::LeadInteraction* old,
                    const v1::LeadInteraction& next) -> absl::Status {
    GUANXI_RETURN_IF_ERROR(derive(work, kind, old, next));
    GUANXI_ASSIGN_OR_RETURN(
        const resource::ResourceName own,
        resource::ParseName(all->lead_interactions->type(), next.name(), "name"));
    // Who was followed up is not taken back.
    return WarningsOf(*all).RecordProjected(work, resource::ParentOf(own));
  };
  return said;
}

}  // namespace

absl::StatusOr<std::unique_ptr<const Resources>> Resources::Create(
    const foreign::ForeignNames* customers, timers::Timers* timers) {
  auto all = std::make_unique<Resources>();
  all->timers = timers;
  resource::Behavior<Pipeline> pipeline;
  pipeline.normalize = [](const WriteContext&, Pipeline* message, Violations* violations) {
    NormalizePipeline(message, violations);
  };
  GUANXI_ASSIGN_OR_RETURN(all->pipelines, Resource::Create(pipeline));
  GUANXI_ASSIGN_OR_RETURN(all->stages, Resource::Create(StageBehavior(all.get())));
  GUANXI_ASSIGN_OR_RETURN(all->opportunities,
                          Resource::Create(OpportunityBehavior(all.get(), customers)));
  GUANXI_ASSIGN_OR_RETURN(all->leads, Resource::Create(LeadBehavior(all.get(), customers)));

  GUANXI_ASSIGN_OR_RETURN(all->lead_sources, Resource::Create(LeadSourceBehavior(timers)));

  resource::Behavior<v1::OpportunityShare> share;
  share.check = resource::CheckShare<v1::OpportunityShare>;
  GUANXI_ASSIGN_OR_RETURN(all->shares, Resource::Create(share));
  resource::Behavior<v1::LeadShare> lead_share;
  lead_share.check = resource::CheckShare<v1::LeadShare>;
  GUANXI_ASSIGN_OR_RETURN(all->lead_shares, Resource::Create(lead_share));
  GUANXI_ASSIGN_OR_RETURN(all->capture_forms, Resource::Create(CaptureFormBehavior()));
  GUANXI_ASSIGN_OR_RETURN(all->field_definitions, Resource::Create(FieldDefinitionBehavior()));
  GUANXI_ASSIGN_OR_RETURN(all->touches, Resource::Create(resource::Behavior<v1::Touch>()));
  GUANXI_ASSIGN_OR_RETURN(all->pools,
                          Resource::Create(LeadPoolBehavior(
                              all->leads.get(), [all = all.get()] { return WarningsOf(*all); })));
  GUANXI_ASSIGN_OR_RETURN(all->assignment_rules,
                          Resource::Create(AssignmentRuleBehavior(all->leads.get())));
  GUANXI_ASSIGN_OR_RETURN(all->assignment_decisions,
                          Resource::Create(resource::Behavior<v1::AssignmentDecision>()));
  GUANXI_ASSIGN_OR_RETURN(
      all->scoring_models,
      Resource::Create(ScoringModelBehavior(all->leads.get(), timers, all->models_in_force.get())));
  GUANXI_ASSIGN_OR_RETURN(all->lead_interactions, Resource::Create(FollowUpBehavior(all.get())));
  GUANXI_ASSIGN_OR_RETURN(all->opportunity_interactions,
                          Resource::Create(OpportunityInteractionBehavior(
                              {&all->opportunities, &all->opportunity_interactions})));
  GUANXI_RETURN_IF_ERROR(CreateMoney(customers, all.get()));
  GUANXI_RETURN_IF_ERROR(Resource::Link(all->all()));
  return std::unique_ptr<const Resources>(std::move(all));
}

std::vector<approvals::ApprovedType> ApprovedTypes(const Resources& resources) {
  return {ApprovedContracts(*resources.contracts), ApprovedQuotes(*resources.prices->quotes)};
}

pools::RecycleWarnings WarningsOf(const Resources& resources) {
  return LeadWarnings(resources.leads.get(), resources.pools.get(), resources.timers);
}

Scorer::Types ScoringTypes(const Resources& resources) {
  return {resources.leads.get(),   resources.lead_sources.get(),
          resources.touches.get(), resources.scoring_models.get(),
          resources.timers,        resources.models_in_force.get()};
}

std::vector<foreign::Kind> CustomerKinds() {
  return foreign::KindsOf("customer-svc", {customer::v1::GetCustomerRequest::descriptor()->file(),
                                           customer::v1::GetContactRequest::descriptor()->file()});
}

timers::Kinds TimerKinds(const Resources& resources) {
  timers::Kinds kinds = ScoreTimerKinds(ScoringTypes(resources));
  kinds.merge(OverdueTimerKinds(&resources.money));
  kinds.merge(WarningsOf(resources).TimerKinds());
  return kinds;
}

absl::Status FillNewColumns(db::Database* database) {
  GUANXI_ASSIGN_OR_RETURN(const auto resources, Resources::Create(/*customers=*/nullptr));
  GUANXI_RETURN_IF_ERROR(
      resource::FillColumns(database, *resources->opportunities, /*version=*/9).status());
  GUANXI_RETURN_IF_ERROR(
      resource::FillColumns(database, *resources->contracts, /*version=*/31).status());
  return resource::FillColumns(database, *resources->invoices, /*version=*/36, NumberInFull,
                               YieldNumber)
      .status();
}

}  // namespace guanxi::lead
