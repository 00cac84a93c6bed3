#include "common/events/tenant_events.h"

#include <algorithm>
#include <utility>

#include "common/base/status_macros.h"
#include "common/crypto/digest.h"
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

absl::StatusOr<std::string> TenantEvents::RightsOf(const rpc::Call& call) const {
  GUANXI_ASSIGN_OR_RETURN(const std::string text, view_.RightsOf(call));
  return crypto::Sha256(text);
}

absl::StatusOr<Bookmark> TenantEvents::MarkOf(const rpc::Call& call,
                                              const ListEventsRequest& request) const {
  Bookmark mark;
  if (request.token().empty()) {
    mark.time = engine_->environment().business_clock()->Now();
    GUANXI_ASSIGN_OR_RETURN(mark.rights, RightsOf(call));
    GUANXI_ASSIGN_OR_RETURN(
        mark.place, request.start() == ListEventsRequest::OLDEST ? feed_.Beginning() : feed_.End());
    return mark;
  }
  if (request.start() != ListEventsRequest::START_UNSPECIFIED) {
    return InvalidField("start", "only without a token");
  }
  const auto cursor = engine_->environment().page_tokens().Read(TokensOf(call), request.token());
  auto read = cursor.ok() ? Bookmark::Parse(cursor->extra) : cursor.status();
  if (!read.ok()) return InvalidField("token", "is none of this service's for this caller");
  return *std::move(read);
}

absl::StatusOr<ListEventsResponse> TenantEvents::List(const rpc::Call& call,
                                                      const ListEventsRequest& request) const {
  if (request.page_size() < 0) return InvalidField("page_size", "must not be negative");
  if (!ListEventsRequest::Start_IsValid(request.start())) {
    return InvalidField("start", "is no value of its type");
  }
  const int limit =
      request.page_size() == 0 ? kDefaultPageSize : std::min(request.page_size(), kMaxRead);
  GUANXI_ASSIGN_OR_RETURN(const Bookmark mark, MarkOf(call, request));
  Bookmark next;
  return ReadBehind(call, mark, limit, &next);
}

// As it is shown an event may take far more than in the log: what enters comes whole, and values
// have the names of their fields. What an answer does not hold would not be told at all.
absl::StatusOr<TenantEvents::Page> TenantEvents::ReadPage(const rpc::Call& call,
                                                          const FeedPlace& place, int limit) const {
  while (true) {
    Page page;
    GUANXI_ASSIGN_OR_RETURN(
        page.read, feed_.Read(resource::TxOptionsOf(call), call.principal.tenant, place, limit));
    GUANXI_ASSIGN_OR_RETURN(page.shown, view_.Show(call, page.read.events));
    int64_t bytes = 0;
    for (const auto& event : page.shown.events) bytes += static_cast<int64_t>(event.ByteSizeLong());
    const bool fits = bytes <= page_bytes_ && !page.shown.too_large;
    if (fits || page.read.events.size() <= 1) return page;
    limit = static_cast<int>(page.read.events.size() / 2);
  }
}

absl::StatusOr<ListEventsResponse> TenantEvents::ReadBehind(const rpc::Call& call,
                                                            const Bookmark& mark, int limit,
                                                            Bookmark* next) const {
  // Before the events: what changes meanwhile is said next time.
  next->time = engine_->environment().business_clock()->Now();
  GUANXI_ASSIGN_OR_RETURN(next->rights, RightsOf(call));
  GUANXI_ASSIGN_OR_RETURN(const bool ended, view_.SharesEnded(call, mark.time, next->time));
  GUANXI_ASSIGN_OR_RETURN(Page page, ReadPage(call, mark.place, limit));
  ListEventsResponse response;
  for (auto& event : page.shown.events) *response.add_events() = std::move(event);
  response.set_more(page.read.more);
  response.set_gap(page.read.gap);
  response.set_resync(next->rights != mark.rights || ended || page.shown.shares_changed);
  next->place = page.read.next;
  page::Cursor cursor;
  cursor.extra = next->Serialise();
  GUANXI_ASSIGN_OR_RETURN(*response.mutable_next_token(),
                          engine_->environment().page_tokens().Make(TokensOf(call), cursor));
  return response;
}

}  // namespace guanxi::events
