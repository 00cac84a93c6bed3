// What an upload sends, piece by piece, within bounds.
#ifndef GUANXI_CUSTOMER_SVC_TRANSFER_INTAKE_H_
#define GUANXI_CUSTOMER_SVC_TRANSFER_INTAKE_H_

#include <utility>

#include "absl/status/status.h"
#include "common/files/piece_bounds.h"
#include "customer-svc/transfer/file_text.h"
#include "customer-svc/transfer/state.pb.h"
#include "guanxi/customer/v1/customer_service.pb.h"

namespace guanxi::customer {

// Holds the pieces of an upload to their bounds and hands their bytes to FileText.
//
// Thread safety: none; one object takes one upload.
class Intake {
 public:
  // `options` is not owned.
  Intake(const v1::ImportCustomersRequest* options, FileText::Store store)
      : text_(options, std::move(store)) {}

  // The next message, the first one too.
  //
  // Errors, besides those of FileText::Take and of files::PieceBounds:
  //   INVALID_ARGUMENT  INVALID_FIELD  a message after the first states an option
  absl::Status Take(const v1::ImportCustomersRequest& message);

  // All messages have come. Errors are those of FileText::Finish.
  absl::Status Finish() { return text_.Finish(); }

  // After Finish.
  const transfer::Layout& layout() const { return text_.layout(); }

 private:
  absl::Status CheckPiece(const v1::ImportCustomersRequest& message);

  FileText text_;
  files::PieceBounds bounds_;
};

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_TRANSFER_INTAKE_H_
