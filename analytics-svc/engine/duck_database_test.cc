#include "analytics-svc/engine/duck_database.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "analytics-svc/engine/engine_testing.h"
#include "common/base/status_macros.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::analytics {
namespace {

// Takes minutes, were it let.
constexpr char kEndless[] =
    "SELECT SUM(a.range * b.range) FROM range(10000000) a, range(10000000) b";

class DuckDatabaseTest : public testing::Test {
 protected:
  absl::Status Execute(const std::string& sql) {
    return duck_->Write([&](DuckWriter& writer) { return writer.Execute(sql).status(); });
  }
  SqlResult Run(const std::string& sql) {
    const auto result = duck_->Run({"test", sql, {}}, {});
    EXPECT_THAT(result, IsOk()) << sql;
    return result.value_or(SqlResult());
  }

  const std::string folder_ = NewFolder();
  const DuckOptions options_ = SmallDuck(folder_);
  std::unique_ptr<DuckDatabase> duck_ = OpenDuck(options_);
};

TEST_F(DuckDatabaseTest, WriteThatFailsLeavesNothing) {
  ASSERT_THAT(Execute("CREATE TABLE t (n BIGINT)"), IsOk());
  const absl::Status failed = duck_->Write([&](DuckWriter& writer) -> absl::Status {
    GUANXI_RETURN_IF_ERROR(writer.Append("t", {{int64_t{1}}, {int64_t{2}}}));
    EXPECT_EQ(writer.Select("SELECT COUNT(*) FROM t", {})->Int64(0, 0), 2);
    return absl::AbortedError("no");
  });
  EXPECT_THAT(failed, StatusIs(absl::StatusCode::kAborted));
  EXPECT_EQ(Run("SELECT COUNT(*) FROM t").Int64(0, 0), 0);
}

TEST_F(DuckDatabaseTest, WhatWasWrittenIsThereAfterOpeningAgain) {
  ASSERT_THAT(Execute("CREATE TABLE t AS SELECT 7 AS n"), IsOk());
  duck_ = nullptr;
  duck_ = OpenDuck(options_);
  EXPECT_EQ(Run("SELECT n FROM t").Int64(0, 0), 7);
}

TEST_F(DuckDatabaseTest, ExportsThatAFormerProcessLeftAreRemoved) {
  const std::string left = options_.export_folder + "/left.csv";
  std::ofstream(left) << "1";
  duck_ = nullptr;
  duck_ = OpenDuck(options_);
  EXPECT_FALSE(std::filesystem::exists(left));
}

TEST_F(DuckDatabaseTest, DamagedFileIsNotOpened) {
  DuckOptions damaged = options_;
  damaged.path = folder_ + "/damaged.duckdb";
  std::ofstream(damaged.path) << std::string(20'000, 'x');
  EXPECT_THAT(DuckDatabase::Open(damaged), HasReason("ENGINE_DOWN"));
}

TEST_F(DuckDatabaseTest, StatementIsEndedAtItsDeadline) {
  SqlLimits limits;
  limits.deadline = absl::Now() + absl::Milliseconds(50);
  EXPECT_THAT(duck_->Run({"test", kEndless, {}}, limits), HasReason("QUERY_TIME_LIMIT"));
  limits.deadline = absl::InfinitePast();
  EXPECT_THAT(duck_->Run({"test", "SELECT 1", {}}, limits), HasReason("QUERY_TIME_LIMIT"));
  EXPECT_EQ(Run("SELECT 1").Int64(0, 0), 1) << "the session goes on";
}

TEST_F(DuckDatabaseTest, MoreRowsThanMayBeAreNoAnswer) {
  SqlLimits limits;
  limits.max_rows = 3;
  EXPECT_THAT(duck_->Run({"test", "SELECT range FROM range(3)", {}}, limits), IsOk());
  EXPECT_THAT(duck_->Run({"test", "SELECT range FROM range(4)", {}}, limits),
              HasReason("RESULT_TOO_LARGE"));
}

TEST_F(DuckDatabaseTest, MoreMemoryThanMayBeIsAnError) {
  DuckOptions tight = SmallDuck(NewFolder());
  tight.memory_bytes = int64_t{64} << 20;
  tight.spill_bytes = 0;
  const auto duck = OpenDuck(tight);
  EXPECT_THAT(duck->Run({"test",
                         "SELECT COUNT(*) FROM (SELECT md5(CAST(range AS VARCHAR)) AS h FROM "
                         "range(20000000) GROUP BY h) q",
                         {}},
                        {}),
              HasReason("QUERY_TOO_LARGE"));
}

TEST_F(DuckDatabaseTest, OnlyOneSelectIsAQuery) {
  for (const char* const sql :
       {"CREATE TABLE u (n BIGINT)", "SELECT 1; SELECT 2", "", "SELECT 'open", "SELECT nothing"}) {
    EXPECT_THAT(duck_->Run({"test", sql, {}}, {}), HasReason("BAD_QUERY")) << sql;
  }
  EXPECT_THAT(duck_->Run({"test", "SELECT ?", {}}, {}), HasReason("BAD_QUERY"));
  EXPECT_THAT(duck_->Run({"test", "SELECT 1", {int64_t{1}}}, {}), HasReason("BAD_QUERY"));
}

TEST_F(DuckDatabaseTest, FilesAreOutOfReach) {
  for (const char* const sql :
       {"SELECT * FROM read_csv('/etc/passwd')", "SELECT * FROM glob('/tmp/*')",
        "SELECT * FROM read_text('/etc/hostname')"}) {
    EXPECT_FALSE(duck_->Run({"test", sql, {}}, {}).ok()) << sql;
  }
  EXPECT_FALSE(Execute("SET enable_external_access = true").ok());
  EXPECT_FALSE(Execute("ATTACH '/tmp/other.duckdb'").ok());
  EXPECT_FALSE(Execute("COPY (SELECT 1) TO '" + folder_ + "/out.csv'").ok());
}

TEST_F(DuckDatabaseTest, WritesFilesIntoTheExportFolderAlone) {
  const SqlQuery query{"test", "SELECT ? AS \"a.b\", 1.5 AS c", {std::string("关系, \"x\"")}};
  const absl::Time never = absl::InfiniteFuture();
  EXPECT_THAT(duck_->WriteFile(query, never, "one.csv", DuckDatabase::FileKind::kCsv),
              IsOkAndHolds(1));
  std::ifstream file(options_.export_folder + "/one.csv");
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  EXPECT_EQ(text, "a.b,c\n\"关系, \"\"x\"\"\",1.5\n");
  EXPECT_THAT(duck_->WriteFile(query, never, "one.parquet", DuckDatabase::FileKind::kParquet),
              IsOkAndHolds(1));
  for (const char* const name : {"../one.csv", "a/b", "", ".hidden", "it's"}) {
    EXPECT_THAT(duck_->WriteFile(query, never, name, DuckDatabase::FileKind::kCsv),
                StatusIs(absl::StatusCode::kInvalidArgument))
        << name;
  }
}

TEST_F(DuckDatabaseTest, SumThatDoesNotFitIsAnError) {
  ASSERT_THAT(Execute("CREATE TABLE t AS SELECT CAST('99999999999999999999999999999' AS "
                      "DECIMAL(38,9)) AS n FROM range(11)"),
              IsOk());
  EXPECT_THAT(duck_->Run({"test", "SELECT SUM(n) FROM t", {}}, {}), HasReason("SUM_TOO_LARGE"));
}

}  // namespace
}  // namespace guanxi::analytics
