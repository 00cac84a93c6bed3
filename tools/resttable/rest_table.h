// What the edge knows of the API, made out of the descriptors: so a new method is routed and its
// requests are checked from its first day.
#ifndef GUANXI_TOOLS_RESTTABLE_REST_TABLE_H_
#define GUANXI_TOOLS_RESTTABLE_REST_TABLE_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "google/protobuf/descriptor.h"

namespace guanxi::resttable {

// What the check of REST requests goes by: a file of C++ that defines guanxi::edge::LinkedApi()
// (gateway/envoy/check/table.h). Only what requests reach is in it. InvalidArgument if a message
// has more fields than the check can keep apart.
absl::StatusOr<std::string> RestTable(
    const std::vector<const google::protobuf::FileDescriptor*>& files);

// What gateway/envoy/render makes routes of: a JSON list of all methods,
//
//   {"rpc": "/package.Service/Method", "stream": false, "paths": ["/v1/customers/*:undelete"]}
std::string RouteList(const std::vector<const google::protobuf::FileDescriptor*>& files);

}  // namespace guanxi::resttable

#endif  // GUANXI_TOOLS_RESTTABLE_REST_TABLE_H_
