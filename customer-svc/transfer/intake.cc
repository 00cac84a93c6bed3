#include "customer-svc/transfer/intake.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "customer-svc/transfer/layout.h"

namespace guanxi::customer {
namespace {

// The first bytes of what spreadsheets save unless they are told otherwise: ZIP and OLE.
constexpr absl::string_view kWorkbookMarks[] = {"PK\x03\x04", "\xD0\xCF\x11\xE0"};
constexpr size_t kMarkBytes = 4;

absl::Status Encoding(const absl::Status& status) {
  if (status.ok()) return status;
  return InvalidField("file", status.message(), "FILE_ENCODING");
}

// The name of a field that is set and not the file's bytes or content type, or "".
std::string StatedOption(const v1::ImportCustomersRequest& message) {
  std::vector<const google::protobuf::FieldDescriptor*> fields;
  message.GetReflection()->ListFields(message, &fields);
  for (const auto* field : fields) {
    if (field->number() != v1::ImportCustomersRequest::kFileFieldNumber) return field->name();
  }
  return "";
}

}  // namespace

absl::Status Intake::Take(const v1::ImportCustomersRequest& message) {
  GUANXI_RETURN_IF_ERROR(CheckPiece(message));
  const absl::string_view bytes = message.file().data();
  GUANXI_RETURN_IF_ERROR(CheckKind(bytes));
  std::string text;
  GUANXI_RETURN_IF_ERROR(Encoding(decoder_.Push(bytes, &text)));
  return Hand(text);
}

absl::Status Intake::CheckPiece(const v1::ImportCustomersRequest& message) {
  const size_t size = message.file().data().size();
  ++pieces_;
  bytes_ += static_cast<int64_t>(size);
  if (size > kMaxPieceBytes) {
    return InvalidField("file.data", absl::StrCat("must have at most ", kMaxPieceBytes, " bytes"),
                        "PIECE_TOO_LARGE");
  }
  if (pieces_ > kFreePieces + bytes_ / kBytesOfAPiece) {
    return InvalidField("file.data",
                        absl::StrCat(pieces_, " pieces brought ", bytes_,
                                     " bytes: send pieces of some KiB, such as 64"),
                        "PIECES_TOO_SMALL");
  }
  if (message.file().extensions_size() > 0) {
    return InvalidField("file.extensions", "is not supported");
  }
  const std::string option = pieces_ == 1 ? "" : StatedOption(message);
  if (option.empty()) return absl::OkStatus();
  return InvalidField(option, "must be in the first message; those after it have `file` alone");
}

absl::Status Intake::CheckKind(absl::string_view bytes) {
  if (mark_.size() == kMarkBytes) return absl::OkStatus();
  absl::StrAppend(&mark_, bytes.substr(0, kMarkBytes - mark_.size()));
  for (const absl::string_view mark : kWorkbookMarks) {
    if (mark_ != mark) continue;
    return InvalidField("file", "is a workbook (.xlsx, .xls): save it as CSV", "FILE_ENCODING");
  }
  return absl::OkStatus();
}

absl::Status Intake::Finish() {
  std::string text;
  GUANXI_RETURN_IF_ERROR(Encoding(decoder_.Finish(&text)));
  GUANXI_RETURN_IF_ERROR(Hand(text));
  return layout_found_ ? absl::OkStatus() : Look();
}

absl::Status Intake::Hand(absl::string_view text) {
  if (!layout_found_) {
    // Exactly so many bytes, however they came: the layout must not depend on the cuts.
    absl::StrAppend(&head_, text.substr(0, kHeadBytes - head_.size()));
    if (head_.size() == kHeadBytes) GUANXI_RETURN_IF_ERROR(Look());
  }
  return text.empty() ? absl::OkStatus() : store_(text);
}

absl::Status Intake::Look() {
  GUANXI_ASSIGN_OR_RETURN(layout_, FindLayout(head_, *options_));
  layout_found_ = true;
  head_.clear();
  return absl::OkStatus();
}

}  // namespace guanxi::customer
