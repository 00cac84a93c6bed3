// Checks of HTTP rules that Envoy's transcoder does not make: it goes on with what it can route and
// says nothing of the rest.
#ifndef GUANXI_TOOLS_PROTOCHECK_HTTP_RULES_H_
#define GUANXI_TOOLS_PROTOCHECK_HTTP_RULES_H_

#include <string>
#include <vector>

#include "google/protobuf/descriptor.h"

namespace guanxi::protocheck {

// One line for each fault in the services of `files`:
//   - two methods answer to the same verb and path (variables' names aside): neither is routable;
//   - `response_body` on a method that does not return google.api.HttpBody: it is ignored;
//   - a method of package guanxi.* without a rule, unless its client streams messages other than
//     bytes: the edge's check of JSON reads one message a request.
std::vector<std::string> CheckHttpRules(
    const std::vector<const google::protobuf::FileDescriptor*>& files);

}  // namespace guanxi::protocheck

#endif  // GUANXI_TOOLS_PROTOCHECK_HTTP_RULES_H_
