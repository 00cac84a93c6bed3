// What the pipeline is told of a method by its descriptor.
#ifndef GUANXI_COMMON_RPC_METHOD_RULES_H_
#define GUANXI_COMMON_RPC_METHOD_RULES_H_

#include <string>

#include "google/protobuf/descriptor.h"
#include "guanxi/metadata/v1/annotations.pb.h"

namespace guanxi::rpc {

// The method's option. Methods of google.longrunning.Operations, whose protos are not ours, have no
// options: each caller may use them on the operations that he started (policy::kOwn).
metadata::v1::MethodRules RulesOf(const google::protobuf::MethodDescriptor& method);

// What is wrong with a method's permission, or "": it has one, in the form `resource.verb` or
// policy::kOwn, or else it is one of the public methods. They are listed in method_rules.cc, and
// nowhere else: who adds one has read the list.
std::string PermissionFault(const google::protobuf::MethodDescriptor& method);

}  // namespace guanxi::rpc

#endif  // GUANXI_COMMON_RPC_METHOD_RULES_H_
