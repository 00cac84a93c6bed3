// What an upload sends, piece by piece, within bounds.
#ifndef GUANXI_CUSTOMER_SVC_TRANSFER_INTAKE_H_
#define GUANXI_CUSTOMER_SVC_TRANSFER_INTAKE_H_

#include <cstddef>
#include <cstdint>
#include <utility>

#include "absl/status/status.h"
#include "customer-svc/transfer/file_text.h"
#include "customer-svc/transfer/state.pb.h"
#include "guanxi/customer/v1/customer_service.pb.h"

namespace guanxi::customer {

// Holds the pieces of an upload to their bounds and hands their bytes to FileText.
//
// Thread safety: none; one object takes one upload.
class Intake {
 public:
  // Of one piece. The edge cuts what comes over HTTP into such pieces at most.
  static constexpr size_t kMaxPieceBytes = 1 << 20;
  // So many pieces may be of any size, and one more for each so many bytes. A line at a time from
  // a program that writes slowly passes; a byte at a time costs far more than it brings.
  static constexpr int64_t kFreePieces = 10'000;
  static constexpr int64_t kBytesOfAPiece = 16;

  // `options` is not owned.
  Intake(const v1::ImportCustomersRequest* options, FileText::Store store)
      : text_(options, std::move(store)) {}

  // The next message, the first one too.
  //
  // Errors, besides those of FileText::Take:
  //   INVALID_ARGUMENT  PIECE_TOO_LARGE   over kMaxPieceBytes
  //   INVALID_ARGUMENT  PIECES_TOO_SMALL  too many pieces for the bytes that they brought
  //   INVALID_ARGUMENT  INVALID_FIELD     a message after the first states an option
  absl::Status Take(const v1::ImportCustomersRequest& message);

  // All messages have come. Errors are those of FileText::Finish.
  absl::Status Finish() { return text_.Finish(); }

  // After Finish.
  const transfer::Layout& layout() const { return text_.layout(); }

 private:
  absl::Status CheckPiece(const v1::ImportCustomersRequest& message);

  FileText text_;
  int64_t pieces_ = 0;
  int64_t bytes_ = 0;
};

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_TRANSFER_INTAKE_H_
