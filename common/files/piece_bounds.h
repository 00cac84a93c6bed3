// How a file may come over a stream: in pieces, none of them large, and not a byte at a time.
#ifndef GUANXI_COMMON_FILES_PIECE_BOUNDS_H_
#define GUANXI_COMMON_FILES_PIECE_BOUNDS_H_

#include <cstddef>
#include <cstdint>

#include "absl/status/status.h"

namespace guanxi::files {

// Counts the pieces of one upload, whose bytes are in `file.data` of each message.
//
// Thread safety: none.
class PieceBounds {
 public:
  // Of one piece. The edge cuts what comes over HTTP into such pieces at most.
  static constexpr size_t kMaxPieceBytes = 1 << 20;
  // So many pieces may be of any size, and one more for each so many bytes. A line at a time from
  // a program that writes slowly passes; a byte at a time costs far more than it brings.
  static constexpr int64_t kFreePieces = 10'000;
  static constexpr int64_t kBytesOfAPiece = 16;

  // The next piece.
  //   INVALID_ARGUMENT  PIECE_TOO_LARGE   over kMaxPieceBytes
  //   INVALID_ARGUMENT  PIECES_TOO_SMALL  too many pieces for the bytes that they brought
  absl::Status Note(size_t size);

  int64_t pieces() const { return pieces_; }

 private:
  int64_t pieces_ = 0;
  int64_t bytes_ = 0;
};

}  // namespace guanxi::files

#endif  // GUANXI_COMMON_FILES_PIECE_BOUNDS_H_
