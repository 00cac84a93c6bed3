// Who is told of a to-do, and what: each what he may see of it.
#ifndef GUANXI_WORKFLOW_SVC_TODO_NOTICES_H_
#define GUANXI_WORKFLOW_SVC_TODO_NOTICES_H_

#include <string>

#include "absl/status/status.h"
#include "common/policy/authorizer.h"
#include "common/resource/unit_of_work.h"
#include "guanxi/workflow/v1/notification.pb.h"
#include "guanxi/workflow/v1/todo.pb.h"

namespace guanxi::workflow {

// Asks for the rights of the tenant's people, if they are not known: TellWorkers never waits. Not
// to be called while a transaction is open. Errors: those of Authorizer::Decide that pass.
absl::Status KnowRightsOf(const policy::Authorizer& authorizer, const Uuid& tenant);

// What they are told.
struct Telling {
  v1::Notification::Kind kind;
  std::string source;  // the name of what tells it
  // That it is told now says when the to-do is due: who may not see that is told nothing.
  bool tells_due_time = false;
};

// Tells those who work on it, and may read to-dos: its owner and its collaborators. What happens in
// short order to one to-do is one notification. Errors: those of Notify, and
//   UNAVAILABLE  POLICY_UNAVAILABLE  what somebody may see is not known: KnowRightsOf, and again
absl::Status TellWorkers(resource::UnitOfWork& work, const policy::Authorizer& authorizer,
                         const v1::Todo& todo, const Telling& telling);

// Tells its owner that it is his, if it is somebody else who made him that. What he may see of it
// is left out where that is not known. Errors: those of Notify.
absl::Status TellNewOwner(resource::UnitOfWork& work, const policy::Authorizer& authorizer,
                          const v1::Todo& todo);

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_TODO_NOTICES_H_
