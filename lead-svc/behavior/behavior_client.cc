// Behaviour events of the past, asked of customer-svc.
#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>

#include <memory>
#include <utility>

#include "absl/time/time.h"
#include "common/base/status_macros.h"
#include "common/errors/grpc.h"
#include "common/rpc/client.h"
#include "guanxi/customer/v1/behavior_event_service.grpc.pb.h"
#include "lead-svc/behavior/lead_behaviors.h"

namespace guanxi::lead {
namespace {

using customer::v1::BehaviorEvent;
using customer::v1::BehaviorEventService;

constexpr absl::Duration kTimeout = absl::Seconds(5);

}  // namespace

ListBehaviors ListBehaviorsAt(const std::string& target, TenantToken token) {
  rpc::ClientOptions options;
  options.target = target;
  options.services = {std::string(BehaviorEventService::service_full_name())};
  const std::shared_ptr<BehaviorEventService::Stub> stub =
      BehaviorEventService::NewStub(rpc::NewChannel(options));
  return [stub, token = std::move(token)](
             const Uuid& tenant,
             const std::string& filter) -> absl::StatusOr<std::vector<BehaviorEvent>> {
    GUANXI_ASSIGN_OR_RETURN(const std::string bearer, token(tenant));
    customer::v1::ListBehaviorEventsRequest request;
    request.set_filter(filter);
    request.set_order_by("occur_time desc");
    request.set_page_size(kMostBehaviors);
    customer::v1::ListBehaviorEventsResponse page;
    std::vector<BehaviorEvent> events;
    do {
      grpc::ClientContext context;
      rpc::Prepare(kTimeout, bearer, &context);
      GUANXI_RETURN_IF_ERROR(FromGrpcStatus(stub->ListBehaviorEvents(&context, request, &page)));
      // A page may be smaller than asked for.
      events.insert(events.end(), page.behavior_events().begin(), page.behavior_events().end());
      request.set_page_token(page.next_page_token());
    } while (!request.page_token().empty() && events.size() < size_t{kMostBehaviors});
    if (events.size() > size_t{kMostBehaviors}) events.resize(kMostBehaviors);
    return events;
  };
}

}  // namespace guanxi::lead
