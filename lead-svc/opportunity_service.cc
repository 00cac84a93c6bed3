#include "lead-svc/opportunity_service.h"

#include <algorithm>
#include <map>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/resource/resource_name.h"
#include "guanxi/lead/v1/stage_service.pb.h"
#include "lead-svc/opportunity_rules.h"

namespace guanxi::lead {
namespace {

using resource::ResourceName;
using resource::Stored;
using resource::UnitOfWork;
using v1::Opportunity;
using v1::Stage;

constexpr int kStagesPerPage = 1000;
constexpr int kMaxReason = 512;  // lost_reason's

// Where entry `i` of a batch, or the one request that there is, has its customer.
std::string CustomerPath(bool is_batch, size_t i) {
  return is_batch ? absl::StrCat("requests[", i, "].opportunity.customer") : "opportunity.customer";
}

// Whether the update writes `customer`.
bool SetsCustomer(const v1::UpdateOpportunityRequest& request) {
  if (request.opportunity().customer().empty()) return false;
  const auto& paths = request.update_mask().paths();
  return paths.empty() || std::any_of(paths.begin(), paths.end(), [](const std::string& path) {
           return path == "*" || path == "customer";
         });
}

}  // namespace

OpportunityServiceImpl::OpportunityServiceImpl(const resource::Engine* engine,
                                               const Resources* resources,
                                               const resource::Catalog* catalog,
                                               const CustomerNames* customers)
    : engine_(engine),
      resources_(resources),
      customers_(customers),
      stages_(catalog->Of<Stage>()),
      opportunities_(catalog->Of<Opportunity>()) {}

absl::StatusOr<Opportunity> OpportunityServiceImpl::CreateOpportunity(
    const rpc::Call& call, const v1::CreateOpportunityRequest& request) {
  GUANXI_RETURN_IF_ERROR(
      customers_->Check(call, {{CustomerPath(false, 0), request.opportunity().customer()}}));
  return opportunities_.Create<Opportunity>(call, request);
}

absl::StatusOr<Opportunity> OpportunityServiceImpl::UpdateOpportunity(
    const rpc::Call& call, const v1::UpdateOpportunityRequest& request) {
  GUANXI_RETURN_IF_ERROR(CheckCustomers(call, {&request}, /*is_batch=*/false));
  return opportunities_.Update<Opportunity>(call, request);
}

absl::StatusOr<v1::BatchCreateOpportunitiesResponse>
OpportunityServiceImpl::BatchCreateOpportunities(
    const rpc::Call& call, const v1::BatchCreateOpportunitiesRequest& request) {
  std::vector<StatedName> stated;
  for (int i = 0; i < std::min(request.requests_size(), resource::kMaxWrites); ++i) {
    stated.push_back({CustomerPath(true, i), request.requests(i).opportunity().customer()});
  }
  GUANXI_RETURN_IF_ERROR(customers_->Check(call, stated));
  return opportunities_.BatchCreate<v1::BatchCreateOpportunitiesResponse>(call, request);
}

absl::StatusOr<v1::BatchUpdateOpportunitiesResponse>
OpportunityServiceImpl::BatchUpdateOpportunities(
    const rpc::Call& call, const v1::BatchUpdateOpportunitiesRequest& request) {
  std::vector<const v1::UpdateOpportunityRequest*> updates;
  for (int i = 0; i < std::min(request.requests_size(), resource::kMaxWrites); ++i) {
    updates.push_back(&request.requests(i));
  }
  GUANXI_RETURN_IF_ERROR(CheckCustomers(call, updates, /*is_batch=*/true));
  return opportunities_.BatchUpdate<v1::BatchUpdateOpportunitiesResponse>(call, request);
}

absl::Status OpportunityServiceImpl::CheckCustomers(
    const rpc::Call& call, const std::vector<const v1::UpdateOpportunityRequest*>& updates,
    bool is_batch) const {
  v1::BatchGetOpportunitiesRequest read;
  read.mutable_read_mask()->add_paths("name");
  read.mutable_read_mask()->add_paths("customer");
  for (const auto* update : updates) {
    if (SetsCustomer(*update)) read.add_names(update->opportunity().name());
  }
  if (read.names().empty()) return absl::OkStatus();
  // What cannot be read, such as one that the update creates, has no customer yet.
  std::map<std::string, std::string> before;
  const auto stored = opportunities_.BatchGet<v1::BatchGetOpportunitiesResponse>(call, read);
  if (stored.ok()) {
    for (const Opportunity& one : stored->opportunities()) before[one.name()] = one.customer();
  }
  std::vector<StatedName> stated;
  for (size_t i = 0; i < updates.size(); ++i) {
    const Opportunity& next = updates[i]->opportunity();
    if (!SetsCustomer(*updates[i]) || before[next.name()] == next.customer()) continue;
    stated.push_back({CustomerPath(is_batch, i), next.customer()});
  }
  return customers_->Check(call, stated);
}

absl::StatusOr<Opportunity> OpportunityServiceImpl::AdvanceStage(
    const rpc::Call& call, const v1::AdvanceStageRequest& request) {
  GUANXI_ASSIGN_OR_RETURN(const std::vector<Stage> stages, StagesOf(call, request.name()));
  return Move(call, request, [&](absl::Time now, Opportunity* opportunity) -> absl::Status {
    GUANXI_ASSIGN_OR_RETURN(const std::string target,
                            TargetStage(*opportunity, stages, request.stage()));
    GUANXI_RETURN_IF_ERROR(CheckRequired(*opportunity, stages, target));
    return Enter(target, now, opportunity);
  });
}

absl::StatusOr<Opportunity> OpportunityServiceImpl::WinOpportunity(
    const rpc::Call& call, const v1::WinOpportunityRequest& request) {
  absl::StatusOr<std::vector<Stage>> stages = StagesOf(call, request.name());
  if (Reason(stages.status()) == "PIPELINE_NOT_FOUND") stages = std::vector<Stage>();
  GUANXI_RETURN_IF_ERROR(stages.status());
  return Move(call, request, [&](absl::Time now, Opportunity* opportunity) -> absl::Status {
    GUANXI_RETURN_IF_ERROR(CheckRequired(*opportunity, *stages, /*target=*/""));
    return Win(now, opportunity);
  });
}

absl::StatusOr<Opportunity> OpportunityServiceImpl::LoseOpportunity(
    const rpc::Call& call, const v1::LoseOpportunityRequest& request) {
  if (request.reason().empty()) return InvalidField("reason", "is required");
  if (request.reason().size() > kMaxReason) return InvalidField("reason", "is too long");
  return Move(call, request, [&](absl::Time now, Opportunity* opportunity) {
    return Lose(request.reason(), now, opportunity);
  });
}

absl::StatusOr<Opportunity> OpportunityServiceImpl::ReopenOpportunity(
    const rpc::Call& call, const v1::ReopenOpportunityRequest& request) {
  return Move(call, request, Reopen);
}

template <typename Request>
absl::StatusOr<Opportunity> OpportunityServiceImpl::Move(const rpc::Call& call,
                                                         const Request& request,
                                                         Change change) const {
  const resource::Resource& resource = *resources_->opportunities;
  GUANXI_ASSIGN_OR_RETURN(const ResourceName name,
                          resource::ParseName(resource.type(), request.name(), "name"));
  GUANXI_ASSIGN_OR_RETURN(const std::string etag,
                          resource::StatedEtag(call, request.etag(), "etag"));
  Opportunity next;
  GUANXI_RETURN_IF_ERROR(engine_->Mutate(
      call, request, resource::WriteContext(), &next, [&](UnitOfWork& work) -> absl::Status {
        GUANXI_ASSIGN_OR_RETURN(const Stored old, work.GetLive(resource, name));
        GUANXI_RETURN_IF_ERROR(work.CheckEtag(resource, etag, old));
        next.CopyFrom(*old.message);
        GUANXI_RETURN_IF_ERROR(change(work.now(), &next));
        return work.Update(resource, old, &next).status();
      }));
  return next;
}

absl::StatusOr<std::vector<Stage>> OpportunityServiceImpl::StagesOf(
    const rpc::Call& call, const std::string& opportunity) const {
  v1::GetOpportunityRequest read;
  read.set_name(opportunity);
  GUANXI_ASSIGN_OR_RETURN(const Opportunity stored, opportunities_.Get<Opportunity>(call, read));
  v1::ListStagesRequest list;
  list.set_parent(stored.pipeline());
  list.set_page_size(kStagesPerPage);
  std::vector<Stage> stages;
  do {
    GUANXI_ASSIGN_OR_RETURN(const auto page, stages_.List<v1::ListStagesResponse>(call, list));
    stages.insert(stages.end(), page.stages().begin(), page.stages().end());
    list.set_page_token(page.next_page_token());
  } while (!list.page_token().empty());
  const bool lists_present = std::any_of(stages.begin(), stages.end(), [&](const Stage& stage) {
    return stage.name() == stored.stage();
  });
  if (lists_present) return stages;
  v1::GetStageRequest present;
  present.set_name(stored.stage());
  GUANXI_ASSIGN_OR_RETURN(stages.emplace_back(), stages_.Get<Stage>(call, present));
  return stages;
}

}  // namespace guanxi::lead
