// gRPC's own log, in our form.
#ifndef GUANXI_COMMON_RPC_GRPC_LOG_H_
#define GUANXI_COMMON_RPC_GRPC_LOG_H_

namespace guanxi::rpc {

// From now on what gRPC says becomes lines `grpc.log` with severity and source ("parsing.cc:123"),
// which names the text. The text itself is dropped: it may quote headers, that is tokens and
// personal data, and peers decide how long it is. At most ten lines a second are written; the next
// says how many were not.
//
// Process-wide; may be called more than once.
void InstallGrpcLog();

}  // namespace guanxi::rpc

#endif  // GUANXI_COMMON_RPC_GRPC_LOG_H_
