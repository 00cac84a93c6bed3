// Files that outlive the process that took them: uploads, exports, error lists.
//
// A file is a row of `files` and its bytes in pieces of at most 1 MiB in `file_chunks`, both in
// the service's own schema, so that every replica can read what any replica has written and a
// backup holds both. Files are for a few days and at most a gigabyte; they are no archive.
//
// A file is written front to back: Create, Append..., Finish. The three take the caller's
// transaction, so that a job writes a piece and its checkpoint together. `FileUpload`
// (file_upload.h) does it for bytes that come in one stream.
#ifndef GUANXI_COMMON_FILES_FILE_STORE_H_
#define GUANXI_COMMON_FILES_FILE_STORE_H_

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/base/uuid.h"

namespace guanxi::db {
class Database;
class Transaction;
}  // namespace guanxi::db

namespace guanxi::files {

inline constexpr size_t kMaxChunkBytes = 1 << 20;

struct FileKey {
  Uuid tenant;
  Uuid id;
};

// `files/{uuid}`.
std::string MakeFileName(const Uuid& id);
absl::StatusOr<Uuid> ParseFileName(absl::string_view name);

// What is known of a file before its first byte.
struct NewFile {
  FileKey key;
  std::string owner;         // Principal::subject: who may read it.
  std::string file_name;     // For a download's Content-Disposition, "customers.csv".
  std::string content_type;  // "text/csv; charset=utf-8"
};

struct FileInfo {
  NewFile file;
  int64_t size = 0;
  std::string sha256;  // 32 bytes.
  absl::Time create_time;
  absl::Time expire_time;
};

// Thread safety: all methods may be called at once from any thread.
class FileStore {
 public:
  struct Options {
    absl::Duration lifetime = absl::Hours(7 * 24);
    // A file that is not finished by then belongs to somebody who went away.
    absl::Duration unfinished_lifetime = absl::Hours(24);
  };

  // Nothing is owned.
  FileStore(db::Database* database, Clock* clock, const Options& options)
      : database_(database), clock_(clock), options_(options) {}
  FileStore(db::Database* database, Clock* clock) : FileStore(database, clock, Options()) {}

  absl::Status Create(db::Transaction& tx, const NewFile& file);
  // Appends `bytes`, of any length, at `start`: the number of bytes before it.
  absl::Status Append(db::Transaction& tx, const FileKey& key, int64_t start,
                      absl::string_view bytes);
  // From now on the file can be read, for the lifetime.
  absl::Status Finish(db::Transaction& tx, const FileKey& key, int64_t size,
                      absl::string_view sha256);

  // NOT_FOUND (FILE_NOT_FOUND): absent, unfinished or expired.
  absl::StatusOr<FileInfo> Stat(const FileKey& key);
  // Some bytes from `offset` on, at most one piece; empty at the end. Unfinished files can be
  // read, too.
  absl::StatusOr<std::string> Read(const FileKey& key, int64_t offset);
  // The hash of all that was appended so far.
  absl::StatusOr<std::string> Hash(const FileKey& key);

  // Deletes a file. Deleting what is not there is fine.
  absl::Status Delete(const FileKey& key);
  // Deletes at most `limit` files whose time has passed; returns how many it did.
  absl::StatusOr<int64_t> PurgeExpired(int64_t limit);

 private:
  absl::StatusOr<bool> DeleteSomeChunks(const FileKey& key);

  db::Database* const database_;
  Clock* const clock_;
  const Options options_;
};

}  // namespace guanxi::files

#endif  // GUANXI_COMMON_FILES_FILE_STORE_H_
