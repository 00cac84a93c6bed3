// What else a model names, as it is stored.
#ifndef GUANXI_WORKFLOW_SVC_APPROVAL_STORED_CATALOG_H_
#define GUANXI_WORKFLOW_SVC_APPROVAL_STORED_CATALOG_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/rpc/call.h"
#include "workflow-svc/approval/process_calls.h"
#include "workflow-svc/process/directory.h"

namespace guanxi::workflow {

// Reads when it is asked, with all rights: whoever draws a process names definitions and calendars
// that he need not see. What that fails with is `status`, to be asked afterwards. For one thread.
class StoredCatalog : public ModelCatalog {
 public:
  // `calls` is not owned.
  StoredCatalog(const ProcessCalls* calls, const rpc::Call& call)
      : calls_(calls), call_(WithAllRights(call)) {}

  bool HasCalendar(const std::string& name) const override;
  std::optional<std::vector<std::string>> AwaitedBy(const std::string& definition) const override;

  const absl::Status& status() const { return status_; }

 private:
  // Whether it was found; notes any other error.
  bool Found(const absl::Status& status) const;

  const ProcessCalls* const calls_;
  const rpc::Call call_;
  mutable absl::Status status_;
};

// The model of a revision. Errors: those of reading it.
absl::StatusOr<v1::ProcessModel> ReadRevision(const ProcessCalls& calls, const rpc::Call& call,
                                              const std::string& definition, int number);

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_APPROVAL_STORED_CATALOG_H_
