// google.longrunning.Operations over the operations of one service.
//
// A caller sees its own operations. Reasons: INVALID_NAME, OPERATION_NOT_FOUND,
// OPERATION_NOT_DONE, INVALID_PAGE_TOKEN, INVALID_FIELD.
#ifndef GUANXI_COMMON_JOBS_OPERATIONS_SERVICE_H_
#define GUANXI_COMMON_JOBS_OPERATIONS_SERVICE_H_

#include "absl/status/statusor.h"
#include "common/jobs/operation_store.h"
#include "common/rpc/methods.h"
#include "google/longrunning/operations.grpc.pb.h"
#include "google/longrunning/operations.pb.h"
#include "google/protobuf/empty.pb.h"

namespace guanxi::jobs {

class OperationsService : public google::longrunning::Operations::CallbackService {
 public:
  // Nothing is owned.
  OperationsService(rpc::Pipeline* pipeline, OperationStore* store);

  grpc::ServerUnaryReactor* GetOperation(grpc::CallbackServerContext* context,
                                         const google::longrunning::GetOperationRequest* request,
                                         google::longrunning::Operation* response) override;

  // Newest first. `name` is "operations" or empty, `filter` must be empty. A page ends at
  // page::kMaxPageBytes, too.
  grpc::ServerUnaryReactor* ListOperations(
      grpc::CallbackServerContext* context,
      const google::longrunning::ListOperationsRequest* request,
      google::longrunning::ListOperationsResponse* response) override;

  grpc::ServerUnaryReactor* CancelOperation(
      grpc::CallbackServerContext* context,
      const google::longrunning::CancelOperationRequest* request,
      google::protobuf::Empty* response) override;

  grpc::ServerUnaryReactor* DeleteOperation(
      grpc::CallbackServerContext* context,
      const google::longrunning::DeleteOperationRequest* request,
      google::protobuf::Empty* response) override;

  // Returns when the operation is done, or after `timeout` or 20 s as it stands. Calls that wait
  // hold no worker; they look every 100 ms at first, then every 2 s.
  grpc::ServerUnaryReactor* WaitOperation(grpc::CallbackServerContext* context,
                                          const google::longrunning::WaitOperationRequest* request,
                                          google::longrunning::Operation* response) override;

 private:
  absl::StatusOr<google::longrunning::Operation> Get(const rpc::Call& call,
                                                     const std::string& name);
  absl::StatusOr<google::longrunning::ListOperationsResponse> List(
      const rpc::Call& call, const google::longrunning::ListOperationsRequest& request);

  const rpc::Methods rpc_;
  OperationStore* const store_;
};

}  // namespace guanxi::jobs

#endif  // GUANXI_COMMON_JOBS_OPERATIONS_SERVICE_H_
