// How one feed is asked about one company.
#ifndef GUANXI_CUSTOMER_SVC_FEEDS_CONNECTOR_H_
#define GUANXI_CUSTOMER_SVC_FEEDS_CONNECTOR_H_

#include <string>
#include <vector>

#include "absl/time/time.h"
#include "guanxi/customer/v1/feed.pb.h"

namespace guanxi::customer {

// Of findings on a page: what one transaction takes.
inline constexpr int kMostItems = 50;
// Of what a feed calls the place where it goes on.
inline constexpr size_t kMostCursorBytes = 512;

// One question.
struct FeedQuestion {
  v1::Feed::Kind kind = v1::Feed::KIND_UNSPECIFIED;
  std::string url;     // of the feed
  std::string secret;  // ""; never logged
  std::string credit_code;
  // Where the answer of before ended; "": from the beginning.
  std::string cursor;
  // What a finding's time is that the feed does not say, or that has not come yet.
  absl::Time now;
};

// What a feed knows, or a part of it.
struct FeedPage {
  // Without names. At most kMostItems, of which those of REGISTRY are one at most.
  std::vector<v1::Finding> findings;
  // Where to go on, now or the next time; it is another one where there is more.
  std::string cursor;
  bool has_more = false;
};

struct FeedAnswer {
  v1::Feed::Error error = v1::Feed::ERROR_UNSPECIFIED;  // unspecified: `page` is the answer
  // Whether the feed as such failed, and not this question.
  bool is_feeds_fault = false;
  // How long the feed asks to be left alone; zero: it does not say.
  absl::Duration retry_after = absl::ZeroDuration();
  FeedPage page = {};

  bool ok() const { return error == v1::Feed::ERROR_UNSPECIFIED; }
};

// Thread-safe. Asking blocks, for a bounded time: nobody asks while a transaction is open. Whoever
// asks keeps cursors, holds the feed's rate and makes pauses after failures.
class Connector {
 public:
  virtual ~Connector() = default;
  virtual FeedAnswer Ask(const FeedQuestion& question) const = 0;
};

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_FEEDS_CONNECTOR_H_
