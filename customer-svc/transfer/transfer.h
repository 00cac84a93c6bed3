// ImportCustomers, ExportCustomers and DownloadFile: what happens while the caller waits. The work
// itself is done by import_job.h and export_job.h.
#ifndef GUANXI_CUSTOMER_SVC_TRANSFER_TRANSFER_H_
#define GUANXI_CUSTOMER_SVC_TRANSFER_TRANSFER_H_

#include <memory>

#include "absl/status/statusor.h"
#include "common/base/clock.h"
#include "common/base/uuid.h"
#include "common/jobs/operation_store.h"
#include "common/rpc/call.h"
#include "common/rpc/stream.h"
#include "customer-svc/transfer/import_job.h"
#include "google/api/httpbody.pb.h"
#include "google/longrunning/operations.pb.h"
#include "guanxi/customer/v1/customer_service.pb.h"

namespace guanxi::customer {

using ImportStream = rpc::Receiver<v1::ImportCustomersRequest, google::longrunning::Operation>;
using DownloadStream = rpc::Sender<google::api::HttpBody>;

// Thread-safe.
class FileTransfer {
 public:
  // Nothing is owned. `clock` is the machine's.
  FileTransfer(const TransferTools& tools, jobs::OperationStore* operations, Clock* clock,
               UuidSource* ids)
      : tools_(tools), operations_(operations), clock_(clock), ids_(ids) {}

  // Takes the file in, decoded to UTF-8, finds out how to read it, and queues the operation. What
  // is wrong with the file as a whole is said at once.
  //
  // Errors
  //   INVALID_ARGUMENT  INVALID_FIELD       an option
  //   INVALID_ARGUMENT  FILE_EMPTY, FILE_TOO_LARGE, FILE_ENCODING, FILE_FORMAT, UNKNOWN_COLUMN,
  //                     PIECE_TOO_LARGE, PIECES_TOO_SMALL
  //   RESOURCE_EXHAUSTED  FILE_QUOTA
  // and those of OperationStore::Create.
  std::unique_ptr<ImportStream> Import(const rpc::Call& call);

  // Errors: INVALID_ARGUMENT (INVALID_FIELD, INVALID_FILTER), and those of OperationStore::Create
  // and of DataAccess::CheckUsable.
  absl::StatusOr<google::longrunning::Operation> Export(const rpc::Call& call,
                                                        const v1::ExportCustomersRequest& request);

  // Errors: INVALID_ARGUMENT (INVALID_NAME), NOT_FOUND (FILE_NOT_FOUND), PERMISSION_DENIED
  // (METHOD_NOT_ALLOWED) for who may not begin the operation any more that made the file, and
  // (RIGHTS_CHANGED) for who sees other customers, or other fields of them, than it was made by.
  std::unique_ptr<DownloadStream> Download(const rpc::Call& call,
                                           const v1::DownloadFileRequest& request);

 private:
  const TransferTools tools_;
  jobs::OperationStore* const operations_;
  Clock* const clock_;
  UuidSource* const ids_;
};

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_TRANSFER_TRANSFER_H_
