#include "common/events/redrive.h"

#include <set>
#include <string>

#include "absl/time/clock.h"
#include "common/base/status_macros.h"

namespace guanxi::events {
namespace {

constexpr int kMaxReasons = 10;

}  // namespace

absl::StatusOr<event::v1::RedriveDeadLettersResponse> Redrive::Run(const rpc::Call& call) const {
  event::v1::RedriveDeadLettersResponse response;
  std::set<std::string> reasons;
  // There may be any number of them, and a process that ends waits for this.
  const auto stops = [&] { return call.Cancelled() || absl::Now() >= call.deadline; };
  for (const auto& consumer : consumers_) {
    GUANXI_ASSIGN_OR_RETURN(const Consumer::Redriven redriven,
                            consumer->Redrive(call.principal.tenant, stops));
    response.set_applied_count(response.applied_count() + redriven.applied);
    response.set_left_count(response.left_count() + redriven.left);
    reasons.insert(redriven.reasons.begin(), redriven.reasons.end());
  }
  for (const std::string& reason : reasons) {
    if (response.reasons_size() < kMaxReasons) response.add_reasons(reason);
  }
  return response;
}

}  // namespace guanxi::events
