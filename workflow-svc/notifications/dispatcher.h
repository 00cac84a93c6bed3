// Makes notifications and deliveries of what waits to be told.
#ifndef GUANXI_WORKFLOW_SVC_NOTIFICATIONS_DISPATCHER_H_
#define GUANXI_WORKFLOW_SVC_NOTIFICATIONS_DISPATCHER_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/db/database.h"
#include "common/resource/engine.h"
#include "workflow-svc/notifications/notice_queue.h"
#include "workflow-svc/notifications/people.h"
#include "workflow-svc/resources.h"

namespace guanxi::workflow {

// Each notice becomes (part of) one notification once, however many replicas work and wherever they
// break off: it leaves the queue in the transaction that tells it. What fails is tried again, ever
// more seldom, and holds nothing else up.
//
// Thread-safe. Owns nothing that it is given.
class Dispatcher {
 public:
  Dispatcher(db::Database* database, const resource::Engine* engine, const Resources* resources,
             People* people)
      : database_(database), engine_(engine), resources_(*resources), people_(people) {}

  // Tells what is ready, up to 500 notices; returns how many it looked at. Errors: those of reading
  // them.
  absl::StatusOr<int> RunOnce();

 private:
  using Group = std::vector<QueuedNotice>;  // to one person, or to one channel

  void Tell(const Group& group);
  absl::Status TellPerson(resource::UnitOfWork& work, const Group& group,
                          const std::string& locale) const;
  absl::Status PostAll(resource::UnitOfWork& work, const Group& group) const;

  db::Database* const database_;
  const resource::Engine* const engine_;
  const Resources& resources_;
  People* const people_;
};

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_NOTIFICATIONS_DISPATCHER_H_
