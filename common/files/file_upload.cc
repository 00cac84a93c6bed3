#include "common/files/file_upload.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/db/database.h"
#include "common/errors/errors.h"

namespace guanxi::files {

absl::StatusOr<FileUpload> FileUpload::Begin(db::Database* database, FileStore* store,
                                             const NewFile& file, int64_t max_bytes) {
  GUANXI_RETURN_IF_ERROR(database->ReadWrite(
      {db::Lane::kJob}, [&](db::Transaction& tx) { return store->Create(tx, file); }));
  return FileUpload(database, store, file, max_bytes);
}

absl::Status FileUpload::Write(absl::string_view bytes) {
  size_ += static_cast<int64_t>(bytes.size());
  if (size_ > max_bytes_) {
    return Error(absl::StatusCode::kInvalidArgument, "FILE_TOO_LARGE",
                 absl::StrCat("file: must have at most ", max_bytes_, " bytes"));
  }
  hash_.Update(bytes);
  while (!bytes.empty()) {
    const size_t taken = std::min(bytes.size(), kMaxChunkBytes - buffer_.size());
    buffer_.append(bytes.data(), taken);
    bytes.remove_prefix(taken);
    if (buffer_.size() == kMaxChunkBytes) GUANXI_RETURN_IF_ERROR(Flush());
  }
  return absl::OkStatus();
}

absl::Status FileUpload::Flush() {
  GUANXI_RETURN_IF_ERROR(database_->ReadWrite({db::Lane::kJob}, [&](db::Transaction& tx) {
    return store_->Append(tx, file_.key, written_, buffer_);
  }));
  written_ += static_cast<int64_t>(buffer_.size());
  buffer_ = std::string();  // an upload that idles holds no more than it must
  return absl::OkStatus();
}

absl::StatusOr<std::string> FileUpload::Finish() {
  if (size_ == 0) {
    return Error(absl::StatusCode::kInvalidArgument, "FILE_EMPTY", "file: must have bytes");
  }
  GUANXI_RETURN_IF_ERROR(Flush());
  GUANXI_RETURN_IF_ERROR(database_->ReadWrite(
      {db::Lane::kJob}, [&](db::Transaction& tx) { return store_->Finish(tx, file_.key); }));
  return hash_.Finish();
}

}  // namespace guanxi::files
