// The resources of this service, wired to the engine.
#ifndef GUANXI_WORKFLOW_SVC_RESOURCES_H_
#define GUANXI_WORKFLOW_SVC_RESOURCES_H_

#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "common/foreign/foreign_names.h"
#include "common/resource/resource.h"

namespace guanxi::workflow {

// Immutable, thus thread-safe; one for the process.
struct Resources {
  // `subjects`, of SubjectKinds, says whether what to-dos name is there; null where no to-do is
  // written through these. Not owned.
  static absl::StatusOr<std::unique_ptr<const Resources>> Create(
      const foreign::ForeignNames* subjects);

  // For the catalog.
  std::vector<const resource::Resource*> all() const {
    return {todos.get(), reminders.get(), work_calendars.get()};
  }

  std::unique_ptr<const resource::Resource> todos;
  std::unique_ptr<const resource::Resource> reminders;
  std::unique_ptr<const resource::Resource> work_calendars;
};

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_RESOURCES_H_
