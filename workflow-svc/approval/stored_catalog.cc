#include "workflow-svc/approval/stored_catalog.h"

#include "common/base/status_macros.h"
#include "common/resource/resource_name.h"
#include "guanxi/workflow/v1/process_definition_service.pb.h"
#include "guanxi/workflow/v1/process_revision_service.pb.h"
#include "guanxi/workflow/v1/work_calendar_service.pb.h"
#include "workflow-svc/approval/model_book.h"

namespace guanxi::workflow {
namespace {

using Nodes = google::protobuf::RepeatedPtrField<v1::ProcessNode>;

const v1::ProcessFork* ForkOf(const v1::ProcessNode& node) {
  if (node.has_condition()) return &node.condition();
  if (node.has_parallel()) return &node.parallel();
  return node.has_inclusive() ? &node.inclusive() : nullptr;
}

void AddAwaited(const Nodes& nodes, std::vector<std::string>* awaited) {
  for (const v1::ProcessNode& node : nodes) {
    if (node.has_sub_process() && node.sub_process().wait()) {
      awaited->push_back(node.sub_process().definition());
    }
    for (const v1::ProcessBoundary& one : node.boundaries()) AddAwaited(one.nodes(), awaited);
    const v1::ProcessFork* const fork = ForkOf(node);
    if (fork == nullptr) continue;
    for (const v1::ProcessBranch& branch : fork->branches()) AddAwaited(branch.nodes(), awaited);
  }
}

}  // namespace

bool StoredCatalog::Found(const absl::Status& status) const {
  const bool is_missing = absl::IsNotFound(status) || absl::IsInvalidArgument(status);
  if (!status.ok() && !is_missing) status_.Update(status);
  return status.ok();
}

bool StoredCatalog::HasCalendar(const std::string& name) const {
  v1::GetWorkCalendarRequest request;
  request.set_name(name);
  const auto found = calls_->catalog().Of<v1::WorkCalendar>().Get<v1::WorkCalendar>(call_, request);
  return Found(found.status()) && !found->has_delete_time();
}

std::optional<std::vector<std::string>> StoredCatalog::AwaitedBy(
    const std::string& definition) const {
  v1::GetProcessDefinitionRequest request;
  request.set_name(definition);
  const auto found =
      calls_->catalog().Of<v1::ProcessDefinition>().Get<v1::ProcessDefinition>(call_, request);
  if (!Found(found.status()) || found->has_delete_time() ||
      found->state() != v1::ProcessDefinition::ACTIVE) {
    return std::nullopt;
  }
  const auto model = ReadRevision(*calls_, call_, found->name(), found->revision());
  if (!Found(model.status())) return std::nullopt;
  std::vector<std::string> awaited;
  AddAwaited(model->nodes(), &awaited);
  return awaited;
}

absl::StatusOr<v1::ProcessModel> ReadRevision(const ProcessCalls& calls, const rpc::Call& call,
                                              const std::string& definition, int number) {
  GUANXI_ASSIGN_OR_RETURN(const auto name, RevisionName(definition, number));
  v1::GetProcessRevisionRequest request;
  request.set_name(resource::FormatName(calls.parts().revisions->type(), name));
  GUANXI_ASSIGN_OR_RETURN(
      v1::ProcessRevision revision,
      calls.catalog().Of<v1::ProcessRevision>().Get<v1::ProcessRevision>(call, request));
  return std::move(*revision.mutable_model());
}

}  // namespace guanxi::workflow
