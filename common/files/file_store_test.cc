#include "common/files/file_store.h"

#include <memory>
#include <string>

#include "common/base/status_macros.h"
#include "common/db/database.h"
#include "common/db/sql_lint.h"
#include "common/files/file_upload.h"
#include "common/files/queries.h"
#include "common/testing/fake_clock.h"
#include "common/testing/mariadb.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::files {
namespace {

using ::testing::HasSubstr;

constexpr int64_t kMega = kMaxChunkBytes;

class FileStoreTest : public ::testing::Test {
 protected:
  FileStoreTest()
      : database_(
            db::Database::Create({SharedMariaDb()->CreateSchema("common/files/schema").value()})
                .value()),
        store_(database_.get(), &clock_) {}

  NewFile MakeFile() {
    NewFile file;
    file.key = {ids_.Next(), ids_.Next()};
    file.owner = "users/1";
    file.file_name = "list.csv";
    file.content_type = "text/csv";
    return file;
  }

  // Uploads `text` in pieces of `piece` bytes.
  absl::StatusOr<FileInfo> Upload(const NewFile& file, absl::string_view text, size_t piece,
                                  int64_t max_bytes = 1 << 30) {
    const auto hash = Hash(file, text, piece, max_bytes);
    if (!hash.ok()) return hash.status();
    return store_.Stat(file.key);
  }

  absl::StatusOr<std::string> Hash(const NewFile& file, absl::string_view text, size_t piece,
                                   int64_t max_bytes = 1 << 30) {
    auto upload = FileUpload::Begin(database_.get(), &store_, file, max_bytes);
    if (!upload.ok()) return upload.status();
    for (size_t i = 0; i < text.size(); i += piece) {
      const absl::Status status = upload->Write(text.substr(i, piece));
      if (!status.ok()) return status;
    }
    return upload->Finish();
  }

  std::string ReadAll(const FileKey& key, int64_t offset = 0) {
    std::string all;
    while (true) {
      const std::string bytes = store_.Read(key, offset).value();
      if (bytes.empty()) return all;
      EXPECT_LE(bytes.size(), kMaxChunkBytes);
      all += bytes;
      offset += static_cast<int64_t>(bytes.size());
    }
  }

  absl::Status InTransaction(db::Database::Body body) { return database_->ReadWrite({}, body); }

  int64_t CountChunks() {
    int64_t count = 0;
    EXPECT_THAT(database_->ReadOnly(
                    {},
                    [&](db::Transaction& tx) {
                      auto rows = tx.Select({"test.count", "SELECT COUNT(*) FROM file_chunks"}, {});
                      if (rows.ok()) count = (*rows)[0].Int64(0);
                      return rows.status();
                    }),
                IsOk());
    return count;
  }

