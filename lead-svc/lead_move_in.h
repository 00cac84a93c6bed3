// Leads of another system are taken over as they are there.
#ifndef GUANXI_LEAD_SVC_LEAD_MOVE_IN_H_
#define GUANXI_LEAD_SVC_LEAD_MOVE_IN_H_

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/errors/errors.h"
#include "common/resource/behavior.h"
#include "common/resource/engine.h"
#include "common/rpc/call.h"
#include "guanxi/lead/v1/lead.pb.h"
#include "guanxi/lead/v1/lead_service.pb.h"
#include "lead-svc/resources.h"

namespace guanxi::lead {

// Documented at MoveInLeads in the proto. Thread-safe. Owns nothing that it is given.
class LeadMoveIn {
 public:
  LeadMoveIn(const resource::Engine* engine, const Resources* resources)
      : engine_(engine), resources_(resources) {}

  absl::StatusOr<v1::MoveInLeadsResponse> MoveIn(const rpc::Call& call,
                                                 const v1::MoveInLeadsRequest& request) const;

 private:
  const resource::Engine* const engine_;
  const Resources* const resources_;
};

}  // namespace guanxi::lead

#endif  // GUANXI_LEAD_SVC_LEAD_MOVE_IN_H_
