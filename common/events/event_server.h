// EventService as every service serves it: ListEvents and WatchEvents.
#ifndef GUANXI_COMMON_EVENTS_EVENT_SERVER_H_
#define GUANXI_COMMON_EVENTS_EVENT_SERVER_H_

#include <memory>
#include <utility>

#include "common/events/tenant_events.h"
#include "common/events/watches.h"
#include "common/rpc/methods.h"
#include "common/rpc/watch.h"
#include "guanxi/event/v1/event.pb.h"

namespace guanxi::events {

// `Service` is the one generated for the service's own package: guanxi.customer.v1.EventService. No
// adapter is made for it: a watch holds no worker.
//
// Thread-safe. Owns nothing.
template <typename Service>
class EventServer final : public Service::CallbackService {
 public:
  EventServer(rpc::Pipeline* pipeline, const TenantEvents* events, Watches* watches)
      : pipeline_(pipeline),
        rpc_(pipeline, Service::service_full_name()),
        events_(events),
        watches_(watches) {}

  grpc::ServerUnaryReactor* ListEvents(grpc::CallbackServerContext* context,
                                       const event::v1::ListEventsRequest* request,
                                       event::v1::ListEventsResponse* response) override {
    return rpc_.Unary(context, request, response,
                      [this](const rpc::Call& call, const event::v1::ListEventsRequest& asked) {
                        return events_->List(call, asked);
                      });
  }

  grpc::ServerWriteReactor<event::v1::ListEventsResponse>* WatchEvents(
      grpc::CallbackServerContext* context, const event::v1::WatchEventsRequest* request) override {
    return rpc::StartWatch<event::v1::ListEventsResponse>(
        pipeline_, rpc_[kWatchEvents], context, request,
        [this](std::shared_ptr<Watches::Stream> stream,
               const event::v1::WatchEventsRequest& asked) {
          return watches_->Open(std::move(stream), asked);
        });
  }

 private:
  static constexpr size_t kWatchEvents = 1;  // in the service's descriptor

  rpc::Pipeline* const pipeline_;
  const rpc::Methods rpc_;
  const TenantEvents* const events_;
  Watches* const watches_;
};

}  // namespace guanxi::events

#endif  // GUANXI_COMMON_EVENTS_EVENT_SERVER_H_
