#include "workflow-svc/approval/model_book.h"

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "guanxi/workflow/v1/process_definition.pb.h"

namespace guanxi::workflow {
namespace {

// Models that a process keeps; then it begins anew.
constexpr size_t kMaxKept = 1000;

}  // namespace

absl::StatusOr<resource::ResourceName> RevisionName(const std::string& definition, int number) {
  GUANXI_ASSIGN_OR_RETURN(const Uuid parent,
                          resource::ParseReference("processDefinitions", definition));
  return resource::ResourceName{
      parent, DeriveUuid("process_revision", absl::StrCat(definition, " ", number))};
}

absl::StatusOr<std::shared_ptr<const Model>> ModelBook::Get(resource::UnitOfWork& work,
                                                            const std::string& definition,
                                                            int number) const {
  const std::string key =
      absl::StrCat(work.principal().tenant.ToString(), " ", definition, " ", number);
  {
    MutexLock lock(&mutex_);
    if (const auto found = kept_.find(key); found != kept_.end()) return found->second;
  }
  GUANXI_ASSIGN_OR_RETURN(const auto name, RevisionName(definition, number));
  GUANXI_ASSIGN_OR_RETURN(const auto row, work.Peek(*revisions_, name));
  if (!row.has_value()) {
    return NotFound("PROCESS_REVISION", resource::FormatName(revisions_->type(), name));
  }
  GUANXI_ASSIGN_OR_RETURN(
      auto model, Model::Compile(static_cast<const v1::ProcessRevision&>(*row->message).model()));
  // One that this very unit has published may not come to be.
  if (work.Wrote(v1::ProcessRevision::descriptor())) return model;
  MutexLock lock(&mutex_);
  if (kept_.size() >= kMaxKept) kept_.clear();
  kept_[key] = model;
  return model;
}

}  // namespace guanxi::workflow
