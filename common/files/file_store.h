// Files that outlive the process that took them: uploads, exports, error lists.
//
// A file is a row of `files` and its bytes in pieces of at most 1 MiB in `file_chunks`, both in
// the service's own schema, so that every replica can read what any replica has written and a
// backup holds both. A file has at most a gigabyte, and most are for a few days.
//
// A file is written front to back: Create, Append..., Finish. The three take the caller's
// transaction, so that a job writes a piece and its checkpoint together. `FileUpload`
// (file_upload.h) does it for bytes that come in one stream.
//
// How long a file lives:
//   - one that an operation needs lives until that has ended (Hold, OperationEnded);
//   - a result of an operation lives `lifetime` longer, or until the operation is deleted;
//   - one that belongs to no operation lives `loose_lifetime` after its last piece.
// A record may hold a file in the place of an operation, by its own id, for as long as it is there:
// then the file is gone soon after Release.
//
// What a tenant's files use is bounded; a file counts until its last piece is deleted. Files that
// tell what became of others, which have taken their room, may use as much again.
#ifndef GUANXI_COMMON_FILES_FILE_STORE_H_
#define GUANXI_COMMON_FILES_FILE_STORE_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/base/uuid.h"

namespace guanxi::db {
class Database;
struct Query;
class Transaction;
class Value;
}  // namespace guanxi::db

namespace guanxi::files {

inline constexpr size_t kMaxChunkBytes = 1 << 20;

// How often PurgeExpired is to be called.
inline constexpr absl::Duration kPurgeInterval = absl::Minutes(1);

struct FileKey {
  Uuid tenant;
  Uuid id;
};

// `files/{uuid}`.
std::string MakeFileName(const Uuid& id);
absl::StatusOr<Uuid> ParseFileName(absl::string_view name);

// Nobody needs the files any more that `holder`, an operation or a record, holds: they go with the
// next purge. `now` is the machine's. Errors: those of the database.
absl::Status Release(db::Transaction& tx, const Uuid& tenant, const Uuid& holder, absl::Time now);

// What is known of a file before its first byte.
struct NewFile {
  FileKey key;
  std::string owner;         // Principal::subject: who may read it.
  std::string file_name;     // For a download's Content-Disposition, "customers.csv".
  std::string content_type;  // "text/csv; charset=utf-8"
  Uuid result_of;            // The operation whose result it is, or which reads it; nil: none's.
};

struct FileInfo {
  NewFile file;
  int64_t size = 0;
  absl::Time create_time;
};

// Thread safety: all methods may be called at once from any thread.
//
// Errors of Create and Append, besides those of the database:
//   NOT_FOUND           FILE_NOT_FOUND  (Append) absent or being deleted
//   RESOURCE_EXHAUSTED  FILE_QUOTA      the tenant's files use what they may; says how much, and
//                                       when room comes
class FileStore {
 public:
  struct Options {
    absl::Duration lifetime = absl::Hours(7 * 24);
    // An upload that brought no piece for so long was broken off.
    absl::Duration loose_lifetime = absl::Hours(1);
    // Of one tenant; twice as many with the reserve.
    int64_t max_bytes = int64_t{4} << 30;
    int64_t max_files = 1000;
  };

  // Nothing is owned.
  FileStore(db::Database* database, Clock* clock, const Options& options)
      : database_(database), clock_(clock), options_(options) {}
  FileStore(db::Database* database, Clock* clock) : FileStore(database, clock, Options()) {}

  // What a file may use: the tenant's room, or the same again that only `kReserve` has.
  enum class Room { kUsual, kReserve };
  absl::Status Create(db::Transaction& tx, const NewFile& file, Room room = Room::kUsual);
  // Appends `bytes`, of any length, at `start`: the number of bytes before it.
  absl::Status Append(db::Transaction& tx, const FileKey& key, int64_t start,
                      absl::string_view bytes, Room room = Room::kUsual);
  // From now on the file can be read. More may be appended.
  absl::Status Finish(db::Transaction& tx, const FileKey& key);

  // A finished file that belongs to no operation is now that one's. NOT_FOUND (FILE_NOT_FOUND) if
  // there is none.
  absl::Status Hold(db::Transaction& tx, const FileKey& key, const Uuid& operation);
  // The operation needs its files no longer: its results live on if they are finished.
  absl::Status OperationEnded(db::Transaction& tx, const Uuid& tenant, const Uuid& operation);
  // Nor does anybody want its results.
  absl::Status OperationDeleted(db::Transaction& tx, const Uuid& tenant, const Uuid& operation);

  // NOT_FOUND (FILE_NOT_FOUND): absent, unfinished or expired.
  absl::StatusOr<FileInfo> Stat(const FileKey& key);
  // Some bytes from `offset` on, at most one piece; empty at the end. Unfinished files can be
  // read, too.
  absl::StatusOr<std::string> Read(const FileKey& key, int64_t offset);

  // Deletes a file. Deleting what is not there is fine.
  absl::Status Delete(const FileKey& key);
  // Deletes at most `limit` files whose time has passed; returns how many it did.
  absl::StatusOr<int64_t> PurgeExpired(int64_t limit);
  // Deletes the pieces of at most `limit` files that are not there. None should be: this is for
  // what a mistake or a hand has left.
  absl::StatusOr<int64_t> PurgeOrphans(int64_t limit);

 private:
  absl::Status Use(db::Transaction& tx, const Uuid& tenant, int64_t bytes, int64_t files,
                   Room room);
  absl::Status OutOfRoom(db::Transaction& tx, const Uuid& tenant);
  absl::StatusOr<bool> DeleteSomeChunks(const FileKey& key);
  absl::StatusOr<std::vector<FileKey>> Find(const db::Query& query,
                                            const std::vector<db::Value>& values);

  db::Database* const database_;
  Clock* const clock_;
  const Options options_;
};

}  // namespace guanxi::files

#endif  // GUANXI_COMMON_FILES_FILE_STORE_H_
