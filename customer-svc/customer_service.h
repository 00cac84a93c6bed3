// The RPCs of guanxi.customer.v1.CustomerService.
#ifndef GUANXI_CUSTOMER_SVC_CUSTOMER_SERVICE_H_
#define GUANXI_CUSTOMER_SVC_CUSTOMER_SERVICE_H_

#include "absl/status/statusor.h"
#include "common/resource/methods.h"
#include "common/rpc/methods.h"
#include "common/rpc/pipeline.h"
#include "customer-svc/resources.h"
#include "customer-svc/transfer/transfer.h"
#include "guanxi/customer/v1/customer_service.grpc.pb.h"

namespace guanxi::customer {

// Documented in the proto. Thread-safe. Owns nothing that it is given.
class CustomerServiceImpl : public v1::CustomerService::CallbackService {
 public:
  CustomerServiceImpl(rpc::Pipeline* pipeline, const resource::Engine* engine,
                      const Resources* resources, FileTransfer* files);

  using Context = grpc::CallbackServerContext;
  grpc::ServerUnaryReactor* GetCustomer(Context* context, const v1::GetCustomerRequest* request,
                                        v1::Customer* response) override;
  grpc::ServerUnaryReactor* ListCustomers(Context* context, const v1::ListCustomersRequest* request,
                                          v1::ListCustomersResponse* response) override;
  grpc::ServerUnaryReactor* SearchCustomers(Context* context,
                                            const v1::SearchCustomersRequest* request,
                                            v1::SearchCustomersResponse* response) override;
  grpc::ServerUnaryReactor* CreateCustomer(Context* context,
                                           const v1::CreateCustomerRequest* request,
                                           v1::Customer* response) override;
  grpc::ServerUnaryReactor* UpdateCustomer(Context* context,
                                           const v1::UpdateCustomerRequest* request,
                                           v1::Customer* response) override;
  grpc::ServerUnaryReactor* DeleteCustomer(Context* context,
                                           const v1::DeleteCustomerRequest* request,
                                           v1::Customer* response) override;
  grpc::ServerUnaryReactor* UndeleteCustomer(Context* context,
                                             const v1::UndeleteCustomerRequest* request,
                                             v1::Customer* response) override;
  grpc::ServerUnaryReactor* BatchGetCustomers(Context* context,
                                              const v1::BatchGetCustomersRequest* request,
                                              v1::BatchGetCustomersResponse* response) override;
  grpc::ServerUnaryReactor* BatchCreateCustomers(
      Context* context, const v1::BatchCreateCustomersRequest* request,
      v1::BatchCreateCustomersResponse* response) override;
  grpc::ServerUnaryReactor* BatchUpdateCustomers(
      Context* context, const v1::BatchUpdateCustomersRequest* request,
      v1::BatchUpdateCustomersResponse* response) override;
  grpc::ServerUnaryReactor* BatchDeleteCustomers(
      Context* context, const v1::BatchDeleteCustomersRequest* request,
      v1::BatchDeleteCustomersResponse* response) override;
  grpc::ServerUnaryReactor* TransferOwnership(Context* context,
                                              const v1::TransferOwnershipRequest* request,
                                              v1::TransferOwnershipResponse* response) override;
  grpc::ServerUnaryReactor* ListOwnershipRecords(
      Context* context, const v1::ListOwnershipRecordsRequest* request,
      v1::ListOwnershipRecordsResponse* response) override;
  grpc::ServerReadReactor<v1::ImportCustomersRequest>* ImportCustomers(
      Context* context, google::longrunning::Operation* response) override;
  grpc::ServerUnaryReactor* ExportCustomers(Context* context,
                                            const v1::ExportCustomersRequest* request,
                                            google::longrunning::Operation* response) override;
  grpc::ServerWriteReactor<google::api::HttpBody>* DownloadFile(
      Context* context, const v1::DownloadFileRequest* request) override;

 private:
  absl::StatusOr<v1::TransferOwnershipResponse> Transfer(
      const rpc::Call& call, const v1::TransferOwnershipRequest& request) const;

  const rpc::Methods rpc_;
  const resource::Engine* const engine_;
  const Resources* const resources_;
  FileTransfer* const files_;
  const resource::Methods customers_;
  const resource::Methods ownership_records_;
};

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_CUSTOMER_SERVICE_H_
