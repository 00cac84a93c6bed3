// What the edge knows of the API, made out of the descriptors: so a new method is routed and its
// requests are checked from its first day.
#ifndef GUANXI_TOOLS_RESTTABLE_REST_TABLE_H_
#define GUANXI_TOOLS_RESTTABLE_REST_TABLE_H_

#include <string>
#include <vector>

#include "google/protobuf/descriptor.h"

namespace guanxi::resttable {

// What the check of REST requests goes by: a chunk of Lua that defines one local, `rest`:
//
//   rest.methods   a list of { verb=, path=, custom=, request=, body=, raw=, stream=, bound= }:
//                  `path` lists segments, "*" and "**" among them; `custom` is the text behind the
//                  colon, or ""; `request` a type; `body` "", "*" or a field's name; `raw` tells
//                  that the body is bytes or a stream, not JSON; `bound` is {field path=true}
//   a type         { fields={spelling={name=, type=, repeated=}} } of a message, both spellings of
//                  a field leading to the same table; { value=type } of a map and of free JSON
//                  (google.protobuf.Struct and the like); { any=true } of google.protobuf.Any;
//                  { element=type } of a repeated field; { words={word=true}, names= } of an enum
//   accept         of a type: the table of rest.accept for its kind, the same for all of a kind;
//                  none of what takes any JSON
//   rest.rpcs      { ["/package.Service/Method"]="unary" or "stream" } of all methods
//   rest.free      the type of free JSON
//   rest.messages  the types of all messages that a request can hold, by full name
//
// Only what requests reach is in it.
std::string RestTable(const std::vector<const google::protobuf::FileDescriptor*>& files);

// What gateway/envoy/render makes routes of: a JSON list of all methods,
//
//   {"rpc": "/package.Service/Method", "stream": false, "paths": ["/v1/customers/*:undelete"]}
std::string RouteList(const std::vector<const google::protobuf::FileDescriptor*>& files);

}  // namespace guanxi::resttable

#endif  // GUANXI_TOOLS_RESTTABLE_REST_TABLE_H_
