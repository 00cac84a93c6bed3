// The custom methods of guanxi.customer.v1.CustomerService.
#ifndef GUANXI_CUSTOMER_SVC_CUSTOMER_SERVICE_H_
#define GUANXI_CUSTOMER_SVC_CUSTOMER_SERVICE_H_

#include <memory>

#include "absl/status/statusor.h"
#include "common/resource/engine.h"
#include "customer-svc/resources.h"
#include "customer-svc/transfer/transfer.h"
#include "guanxi/customer/v1/customer_service.adapter.h"

namespace guanxi::customer {

// Documented in the proto. Thread-safe. Owns nothing that it is given.
class CustomerServiceImpl : public v1::CustomerServiceMethods {
 public:
  CustomerServiceImpl(const resource::Engine* engine, const Resources* resources,
                      FileTransfer* files)
      : engine_(engine), resources_(resources), files_(files) {}

  absl::StatusOr<v1::TransferOwnershipResponse> TransferOwnership(
      const rpc::Call& call, const v1::TransferOwnershipRequest& request) override;
  std::unique_ptr<ImportStream> ImportCustomers(const rpc::Call& call) override {
    return files_->Import(call);
  }
  absl::StatusOr<google::longrunning::Operation> ExportCustomers(
      const rpc::Call& call, const v1::ExportCustomersRequest& request) override {
    return files_->Export(call, request);
  }
  std::unique_ptr<DownloadStream> DownloadFile(const rpc::Call& call,
                                               const v1::DownloadFileRequest& request) override {
    return files_->Download(call, request);
  }

 private:
  const resource::Engine* const engine_;
  const Resources* const resources_;
  FileTransfer* const files_;
};

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_CUSTOMER_SERVICE_H_
