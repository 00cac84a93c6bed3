// HTTP's `If-Match` (RFC 9110, 13.1.1) as the etag of a mutation.
#ifndef GUANXI_COMMON_RPC_IF_MATCH_H_
#define GUANXI_COMMON_RPC_IF_MATCH_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace google::protobuf {
class MethodDescriptor;
}

namespace guanxi::rpc {

// What a method makes of `if-match`.
enum class IfMatchUse {
  kHonoured,  // a mutation with an etag: its handler finds the value in Call::if_match
  kIgnored,   // a read, as HTTP allows
  kRefused,   // everything else: a condition that nobody checks is never passed over
};

// Decided by the descriptor alone, so that no handler can forget it. Honoured where the request has
// a text field `etag`, or has an `update_mask` and one message that has one; ignored where the
// method's HTTP rule is a GET.
IfMatchUse IfMatchUseOf(const google::protobuf::MethodDescriptor& method);

// The etag that the header names: without its quotes, or "*" (any version, but there must be one).
// Weak tags count as strong ones: proxies that compress make `W/"x"` of our `"x"`. A tag without
// quotes is taken, too.
//
// Errors: INVALID_ARGUMENT, reason IF_MATCH_MALFORMED: several tags, an empty one, bad quotes.
absl::StatusOr<std::string> ParseIfMatch(absl::string_view header);

}  // namespace guanxi::rpc

#endif  // GUANXI_COMMON_RPC_IF_MATCH_H_
