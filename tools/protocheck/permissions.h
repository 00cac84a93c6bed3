// Checks that every method says who may call it.
#ifndef GUANXI_TOOLS_PROTOCHECK_PERMISSIONS_H_
#define GUANXI_TOOLS_PROTOCHECK_PERMISSIONS_H_

#include <string>
#include <vector>

#include "google/protobuf/descriptor.h"

namespace guanxi::protocheck {

// One line for each method in the services of `files` that has no permission and is not one of the
// public ones (common/rpc/method_rules.h): a service whose code is not made by tools/rpcgen, such
// as google.longrunning.Operations, is looked at here alone.
std::vector<std::string> CheckPermissions(
    const std::vector<const google::protobuf::FileDescriptor*>& files);

}  // namespace guanxi::protocheck

#endif  // GUANXI_TOOLS_PROTOCHECK_PERMISSIONS_H_
