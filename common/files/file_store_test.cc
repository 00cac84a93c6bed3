#include "common/files/file_store.h"

#include <memory>
#include <string>

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
  EXPECT_EQ(store_.Hash(file.key).value(), info->sha256);
}

TEST_F(FileStoreTest, HashIsSha256) {
  const auto info = Upload(MakeFile(), "abc", 1);
  ASSERT_THAT(info, IsOk());
  EXPECT_EQ(info->sha256.substr(0, 4), "\xBA\x78\x16\xBF");
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
  EXPECT_EQ(store_.PurgeExpired(10).value(), 0);
  clock_.Advance(absl::Hours(25));
  EXPECT_EQ(store_.PurgeExpired(10).value(), 1);
  EXPECT_EQ(CountChunks(), 0);
}

TEST_F(FileStoreTest, AFileLivesForItsTimeInItsTenant) {
  const NewFile file = MakeFile();
  ASSERT_THAT(Upload(file, "x", 1), IsOk());
  EXPECT_THAT(store_.Stat({ids_.Next(), file.key.id}), HasReason("FILE_NOT_FOUND"));
  clock_.Advance(absl::Hours(7 * 24 - 1));
  EXPECT_THAT(store_.Stat(file.key), IsOk());
  EXPECT_EQ(store_.PurgeExpired(10).value(), 0);
  clock_.Advance(absl::Hours(2));
  EXPECT_THAT(store_.Stat(file.key), HasReason("FILE_NOT_FOUND"));
  EXPECT_EQ(store_.PurgeExpired(10).value(), 1);
  EXPECT_EQ(CountChunks(), 0);
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
