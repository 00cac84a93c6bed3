#include "common/files/piece_bounds.h"

#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"

namespace guanxi::files {

absl::Status PieceBounds::Note(size_t size) {
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
  return absl::OkStatus();
}

}  // namespace guanxi::files
