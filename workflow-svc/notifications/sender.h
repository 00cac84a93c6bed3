// Sends what is due.
#ifndef GUANXI_WORKFLOW_SVC_NOTIFICATIONS_SENDER_H_
#define GUANXI_WORKFLOW_SVC_NOTIFICATIONS_SENDER_H_

#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/db/database.h"
#include "common/resource/engine.h"
#include "workflow-svc/notifications/channel_account.h"
#include "workflow-svc/notifications/channel_send.h"
#include "workflow-svc/notifications/delivery_queue.h"
#include "workflow-svc/notifications/outgoing.h"
#include "workflow-svc/notifications/people.h"
#include "workflow-svc/resources.h"

namespace guanxi::workflow {

// Each delivery is claimed in one transaction, sent while none is open, and recorded in another:
// whoever breaks off in between leaves it to be sent again once his lease is over. The claim raises
// the row's epoch, so that who was overtaken records nothing.
//
// Several channels are served at once, so that one that does not answer holds up no others for
// longer than one call takes.
//
// Thread-safe. Owns nothing that it is given.
class Sender {
 public:
  struct Options {
    // Of leases, signatures and robots' minutes: the real time.
    Clock* clock = SystemClock();
    // Longer than any call takes.
    absl::Duration lease = absl::Seconds(60);
    int at_once = 8;
  };

  Sender(db::Database* database, const resource::Engine* engine, const Resources* resources,
         const ChannelAccounts* accounts, const Outgoing* outgoing, People* people,
         const Options& options)
      : database_(database),
        engine_(engine),
        resources_(*resources),
        accounts_(accounts),
        outgoing_(outgoing),
        people_(people),
        options_(options) {}

  // Serves the targets that have something due, one message each; returns how many. Errors: those
  // of reading them.
  absl::StatusOr<int> RunOnce();

 private:
  // What was claimed of one target.
  struct Job {
    Target target;
    std::vector<QueuedDelivery> claimed;
    std::vector<QueuedDelivery> gone;  // whose content is
    std::optional<v1::Channel> channel;
    Credentials credentials;
    ChannelMessage message;
    std::optional<absl::Duration> wait;  // nothing is sent now
  };

  void Serve(const Target& target);
  absl::Status Prepare(resource::UnitOfWork& work, Job* job) const;
  absl::Status AddContent(resource::UnitOfWork& work, const QueuedDelivery& delivery,
                          Job* job) const;
  // How long a robot's minute is full; counts the message if it is not.
  absl::StatusOr<absl::Duration> TakeTurn(resource::UnitOfWork& work, const Uuid& channel,
                                          ChannelAccount account) const;
  Outcome Send(Job* job) const;
  absl::Status Record(resource::UnitOfWork& work, const Job& job, const Outcome& outcome) const;

  db::Database* const database_;
  const resource::Engine* const engine_;
  const Resources& resources_;
  const ChannelAccounts* const accounts_;
  const Outgoing* const outgoing_;
  People* const people_;
  const Options options_;
};

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_NOTIFICATIONS_SENDER_H_
