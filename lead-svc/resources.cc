#include "lead-svc/resources.h"

#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/resource/fill_columns.h"
#include "common/resource/resource_name.h"
#include "common/resource/share_rules.h"
#include "common/resource/unit_of_work.h"
#include "guanxi/lead/v1/opportunity.pb.h"
#include "guanxi/lead/v1/opportunity_share.pb.h"
#include "guanxi/lead/v1/pipeline.pb.h"
#include "guanxi/lead/v1/stage.pb.h"
#include "lead-svc/opportunity_rules.h"
#include "lead-svc/stage_rules.h"

namespace guanxi::lead {
namespace {

using resource::ChangeKind;
using resource::Resource;
using resource::ResourceName;
using resource::StatesValues;
using resource::UnitOfWork;
using resource::WriteContext;
using v1::Opportunity;
using v1::Pipeline;
using v1::Stage;

// Of the stage that a new opportunity states. Moves look for themselves where they go to.
absl::Status DeriveOpportunity(UnitOfWork& work, const Resources& all, ChangeKind kind,
                               const Opportunity& next) {
  if (kind != ChangeKind::kCreated) return absl::OkStatus();
  const auto& type = all.stages->type();
  GUANXI_ASSIGN_OR_RETURN(const ResourceName stage,
                          resource::ParseName(type, next.stage(), "stage"));
  const absl::Status status = work.Share(*all.stages, stage);
  if (status.code() != absl::StatusCode::kNotFound) return status;
  return InvalidField("stage", "names nothing that exists");
}

}  // namespace

absl::StatusOr<std::unique_ptr<const Resources>> Resources::Create() {
  auto all = std::make_unique<Resources>();
  const Resources* const self = all.get();

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
  opportunity.derive = [self](UnitOfWork& work, ChangeKind kind, const Opportunity* /*old*/,
                              const Opportunity& next) {
    return DeriveOpportunity(work, *self, kind, next);
  };
  GUANXI_ASSIGN_OR_RETURN(all->opportunities, Resource::Create(opportunity));

  resource::Behavior<v1::OpportunityShare> share;
  share.check = resource::CheckShare<v1::OpportunityShare>;
  GUANXI_ASSIGN_OR_RETURN(all->shares, Resource::Create(share));
  GUANXI_RETURN_IF_ERROR(Resource::Link(all->all()));
  return std::unique_ptr<const Resources>(std::move(all));
}

absl::Status FillNewColumns(db::Database* database) {
  GUANXI_ASSIGN_OR_RETURN(const auto resources, Resources::Create());
  return resource::FillColumns(database, *resources->opportunities, /*version=*/9).status();
}

}  // namespace guanxi::lead
