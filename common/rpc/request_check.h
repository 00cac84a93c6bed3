// What can be said of a request's message before anybody knows what it means.
#ifndef GUANXI_COMMON_RPC_REQUEST_CHECK_H_
#define GUANXI_COMMON_RPC_REQUEST_CHECK_H_

#include <cstdint>

#include "absl/status/status.h"

namespace google::protobuf {
class Message;
}

namespace guanxi::rpc {

// Refuses fields that this server does not know, and estimates what the message takes in memory.
//
// Parsing keeps unknown fields, so they would be stored past every rule and limit; a caller that
// sends one also means something by it. A new field is sent one release after the servers know it.
// The whole message is looked through, but not the bytes of a google.protobuf.Any: whoever unpacks
// one knows what it may hold.
//
// `*bytes` becomes an upper bound, in all but odd cases, of what the request takes until it is
// answered: three copies of it (as parsed, stored and answered) and its row. That is four times the
// size on the wire, and three times what each message and text in a list takes, which on the wire
// may be two bytes. It is counted on the way, so that a message that consists of a million empty
// ones is left as soon as it is larger than `max_bytes`, not looked through.
//
// Cost: about 0.1 µs for a request of scalar fields, 2 µs for a customer with its lists, as much as
// parsing it took; at most 60 ms for a message of 1 MiB that is made to cost.
//
// Errors: INVALID_ARGUMENT, reason UNKNOWN_FIELD: one violation with path and number of the first
// ("customer.phones[2].901").
absl::Status CheckRequest(const google::protobuf::Message& message, int64_t max_bytes,
                          int64_t* bytes);

// Tells a message that gRPC began to parse from one that never came. gRPC ends a stream of requests
// in the same way when its sender is done and when a message cannot be parsed; but parsing first
// clears what was there, here a field whose number, 0, no message on the wire can have.
void MarkUnparsed(google::protobuf::Message* message);
bool IsUnparsed(const google::protobuf::Message& message);

}  // namespace guanxi::rpc

#endif  // GUANXI_COMMON_RPC_REQUEST_CHECK_H_
