// Opaque page tokens (AIP-158).
//
// A token is sealed (KeyRing) and url-safe base64. It is bound to the method,
// the query and the caller: with any other, or changed in any way, it is
// refused. It ends a day after it was made, if it is for clients.
#ifndef GUANXI_COMMON_PAGE_PAGE_TOKEN_H_
#define GUANXI_COMMON_PAGE_PAGE_TOKEN_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/auth/principal.h"
#include "common/base/clock.h"
#include "common/crypto/key_ring.h"

namespace guanxi::page {

inline constexpr absl::Duration kTokenLifetime = absl::Hours(24);

// Where the next page starts.
struct Cursor {
  // Sort key and id of the last row of this page, encoded as the caller likes;
  // nothing stands for NULL.
  std::vector<std::optional<std::string>> sort_values;
  std::string last_id;
  // The pages run against the query's order.
  bool backward = false;
  // The moment of the first page, by which conditions on the time hold for all of them. In whole
  // microseconds; the epoch where none has been set.
  absl::Time began;
  // The caller's own.
  std::string extra;
};

// What a token belongs to.
struct Query {
  // Full name of the RPC: `guanxi.customer.v1.CustomerService/ListCustomers`.
  absl::string_view method;
  // All that must not change between pages, in one canonical text: parent,
  // filter, order_by and the like, but not page_size.
  absl::string_view text;
  const Principal* principal;
  // Its tokens do not end: for work of our own that goes on for days.
  bool lasting = false;
};

// Thread-safe. The clock is not owned.
class PageTokens {
 public:
  // Uses keys that are derived from `keys` for page tokens alone.
  PageTokens(const crypto::KeyRing& keys, Clock* clock)
      : keys_(keys.Derive("page_token")), clock_(clock) {}

  // The token of the page that starts behind `cursor`.
  absl::StatusOr<std::string> Make(const Query& query, const Cursor& cursor) const;

  // INVALID_ARGUMENT, reason INVALID_PAGE_TOKEN, on `page_token`, unless the
  // token was made for this query and is less than a day old. Not for an empty
  // token: that asks for the first page.
  absl::StatusOr<Cursor> Read(const Query& query, absl::string_view token) const;

 private:
  const crypto::KeyRing keys_;
  Clock* const clock_;
};

}  // namespace guanxi::page

#endif  // GUANXI_COMMON_PAGE_PAGE_TOKEN_H_
