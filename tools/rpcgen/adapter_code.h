// The C++ of a file's adapters.
#ifndef GUANXI_TOOLS_RPCGEN_ADAPTER_CODE_H_
#define GUANXI_TOOLS_RPCGEN_ADAPTER_CODE_H_

#include <string>

#include "google/protobuf/descriptor.h"
#include "tools/rpcgen/service_plan.h"

namespace guanxi::rpcgen {

// "guanxi/customer/v1/contact_service.adapter", from which ".h" and ".cc" are made.
std::string AdapterPath(const google::protobuf::FileDescriptor& file);

// For each service S of the file, in the namespace of its messages:
//   SMethods  the pure interface of its custom methods; none if it has no custom methods
//   SAdapter  the gRPC service: S::CallbackService with every RPC put through rpc::Methods
// `plan` has no faults. A file without services gives files without declarations.
std::string AdapterHeader(const google::protobuf::FileDescriptor& file, const FilePlan& plan);
std::string AdapterSource(const google::protobuf::FileDescriptor& file, const FilePlan& plan);

}  // namespace guanxi::rpcgen

#endif  // GUANXI_TOOLS_RPCGEN_ADAPTER_CODE_H_
