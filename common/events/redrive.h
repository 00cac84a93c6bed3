// RedriveDeadLetters of a service.
#ifndef GUANXI_COMMON_EVENTS_REDRIVE_H_
#define GUANXI_COMMON_EVENTS_REDRIVE_H_

#include <memory>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "common/base/clock.h"
#include "common/db/database.h"
#include "common/events/consumer.h"
#include "common/rpc/call.h"
#include "guanxi/event/v1/event.pb.h"

namespace guanxi::events {

// Thread-safe. Owns nothing that it is given.
class Redrive {
 public:
  // `consumers` are those of the service.
  Redrive(db::Database* database, Clock* clock, std::vector<Consumer::Options> consumers) {
    for (Consumer::Options& one : consumers) {
      consumers_.push_back(std::make_unique<Consumer>(database, clock, std::move(one)));
    }
  }

  // Of the caller's tenant, until he waits no more; what is left is for another call. Errors: those
  // of Consumer::Redrive.
  absl::StatusOr<event::v1::RedriveDeadLettersResponse> Run(const rpc::Call& call) const;

 private:
  std::vector<std::unique_ptr<Consumer>> consumers_;  // that read nothing
};

}  // namespace guanxi::events

#endif  // GUANXI_COMMON_EVENTS_REDRIVE_H_
