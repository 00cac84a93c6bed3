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
#include "lead-svc/customer_copies.h"
#include "lead-svc/opportunity_rules.h"
#include "lead-svc/stage_rules.h"

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
std::vector<Question> QuestionsOf(const Opportunity* old, const Opportunity& next) {
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
  stage.check = [](ChangeKind kind, const Stage*, const Stage& next, Violations* violations) {
    if (StatesValues(kind)) CheckStage(next, violations);
  };
  GUANXI_ASSIGN_OR_RETURN(all->stages, Resource::Create(stage));

  resource::Behavior<Opportunity> opportunity;
  opportunity.normalize = [](const WriteContext&, Opportunity* message, Violations* violations) {
    NormalizeOpportunity(message, violations);
  };
  opportunity.check = [](ChangeKind kind, const Opportunity* old, const Opportunity& next,
                         Violations* violations) {
    if (StatesValues(kind)) CheckOpportunity(old, next, violations);
  };
  opportunity.questions = QuestionsOf;
  opportunity.ask = [customers](const rpc::Call& call, absl::Span<const std::string> names) {
    return AskFor(customers, call, names);
  };
  opportunity.derive = [resources = all.get()](resource::UnitOfWork& work, ChangeKind,
                                               const Opportunity* old, const Opportunity& next) {
    return ShowCustomer(work, *resources->opportunities, old, next);
  };
  GUANXI_ASSIGN_OR_RETURN(all->opportunities, Resource::Create(opportunity));

  resource::Behavior<v1::OpportunityShare> share;
  share.check = resource::CheckShare<v1::OpportunityShare>;
  GUANXI_ASSIGN_OR_RETURN(all->shares, Resource::Create(share));
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
