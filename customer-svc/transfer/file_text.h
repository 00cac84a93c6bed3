// The text of an uploaded file: what it is, its encoding, and how to read it.
#ifndef GUANXI_CUSTOMER_SVC_TRANSFER_FILE_TEXT_H_
#define GUANXI_CUSTOMER_SVC_TRANSFER_FILE_TEXT_H_

#include <cstdint>
#include <functional>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "common/text/charset.h"
#include "customer-svc/transfer/state.pb.h"
#include "guanxi/customer/v1/customer_service.pb.h"

namespace guanxi::customer {

// Decodes a file to UTF-8 and looks at its start. What is stored and found does not depend on where
// the file was cut into pieces.
//
// Thread safety: none; one object a file.
class FileText {
 public:
  // Takes the next part of the file in UTF-8.
  using Store = std::function<absl::Status(absl::string_view text)>;

  // `options` is not owned; its encoding is one of ours (text::FindCharset), or empty.
  FileText(const v1::ImportCustomersRequest* options, Store store);

  // The next bytes of the file.
  //
  // Errors, besides those of `store`:
  //   INVALID_ARGUMENT  FILE_FORMAT    no list: a workbook, a PDF, a picture ...
  //   INVALID_ARGUMENT  FILE_ENCODING  not text, or not in one encoding; names the row and the
  //                                    column of the first fault
  // and those of FindLayout.
  absl::Status Take(absl::string_view bytes);

  // All bytes have come. Errors as above.
  absl::Status Finish();

  // After Finish.
  const transfer::Layout& layout() const { return layout_; }

 private:
  absl::Status Decode(absl::string_view bytes);
  absl::Status EncodingError(const absl::Status& status) const;
  absl::Status Hand(absl::string_view text);
  absl::Status Look();

  const v1::ImportCustomersRequest* const options_;
  const Store store_;
  std::string start_;  // The first bytes, until they show what the file is.
  bool kind_known_ = false;
  text::CharsetDecoder decoder_;
  std::string head_;  // In UTF-8, until the layout is found.
  bool layout_found_ = false;
  transfer::Layout layout_;
  // Where decoding stands: lines before, and the start of the current one.
  int64_t lines_ = 0;
  std::string line_;
};

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_TRANSFER_FILE_TEXT_H_
