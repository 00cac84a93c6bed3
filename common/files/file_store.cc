#include "common/files/file_store.h"

#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/base/status_macros.h"
#include "common/db/database.h"
#include "common/errors/errors.h"
#include "common/files/queries.h"
#include "common/files/sha256.h"

namespace guanxi::files {
namespace {

constexpr absl::string_view kNamePrefix = "files/";

absl::StatusOr<FileInfo> FromRow(const FileKey& key, const db::Row& row) {
  FileInfo info;
  info.file.key = key;
  info.file.owner = std::string(row.String(0));
  info.file.file_name = std::string(row.String(1));
  info.file.content_type = std::string(row.String(2));
  info.size = row.Int64(3);
  info.sha256 = std::string(row.String(4));
  info.create_time = row.Time(5);
  info.expire_time = row.Time(6);
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

absl::Status FileStore::Create(db::Transaction& tx, const NewFile& file) {
  const absl::Time now = clock_->Now();
  return tx
      .Execute(kInsertFile,
               {file.key.tenant.bytes(), file.key.id.bytes(), file.owner, file.file_name,
                file.content_type, now, now + options_.unfinished_lifetime})
      .status();
}

absl::Status FileStore::Append(db::Transaction& tx, const FileKey& key, int64_t start,
                               absl::string_view bytes) {
  while (!bytes.empty()) {
    const absl::string_view piece = bytes.substr(0, kMaxChunkBytes);
    GUANXI_RETURN_IF_ERROR(
        tx.Execute(kInsertChunk, {key.tenant.bytes(), key.id.bytes(), start, piece}).status());
    start += static_cast<int64_t>(piece.size());
    bytes.remove_prefix(piece.size());
  }
  return absl::OkStatus();
}

absl::Status FileStore::Finish(db::Transaction& tx, const FileKey& key, int64_t size,
                               absl::string_view sha256) {
  GUANXI_ASSIGN_OR_RETURN(const int64_t matched,
                          tx.Execute(kFinishFile, {size, sha256, clock_->Now() + options_.lifetime,
                                                   key.tenant.bytes(), key.id.bytes()}));
  return matched == 1 ? absl::OkStatus() : NotFound("FILE", MakeFileName(key.id));
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

absl::StatusOr<std::string> FileStore::Hash(const FileKey& key) {
  Sha256 hash;
  for (int64_t offset = 0;;) {
    GUANXI_ASSIGN_OR_RETURN(const std::string bytes, Read(key, offset));
    if (bytes.empty()) return hash.Finish();
    hash.Update(bytes);
    offset += static_cast<int64_t>(bytes.size());
  }
}

absl::StatusOr<bool> FileStore::DeleteSomeChunks(const FileKey& key) {
  int64_t deleted = 0;
  GUANXI_RETURN_IF_ERROR(
      database_->ReadWrite({db::Lane::kJob}, [&](db::Transaction& tx) -> absl::Status {
        GUANXI_ASSIGN_OR_RETURN(deleted,
                                tx.Execute(kDeleteChunks, {key.tenant.bytes(), key.id.bytes()}));
        if (deleted > 0) return absl::OkStatus();
        return tx.Execute(kDeleteFile, {key.tenant.bytes(), key.id.bytes()}).status();
      }));
  return deleted > 0;
}

absl::Status FileStore::Delete(const FileKey& key) {
  bool more = true;
  while (more) {
    GUANXI_ASSIGN_OR_RETURN(more, DeleteSomeChunks(key));
  }
  return absl::OkStatus();
}

absl::StatusOr<int64_t> FileStore::PurgeExpired(int64_t limit) {
  std::vector<FileKey> expired;
  GUANXI_RETURN_IF_ERROR(
      database_->ReadOnly({db::Lane::kJob}, [&](db::Transaction& tx) -> absl::Status {
        expired.clear();
        GUANXI_ASSIGN_OR_RETURN(const db::Rows rows,
                                tx.Select(kSelectExpired, {clock_->Now(), limit}));
        for (const db::Row row : rows) {
          FileKey key;
          GUANXI_ASSIGN_OR_RETURN(key.tenant, Uuid::FromBytes(row.String(0)));
          GUANXI_ASSIGN_OR_RETURN(key.id, Uuid::FromBytes(row.String(1)));
          expired.push_back(key);
        }
        return absl::OkStatus();
      }));
  for (const FileKey& key : expired) GUANXI_RETURN_IF_ERROR(Delete(key));
  return static_cast<int64_t>(expired.size());
}

}  // namespace guanxi::files
