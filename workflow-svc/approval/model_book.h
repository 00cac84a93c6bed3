// Published models, compiled once.
#ifndef GUANXI_WORKFLOW_SVC_APPROVAL_MODEL_BOOK_H_
#define GUANXI_WORKFLOW_SVC_APPROVAL_MODEL_BOOK_H_

#include <memory>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "common/base/mutex.h"
#include "common/base/uuid.h"
#include "common/resource/resource.h"
#include "common/resource/resource_name.h"
#include "common/resource/unit_of_work.h"
#include "workflow-svc/process/model.h"

namespace guanxi::workflow {

// The name of a revision of a definition: its id follows from both, so that two who publish at once
// collide, and nobody has to look it up.
absl::StatusOr<resource::ResourceName> RevisionName(const std::string& definition, int number);

// Thread-safe. Not owned: `revisions`.
class ModelBook {
 public:
  explicit ModelBook(const resource::Resource* revisions) : revisions_(revisions) {}

  // Errors: those of common/db, and
  //   NOT_FOUND  PROCESS_REVISION_NOT_FOUND  the definition has none of that number
  absl::StatusOr<std::shared_ptr<const Model>> Get(resource::UnitOfWork& work,
                                                   const std::string& definition, int number) const;

 private:
  const resource::Resource* const revisions_;
  mutable Mutex mutex_;
  mutable absl::flat_hash_map<std::string, std::shared_ptr<const Model>> kept_
      ABSL_GUARDED_BY(mutex_);
};

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_APPROVAL_MODEL_BOOK_H_