  FakeClock clock_{absl::FromUnixSeconds(1'700'000'000)};
  UuidSource ids_;
  std::unique_ptr<db::Database> database_;
  FileStore store_;
};

// 2.5 MiB in which every place differs from its neighbours.
std::string Bytes() {
  std::string bytes(2 * kMega + kMega / 2, '\0');
  for (size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<char>(i * 31 + i / 251);
  return bytes;
}

TEST_F(FileStoreTest, ReadsBackFromAnyOffset) {
  const NewFile file = MakeFile();
  const std::string bytes = Bytes();
  const auto info = Upload(file, bytes, 700'001);
  ASSERT_THAT(info, IsOk());
  EXPECT_EQ(info->size, static_cast<int64_t>(bytes.size()));
  EXPECT_EQ(info->file.owner, "users/1");
  EXPECT_EQ(info->file.file_name, "list.csv");
  EXPECT_EQ(CountChunks(), 3);
  for (const int64_t offset : {int64_t{0}, kMega - 1, kMega, kMega + 1, 2 * kMega + 7}) {
    EXPECT_TRUE(ReadAll(file.key, offset) == bytes.substr(offset)) << offset;
  }
  EXPECT_EQ(store_.Read(file.key, info->size).value(), "");
}

TEST_F(FileStoreTest, HashIsSha256) {
  EXPECT_EQ(Hash(MakeFile(), "abc", 1)->substr(0, 4), "\xBA\x78\x16\xBF");
}

TEST_F(FileStoreTest, RefusesTooLargeAndEmpty) {
  EXPECT_THAT(Upload(MakeFile(), "12345", 2, /*max_bytes=*/4), HasReason("FILE_TOO_LARGE"));
  EXPECT_THAT(Upload(MakeFile(), "", 2), HasReason("FILE_EMPTY"));
}

TEST_F(FileStoreTest, AnUnfinishedFileIsNotThereAndIsPurged) {
  const NewFile file = MakeFile();
  auto upload = FileUpload::Begin(database_.get(), &store_, file, 1 << 30);
  ASSERT_THAT(upload, IsOk());
  ASSERT_THAT(upload->Write(Bytes()), IsOk());
  EXPECT_THAT(store_.Stat(file.key), HasReason("FILE_NOT_FOUND"));
  clock_.Advance(absl::Minutes(59));
  ASSERT_THAT(upload->Write(Bytes()), IsOk());
  clock_.Advance(absl::Minutes(59));
  EXPECT_EQ(store_.PurgeExpired(10).value(), 0);
  clock_.Advance(absl::Minutes(2));
  EXPECT_EQ(store_.PurgeExpired(10).value(), 1);
  EXPECT_EQ(CountChunks(), 0);
}

TEST_F(FileStoreTest, AnUploadLivesAsLongAsItsOperation) {
  const NewFile file = MakeFile();
  ASSERT_THAT(Upload(file, "x", 1), IsOk());
  EXPECT_THAT(store_.Stat({ids_.Next(), file.key.id}), HasReason("FILE_NOT_FOUND"));
  const Uuid operation = ids_.Next();
  ASSERT_THAT(
      InTransaction([&](db::Transaction& tx) { return store_.Hold(tx, file.key, operation); }),
      IsOk());
  clock_.Advance(absl::Hours(100 * 24));
  EXPECT_THAT(store_.Stat(file.key), IsOk());
  EXPECT_EQ(store_.PurgeExpired(10).value(), 0);
  ASSERT_THAT(InTransaction([&](db::Transaction& tx) {
                return store_.OperationEnded(tx, file.key.tenant, operation);
              }),
              IsOk());
  EXPECT_THAT(store_.Stat(file.key), HasReason("FILE_NOT_FOUND"));
  EXPECT_EQ(store_.PurgeExpired(10).value(), 1);
  EXPECT_EQ(CountChunks(), 0);
}

TEST_F(FileStoreTest, ResultsLiveForAWeekOrUntilTheOperationIsDeleted) {
  NewFile kept = MakeFile();
  kept.result_of = ids_.Next();
  NewFile deleted = kept;
  deleted.key.id = ids_.Next();
  deleted.result_of = ids_.Next();
  NewFile unfinished = kept;
  unfinished.key.id = ids_.Next();
  for (const NewFile& file : {kept, deleted, unfinished}) {
    ASSERT_THAT(InTransaction([&](db::Transaction& tx) { return store_.Create(tx, file); }),
                IsOk());
    ASSERT_THAT(
        InTransaction([&](db::Transaction& tx) { return store_.Append(tx, file.key, 0, "some"); }),
        IsOk());
  }
  for (const NewFile& file : {kept, deleted}) {
    ASSERT_THAT(InTransaction([&](db::Transaction& tx) { return store_.Finish(tx, file.key); }),
                IsOk());
    EXPECT_EQ(store_.Stat(file.key)->file.result_of, file.result_of);
  }
  clock_.Advance(absl::Hours(100 * 24));
  for (const NewFile& file : {kept, deleted}) {
    ASSERT_THAT(InTransaction([&](db::Transaction& tx) {
                  return store_.OperationEnded(tx, file.key.tenant, file.result_of);
                }),
                IsOk());
  }
  EXPECT_EQ(store_.PurgeExpired(10).value(), 1);
  ASSERT_THAT(InTransaction([&](db::Transaction& tx) {
                return store_.OperationDeleted(tx, deleted.key.tenant, deleted.result_of);
              }),
              IsOk());
  EXPECT_THAT(store_.Stat(deleted.key), HasReason("FILE_NOT_FOUND"));
  EXPECT_EQ(store_.PurgeExpired(10).value(), 1);
  clock_.Advance(absl::Hours(7 * 24 - 1));
  EXPECT_THAT(store_.Stat(kept.key), IsOk());
  clock_.Advance(absl::Hours(2));
  EXPECT_EQ(store_.PurgeExpired(10).value(), 1);
  EXPECT_EQ(CountChunks(), 0);
}

TEST_F(FileStoreTest, WhatATenantsFilesUseIsBounded) {
  FileStore::Options options;
  options.max_bytes = 10;
  options.max_files = 3;
  FileStore store(database_.get(), &clock_, options);
  const auto upload = [&](const NewFile& file, const std::string& text) -> absl::Status {
    auto upload = FileUpload::Begin(database_.get(), &store, file, 100);
    if (!upload.ok()) return upload.status();
    const absl::Status status = upload->Write(text);
    return status.ok() ? upload->Finish().status() : status;
  };
  NewFile file = MakeFile();
  ASSERT_THAT(upload(file, "1234567"), IsOk());
  const FileKey first = file.key;
  file.key.id = ids_.Next();
  const absl::Status full = upload(file, "1234");
  EXPECT_THAT(full, HasReason("FILE_QUOTA"));
  EXPECT_THAT(full, StatusIs(absl::StatusCode::kResourceExhausted,
                             HasSubstr("7 of 10 bytes in 2 of 3 files")));
  EXPECT_THAT(full.message(), HasSubstr("room comes at 2023-11-14T23:14:20Z"));
  EXPECT_TRUE(full.GetPayload("type.googleapis.com/google.rpc.QuotaFailure").has_value());
  EXPECT_TRUE(full.GetPayload("type.googleapis.com/google.rpc.RetryInfo").has_value());
  EXPECT_THAT(upload(MakeFile(), "1234"), IsOk());  // Another tenant's.
  file.key.id = ids_.Next();
  ASSERT_THAT(upload(file, "123"), IsOk());
  file.key.id = ids_.Next();
  EXPECT_THAT(upload(file, ""), HasReason("FILE_QUOTA"));
  ASSERT_THAT(store.Delete(first), IsOk());
  ASSERT_THAT(store.Delete(first), IsOk());
  EXPECT_THAT(upload(file, "1234567"), IsOk());
  file.key.id = ids_.Next();
  EXPECT_THAT(upload(file, "1"), HasReason("FILE_QUOTA"));
}

TEST_F(FileStoreTest, TheReserveIsAsMuchAgainAndForThoseThatAskForIt) {
  FileStore::Options options;
  options.max_bytes = 10;
  options.max_files = 1;
  FileStore store(database_.get(), &clock_, options);
  constexpr auto kReserve = FileStore::Room::kReserve;
  NewFile file = MakeFile();
  const auto write = [&](int64_t start, const std::string& bytes, FileStore::Room room) {
    return InTransaction([&](db::Transaction& tx) -> absl::Status {
      if (start == 0) GUANXI_RETURN_IF_ERROR(store.Create(tx, file, room));
      return store.Append(tx, file.key, start, bytes, room);
    });
  };
  ASSERT_THAT(write(0, "1234567890", FileStore::Room::kUsual), IsOk());
  file.key.id = ids_.Next();
  EXPECT_THAT(write(0, "1", FileStore::Room::kUsual), HasReason("FILE_QUOTA"));
  ASSERT_THAT(write(0, "12345", kReserve), IsOk());
  EXPECT_THAT(write(5, "1", FileStore::Room::kUsual), HasReason("FILE_QUOTA"));
  EXPECT_THAT(write(5, "123456", kReserve), HasReason("FILE_QUOTA"));
  EXPECT_THAT(write(5, "12345", kReserve), IsOk());
}

TEST_F(FileStoreTest, NoPieceIsLeftBehindByAWriterThatIsLate) {
  const NewFile file = MakeFile();
  auto upload = FileUpload::Begin(database_.get(), &store_, file, 1 << 30);
  ASSERT_THAT(upload->Write(Bytes()), IsOk());
  ASSERT_THAT(store_.Delete(file.key), IsOk());
  EXPECT_THAT(upload->Write(Bytes()), HasReason("FILE_NOT_FOUND"));
  EXPECT_EQ(CountChunks(), 0);
}

TEST_F(FileStoreTest, PiecesWithoutAFileArePurged) {
  const NewFile file = MakeFile();
  ASSERT_THAT(Upload(file, "kept", 4), IsOk());
  ASSERT_THAT(
      InTransaction([&](db::Transaction& tx) {
        return tx.Execute(kInsertChunk, {file.key.tenant.bytes(), ids_.Next().bytes(), 0, "lost"})
            .status();
      }),
      IsOk());
  EXPECT_EQ(store_.PurgeOrphans(10).value(), 1);
  EXPECT_EQ(store_.PurgeOrphans(10).value(), 0);
  EXPECT_EQ(CountChunks(), 1);
  EXPECT_EQ(ReadAll(file.key), "kept");
}

TEST_F(FileStoreTest, WhatATransactionAppendsComesAndGoesWithIt) {
  const NewFile file = MakeFile();
  ASSERT_THAT(
      database_->ReadWrite({}, [&](db::Transaction& tx) { return store_.Create(tx, file); }),
      IsOk());
  EXPECT_FALSE(database_
                   ->ReadWrite({},
                               [&](db::Transaction& tx) {
                                 EXPECT_THAT(store_.Append(tx, file.key, 0, "lost"), IsOk());
                                 return absl::InternalError("stop");
                               })
                   .ok());
  EXPECT_THAT(database_->ReadWrite(
                  {}, [&](db::Transaction& tx) { return store_.Append(tx, file.key, 0, "kept"); }),
              IsOk());
  EXPECT_EQ(ReadAll(file.key), "kept");
  // The same place twice is a mistake that does not go unseen.
  EXPECT_FALSE(
      database_
          ->ReadWrite({}, [&](db::Transaction& tx) { return store_.Append(tx, file.key, 0, "x"); })
          .ok());
}

TEST(FileName, ParsesItsOwnForm) {
  UuidSource ids;
  const Uuid id = ids.Next();
  EXPECT_EQ(ParseFileName(MakeFileName(id)).value(), id);
  EXPECT_THAT(ParseFileName("files/1"), HasReason("INVALID_NAME"));
  EXPECT_THAT(ParseFileName(id.ToString()), HasReason("INVALID_NAME"));
}

TEST(Queries, AreReadyForManyMachines) {
  EXPECT_THAT(db::LintQueries(AllQueries()), ::testing::IsEmpty());
}

}  // namespace
}  // namespace guanxi::files
