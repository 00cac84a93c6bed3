// What an upload sends, piece by piece: bounded, decoded, and its start looked at.
#ifndef GUANXI_CUSTOMER_SVC_TRANSFER_INTAKE_H_
#define GUANXI_CUSTOMER_SVC_TRANSFER_INTAKE_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "common/text/charset.h"
#include "customer-svc/transfer/state.pb.h"
#include "guanxi/customer/v1/customer_service.pb.h"

namespace guanxi::customer {

// What is stored and found does not depend on where the file was cut into pieces.
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

  // Takes the next bytes of the file in UTF-8.
  using Store = std::function<absl::Status(absl::string_view text)>;

  // `options` is not owned.
  Intake(const v1::ImportCustomersRequest* options, Store store)
      : options_(options), store_(std::move(store)) {}

  // The next message, the first one too.
  //
  // Errors, besides those of `store`:
  //   INVALID_ARGUMENT  PIECE_TOO_LARGE   over kMaxPieceBytes
  //   INVALID_ARGUMENT  PIECES_TOO_SMALL  too many pieces for the bytes that they brought
  //   INVALID_ARGUMENT  INVALID_FIELD     a message after the first states an option
  //   INVALID_ARGUMENT  FILE_ENCODING     no text, or a workbook
  // and those of FindLayout.
  absl::Status Take(const v1::ImportCustomersRequest& message);

  // All messages have come. Errors as above.
  absl::Status Finish();

  // After Finish.
  const transfer::Layout& layout() const { return layout_; }

 private:
  absl::Status CheckPiece(const v1::ImportCustomersRequest& message);
  absl::Status CheckKind(absl::string_view bytes);
  absl::Status Hand(absl::string_view text);
  absl::Status Look();

  const v1::ImportCustomersRequest* const options_;
  const Store store_;
  int64_t pieces_ = 0;
  int64_t bytes_ = 0;
  std::string mark_;  // The first bytes, as far as they tell a workbook.
  text::CharsetDecoder decoder_;
  std::string head_;  // In UTF-8, until the layout is found.
  bool layout_found_ = false;
  transfer::Layout layout_;
};

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_TRANSFER_INTAKE_H_
