// The key by which services show each other that they are services.
#ifndef GUANXI_COMMON_EVENTS_EVENT_KEY_H_
#define GUANXI_COMMON_EVENTS_EVENT_KEY_H_

#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "common/crypto/key_ring.h"

namespace guanxi::events {

// Partitions of a log mix tenants, so no user's token opens them. All services hold the same key
// file (common/crypto/key_ring.h) and send a digest under its first key; the others in it are taken
// too, so that it is replaced by a new line on top in all of them, then by dropping the old one.
//
// Immutable, thus thread-safe.
class EventKey {
 public:
  explicit EventKey(crypto::KeyRing keys) : keys_(std::move(keys)) {}

  // What a caller sends as its bearer token.
  std::string Token() const;
  // Looks at an `authorization` header.
  //   UNAUTHENTICATED  EVENT_KEY
  absl::Status Check(absl::string_view authorization) const;

 private:
  const crypto::KeyRing keys_;
};

}  // namespace guanxi::events

#endif  // GUANXI_COMMON_EVENTS_EVENT_KEY_H_
