// How far somebody has followed events, and what he could see then: what a token of ListEvents
// says.
#ifndef GUANXI_COMMON_EVENTS_BOOKMARK_H_
#define GUANXI_COMMON_EVENTS_BOOKMARK_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/events/feed.h"

namespace guanxi::events {

struct Bookmark {
  FeedPlace place;
  // A digest of EventView::RightsOf, 32 bytes; "" in one that was never shown to anybody.
  std::string rights;
  // Until when shares were looked at.
  absl::Time time;

  // Exact bytes, to a microsecond; INVALID_ARGUMENT if they are none.
  std::string Serialise() const;
  static absl::StatusOr<Bookmark> Parse(absl::string_view bytes);
};

}  // namespace guanxi::events

#endif  // GUANXI_COMMON_EVENTS_BOOKMARK_H_
