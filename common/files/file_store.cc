#include "common/files/file_store.h"

#include <algorithm>
#include <limits>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/base/status_macros.h"
#include "common/db/database.h"
#include "common/errors/errors.h"
#include "common/files/queries.h"

namespace guanxi::files {
namespace {

constexpr absl::string_view kNamePrefix = "files/";
// When it is worth asking again whether an operation has ended.
constexpr absl::Duration kOperationWait = absl::Seconds(30);

absl::StatusOr<FileInfo> FromRow(const FileKey& key, const db::Row& row) {
  FileInfo info;
  info.file.key = key;
  info.file.owner = std::string(row.String(0));
  info.file.file_name = std::string(row.String(1));
  info.file.content_type = std::string(row.String(2));
  info.size = row.Int64(3);
  info.create_time = row.Time(4);
  if (!row.IsNull(5)) {
    GUANXI_ASSIGN_OR_RETURN(info.file.result_of, Uuid::FromBytes(row.String(5)));
  }
  return info;
}

}  // namespace

std::string MakeFileName(const Uuid& id) { return absl::StrCat(kNamePrefix, id.ToString()); }

absl::StatusOr<Uuid> ParseFileName(absl::string_view name) {
  absl::StatusOr<Uuid> id = Uuid::Parse(absl::StripPrefix(name, kNamePrefix));
  if (!absl::StartsWith(name, kNamePrefix) || !id.ok()) {
    return InvalidField("name", "must be files/{uuid}", "INVALID_NAME");
  }
  return id;
}

absl::Status Release(db::Transaction& tx, const Uuid& tenant, const Uuid& holder, absl::Time now) {
  return tx.Execute(kExpireHeld, {now, now, tenant.bytes(), holder.bytes()}).status();
}

absl::Status FileStore::Create(db::Transaction& tx, const NewFile& file, Room room) {
  const FileKey& key = file.key;
  const absl::Time now = clock_->Now();
  const bool loose = file.result_of.IsNil();
  const db::Value expires = loose ? db::Value(now + options_.loose_lifetime) : db::Value();
  const db::Value operation = loose ? db::Value() : db::Value(file.result_of.bytes());
  GUANXI_RETURN_IF_ERROR(
      tx.Execute(kInsertFile, {key.tenant.bytes(), key.id.bytes(), file.owner, file.file_name,
                               file.content_type, now, expires, operation, !loose})
          .status());
  GUANXI_RETURN_IF_ERROR(tx.Execute(kBeginUsage, {key.tenant.bytes()}).status());
  return Use(tx, key.tenant, 0, 1, room);
}

absl::Status FileStore::Append(db::Transaction& tx, const FileKey& key, int64_t start,
                               absl::string_view bytes, Room room) {
  const auto size = static_cast<int64_t>(bytes.size());
  GUANXI_ASSIGN_OR_RETURN(const int64_t matched,
                          tx.Execute(kGrowFile, {size, clock_->Now() + options_.loose_lifetime,
                                                 key.tenant.bytes(), key.id.bytes(), start}));
  if (matched != 1) return NotFound("FILE", MakeFileName(key.id));
  GUANXI_RETURN_IF_ERROR(Use(tx, key.tenant, size, 0, room));
  while (!bytes.empty()) {
    const absl::string_view piece = bytes.substr(0, kMaxChunkBytes);
    GUANXI_RETURN_IF_ERROR(
        tx.Execute(kInsertChunk, {key.tenant.bytes(), key.id.bytes(), start, piece}).status());
    start += static_cast<int64_t>(piece.size());
    bytes.remove_prefix(piece.size());
  }
  return absl::OkStatus();
}

absl::Status FileStore::Use(db::Transaction& tx, const Uuid& tenant, int64_t bytes, int64_t files,
                            Room room) {
  const auto limit = [&](int64_t usual) {
    const int64_t most = std::numeric_limits<int64_t>::max();
    return room == Room::kUsual ? usual : usual + std::min(usual, most - usual);
  };
  GUANXI_ASSIGN_OR_RETURN(
      const int64_t matched,
      tx.Execute(kAddUsage, {bytes, files, tenant.bytes(), bytes, limit(options_.max_bytes), files,
                             limit(options_.max_files)}));
  return matched == 1 ? absl::OkStatus() : OutOfRoom(tx, tenant);
}

absl::Status FileStore::OutOfRoom(db::Transaction& tx, const Uuid& tenant) {
  GUANXI_ASSIGN_OR_RETURN(const db::Rows used, tx.Select(kSelectUsage, {tenant.bytes()}));
  GUANXI_ASSIGN_OR_RETURN(const db::Rows room, tx.Select(kSelectRoom, {tenant.bytes()}));
  std::string when;
  absl::Duration wait = kOperationWait;
  if (!room[0].IsNull(0)) {
    const absl::Time next = room[0].Time(0) + kPurgeInterval;
    absl::StrAppend(&when, " at ",
                    absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", next, absl::UTCTimeZone()), ",");
    wait = std::max(next - clock_->Now(), absl::Seconds(1));
  }
  if (room[0].Int64(1) > 0) {  // Files of operations that have not ended.
    when += " when an operation ends,";
    wait = std::min(wait, kOperationWait);
  }
  return QuotaExceeded(
      "FILE_QUOTA", "files",
      absl::StrCat("the company's files use ", used[0].Int64(0), " of ", options_.max_bytes,
                   " bytes in ", used[0].Int64(1), " of ", options_.max_files,
                   " files, and this one has no room; room comes", when,
                   " or when an operation that is done is deleted"),
      wait);
}

absl::Status FileStore::Finish(db::Transaction& tx, const FileKey& key) {
  GUANXI_ASSIGN_OR_RETURN(const int64_t matched,
                          tx.Execute(kFinishFile, {key.tenant.bytes(), key.id.bytes()}));
  return matched == 1 ? absl::OkStatus() : NotFound("FILE", MakeFileName(key.id));
}

absl::Status FileStore::Hold(db::Transaction& tx, const FileKey& key, const Uuid& operation) {
  GUANXI_ASSIGN_OR_RETURN(
      const int64_t matched,
      tx.Execute(kHoldFile, {operation.bytes(), key.tenant.bytes(), key.id.bytes()}));
  return matched == 1 ? absl::OkStatus() : NotFound("FILE", MakeFileName(key.id));
}

absl::Status FileStore::OperationEnded(db::Transaction& tx, const Uuid& tenant,
                                       const Uuid& operation) {
  const absl::Time now = clock_->Now();
  return tx.Execute(kExpireHeld, {now + options_.lifetime, now, tenant.bytes(), operation.bytes()})
      .status();
}

absl::Status FileStore::OperationDeleted(db::Transaction& tx, const Uuid& tenant,
                                         const Uuid& operation) {
  return Release(tx, tenant, operation, clock_->Now());
}

absl::StatusOr<FileInfo> FileStore::Stat(const FileKey& key) {
  absl::StatusOr<FileInfo> info = NotFound("FILE", MakeFileName(key.id));
  GUANXI_RETURN_IF_ERROR(database_->ReadOnly({}, [&](db::Transaction& tx) -> absl::Status {
    GUANXI_ASSIGN_OR_RETURN(
        const db::Rows rows,
        tx.Select(kSelectFile, {key.tenant.bytes(), key.id.bytes(), clock_->Now()}));
    if (!rows.empty()) info = FromRow(key, rows[0]);
    return absl::OkStatus();
  }));
  return info;
}

absl::StatusOr<std::string> FileStore::Read(const FileKey& key, int64_t offset) {
  std::string bytes;
  GUANXI_RETURN_IF_ERROR(
      database_->ReadOnly({db::Lane::kJob}, [&](db::Transaction& tx) -> absl::Status {
        bytes.clear();
        GUANXI_ASSIGN_OR_RETURN(
            const db::Rows rows,
            tx.Select(kSelectChunk, {key.tenant.bytes(), key.id.bytes(), offset}));
        if (rows.empty()) return absl::OkStatus();
        absl::string_view data = rows[0].String(1);
        const auto skipped = static_cast<size_t>(offset - rows[0].Int64(0));
        if (skipped < data.size()) bytes = std::string(data.substr(skipped));
        return absl::OkStatus();
      }));
  return bytes;
}

// Deletes 16 pieces, or the row behind the last one. False: nothing is left.
absl::StatusOr<bool> FileStore::DeleteSomeChunks(const FileKey& key) {
  int64_t deleted = 0;
  GUANXI_RETURN_IF_ERROR(
      database_->ReadWrite({db::Lane::kJob}, [&](db::Transaction& tx) -> absl::Status {
        GUANXI_ASSIGN_OR_RETURN(deleted,
                                tx.Execute(kDeleteChunks, {key.tenant.bytes(), key.id.bytes()}));
        if (deleted > 0) return absl::OkStatus();
        GUANXI_ASSIGN_OR_RETURN(const db::Rows rows,
                                tx.Select(kSelectSize, {key.tenant.bytes(), key.id.bytes()}));
        if (rows.empty()) return absl::OkStatus();
        GUANXI_RETURN_IF_ERROR(
            tx.Execute(kDeleteFile, {key.tenant.bytes(), key.id.bytes()}).status());
        return tx.Execute(kDropUsage, {rows[0].Int64(0), key.tenant.bytes()}).status();
      }));
  return deleted > 0;
}

absl::Status FileStore::Delete(const FileKey& key) {
  // Waits for an Append that is under way; those after it find nothing.
  GUANXI_RETURN_IF_ERROR(database_->ReadWrite({db::Lane::kJob}, [&](db::Transaction& tx) {
    return tx.Execute(kBeginDeletion, {clock_->Now(), key.tenant.bytes(), key.id.bytes()}).status();
  }));
  bool more = true;
  while (more) {
    GUANXI_ASSIGN_OR_RETURN(more, DeleteSomeChunks(key));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<FileKey>> FileStore::Find(const db::Query& query,
                                                     const std::vector<db::Value>& values) {
  std::vector<FileKey> found;
  GUANXI_RETURN_IF_ERROR(
      database_->ReadOnly({db::Lane::kJob}, [&](db::Transaction& tx) -> absl::Status {
        found.clear();
        GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, tx.Select(query, values));
        for (const db::Row row : rows) {
          FileKey key;
          GUANXI_ASSIGN_OR_RETURN(key.tenant, Uuid::FromBytes(row.String(0)));
          GUANXI_ASSIGN_OR_RETURN(key.id, Uuid::FromBytes(row.String(1)));
          found.push_back(key);
        }
        return absl::OkStatus();
      }));
  return found;
}

absl::StatusOr<int64_t> FileStore::PurgeExpired(int64_t limit) {
  GUANXI_ASSIGN_OR_RETURN(const std::vector<FileKey> expired,
                          Find(kSelectExpired, {clock_->Now(), limit}));
  for (const FileKey& key : expired) GUANXI_RETURN_IF_ERROR(Delete(key));
  return static_cast<int64_t>(expired.size());
}

absl::StatusOr<int64_t> FileStore::PurgeOrphans(int64_t limit) {
  GUANXI_ASSIGN_OR_RETURN(const std::vector<FileKey> orphans, Find(kSelectOrphans, {limit}));
  for (const FileKey& key : orphans) GUANXI_RETURN_IF_ERROR(Delete(key));
  return static_cast<int64_t>(orphans.size());
}

}  // namespace guanxi::files
