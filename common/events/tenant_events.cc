#include "common/events/tenant_events.h"

#include <algorithm>
#include <utility>

#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/events/event_log.h"
#include "common/page/page_token.h"

namespace guanxi::events {
namespace {

using event::v1::ListEventsRequest;
using event::v1::ListEventsResponse;

constexpr int kDefaultPageSize = 100;

// Tokens do not end: those who follow events sleep for days.
page::Query TokensOf(const rpc::Call& call) {
  return {"events", "", &call.principal, /*lasting=*/true};
}

}  // namespace

absl::StatusOr<FeedPlace> TenantEvents::PlaceOf(const rpc::Call& call,
                                                const ListEventsRequest& request) const {
  if (request.token().empty()) {
    return request.start() == ListEventsRequest::OLDEST ? feed_.Beginning() : feed_.End();
  }
  if (request.start() != ListEventsRequest::START_UNSPECIFIED) {
    return InvalidField("start", "only without a token");
  }
  const auto cursor = engine_->environment().page_tokens().Read(TokensOf(call), request.token());
  const auto place = cursor.ok() ? FeedPlace::Parse(cursor->extra) : cursor.status();
  if (!place.ok()) return InvalidField("token", "is none of this service's for this caller");
  return *place;
}

absl::StatusOr<ListEventsResponse> TenantEvents::List(const rpc::Call& call,
                                                      const ListEventsRequest& request) const {
  if (request.page_size() < 0) return InvalidField("page_size", "must not be negative");
  if (!ListEventsRequest::Start_IsValid(request.start())) {
    return InvalidField("start", "is no value of its type");
  }
  const int limit =
      request.page_size() == 0 ? kDefaultPageSize : std::min(request.page_size(), kMaxRead);
  GUANXI_ASSIGN_OR_RETURN(const FeedPlace place, PlaceOf(call, request));
  FeedPlace next;
  return ReadBehind(call, place, limit, &next);
}

absl::StatusOr<ListEventsResponse> TenantEvents::ReadBehind(const rpc::Call& call,
                                                            const FeedPlace& place, int limit,
                                                            FeedPlace* next_place) const {
  GUANXI_ASSIGN_OR_RETURN(const FeedPage page, feed_.Read(resource::TxOptionsOf(call),
                                                          call.principal.tenant, place, limit));
  GUANXI_ASSIGN_OR_RETURN(auto events, view_.Show(call, page.events));
  ListEventsResponse response;
  for (auto& event : events) *response.add_events() = std::move(event);
  response.set_more(page.more);
  response.set_gap(page.gap);
  *next_place = page.next;
  page::Cursor next;
  next.extra = page.next.Serialise();
  GUANXI_ASSIGN_OR_RETURN(*response.mutable_next_token(),
                          engine_->environment().page_tokens().Make(TokensOf(call), next));
  return response;
}

}  // namespace guanxi::events
