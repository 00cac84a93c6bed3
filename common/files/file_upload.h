// Takes a file from a stream, in bounded memory.
#ifndef GUANXI_COMMON_FILES_FILE_UPLOAD_H_
#define GUANXI_COMMON_FILES_FILE_UPLOAD_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/files/file_store.h"
#include "common/files/sha256.h"

namespace guanxi::files {

// Writes pieces of 1 MiB as they fill up, each in a transaction of its own. Dropped without
// Finish it leaves an unfinished file, which the purge takes away.
//
// Errors of all methods, besides those of the database: RESOURCE_EXHAUSTED (FILE_QUOTA).
//
// Thread safety: none.
class FileUpload {
 public:
  // Begins a file of at most `max_bytes`. Nothing is owned.
  static absl::StatusOr<FileUpload> Begin(db::Database* database, FileStore* store,
                                          const NewFile& file, int64_t max_bytes);

  // Errors: INVALID_ARGUMENT (FILE_TOO_LARGE), or those of the database.
  absl::Status Write(absl::string_view bytes);

  // The SHA-256 of all bytes, 32 of them; to be stored keyed only: what a small file holds could
  // be guessed from it. Errors: INVALID_ARGUMENT (FILE_EMPTY), or those of the database.
  absl::StatusOr<std::string> Finish();

  int64_t size() const { return size_; }
  // What it holds in memory.
  int64_t held_bytes() const { return static_cast<int64_t>(buffer_.capacity()); }

 private:
  FileUpload(db::Database* database, FileStore* store, const NewFile& file, int64_t max_bytes)
      : database_(database), store_(store), file_(file), max_bytes_(max_bytes) {}

  absl::Status Flush();

  db::Database* database_;
  FileStore* store_;
  NewFile file_;
  int64_t max_bytes_;
  int64_t size_ = 0;     // Of all bytes so far.
  int64_t written_ = 0;  // Of those in the database.
  std::string buffer_;
  Sha256 hash_;
};

}  // namespace guanxi::files

#endif  // GUANXI_COMMON_FILES_FILE_UPLOAD_H_
