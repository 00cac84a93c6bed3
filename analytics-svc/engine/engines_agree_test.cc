// Whatever the engine, the same values go in and the same cells come out.
#include <memory>
#include <string>
#include <vector>

#include "analytics-svc/engine/duck_database.h"
#include "analytics-svc/engine/engine_testing.h"
#include "analytics-svc/engine/mysql_engine.h"
#include "common/base/status_macros.h"
#include "common/db/database.h"
#include "common/testing/mariadb.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::analytics {
namespace {

const db::InsertQuery kInsert{"test.insert", "INSERT INTO t (id, text, n, d, x, t, day) VALUES "};

class EnginesAgreeTest : public testing::Test {
 protected:
  EnginesAgreeTest() {
    MariaDb* const maria = SharedMariaDb();
    const db::Server server = maria->CreateSchema().value();
    EXPECT_THAT(maria->Execute("CREATE TABLE t (id BINARY(16), text VARCHAR(64), n BIGINT, "
                               "d DECIMAL(38,9), x DOUBLE, t DATETIME(6), day DATE) "
                               "DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin",
                               server.schema),
                IsOk());
    database_ = db::Database::Create({server}).value();
    mysql_ = std::make_unique<MysqlEngine>(database_.get());
    EXPECT_THAT(duck_->Write([](DuckWriter& writer) {
      return writer
          .Execute(
              "CREATE TABLE t (id UUID, text VARCHAR, n BIGINT, d DECIMAL(38,9), x DOUBLE, "
              "t TIMESTAMP, day DATE)")
          .status();
    }),
                IsOk());
    AddRows();
  }

  void AddRows() {
    const std::vector<std::vector<SqlValue>> rows = {
        {kId, std::string("关系 O'Neil"), int64_t{-5}, Decimal{"-12.5"}, 0.1, kTime, kDay},
        {Uuid(), std::string(), int64_t{9'007'199'254'740'993}, Decimal{"99999999999999.000000001"},
         -2.5, absl::UnixEpoch(), absl::CivilDay(1900, 1, 1)},
        {{}, {}, {}, {}, {}, {}, {}}};
    EXPECT_THAT(duck_->Write([&](DuckWriter& writer) { return writer.Append("t", rows); }), IsOk());
    const std::vector<std::vector<db::Value>> same = {
        {kId.bytes(), "关系 O'Neil", -5, "-12.5", 0.1, kTime, "2026-02-28"},
        {Uuid().bytes(), "", int64_t{9'007'199'254'740'993}, "99999999999999.000000001", -2.5,
         absl::UnixEpoch(), "1900-01-01"},
        {{}, {}, {}, {}, {}, {}, {}}};
    EXPECT_THAT(database_->ReadWrite(
                    {}, [&](db::Transaction& tx) { return tx.InsertRows(kInsert, same).status(); }),
                IsOk());
  }

  // What both answer.
  SqlResult Run(const std::string& sql, const std::vector<SqlValue>& values = {}) {
    const auto a = duck_->Run({"test", sql, values}, {});
    const auto b = mysql_->Run({"test", sql, values}, {});
    EXPECT_THAT(a, IsOk()) << sql;
    EXPECT_THAT(b, IsOk()) << sql;
    if (!a.ok() || !b.ok()) return {};
    EXPECT_EQ(a->rows(), b->rows()) << sql;
    EXPECT_EQ(a->columns(), b->columns()) << sql;
    return *a;
  }

  const Uuid kId = Uuid::Parse("f0e1d2c3-b4a5-4687-8899-aabbccddeeff").value();
  const absl::Time kTime = absl::FromUnixMicros(1'767'225'599'999'999);
  const absl::CivilDay kDay = absl::CivilDay(2026, 2, 28);

  std::unique_ptr<DuckDatabase> duck_ = OpenDuck(SmallDuck(NewFolder()));
  std::unique_ptr<db::Database> database_;
  std::unique_ptr<MysqlEngine> mysql_;
};

TEST_F(EnginesAgreeTest, ValuesComeBackAsTheyWentIn) {
  const std::string sql =
      "SELECT a.id, a.text, a.n, a.d, a.x, a.t, a.day FROM t a ORDER BY a.n IS NULL, a.n";
  const auto duck = duck_->Run({"test", sql, {}}, {}).value();
  const auto mysql = mysql_->Run({"test", sql, {}}, {}).value();
  for (const SqlResult* const result : {&duck, &mysql}) {
    ASSERT_EQ(result->rows(), 3u);
    EXPECT_EQ(result->Id(0, 0), kId);
    EXPECT_EQ(result->Text(0, 1), "关系 O'Neil");
    EXPECT_EQ(result->Int64(0, 2), -5);
    EXPECT_EQ(result->Text(0, 3), "-12.500000000");
    EXPECT_EQ(result->Double(0, 4), 0.1);
    EXPECT_EQ(result->Time(0, 5), kTime);
    EXPECT_EQ(result->Time(0, 6), absl::FromCivil(kDay, absl::UTCTimeZone()));
    EXPECT_TRUE(result->Id(1, 0).IsNil());
    EXPECT_EQ(result->Text(1, 1), "");
    EXPECT_FALSE(result->IsNull(1, 1));
    EXPECT_EQ(result->Int64(1, 2), 9'007'199'254'740'993);
    EXPECT_EQ(result->Text(1, 3), "99999999999999.000000001");
    EXPECT_EQ(result->Time(1, 5), absl::UnixEpoch());
    for (size_t i = 0; i < result->columns(); ++i) EXPECT_TRUE(result->IsNull(2, i)) << i;
  }
}

TEST_F(EnginesAgreeTest, EachKindOfValueFindsItsRow) {
  const std::string by = "SELECT a.n FROM t a WHERE ";
  EXPECT_EQ(Run(by + "a.id = ?", {kId}).Int64(0, 0), -5);
  EXPECT_EQ(Run(by + "a.id IN (?, ?)", {kId, Uuid()}).rows(), 2u);
  EXPECT_EQ(Run(by + "a.text = ?", {std::string("关系 O'Neil")}).Int64(0, 0), -5);
  EXPECT_EQ(Run(by + "a.n = ?", {int64_t{-5}}).Int64(0, 0), -5);
  EXPECT_EQ(
      Run(by + "a.d = CAST(? AS DECIMAL(38,9))", {Decimal{"99999999999999.000000001"}}).rows(), 1u);
  EXPECT_EQ(Run(by + "a.t >= ?", {kTime}).Int64(0, 0), -5);
  EXPECT_EQ(Run(by + "a.day = ?", {kDay}).Int64(0, 0), -5);
  EXPECT_EQ(Run(by + "LOWER(a.text) LIKE LOWER(?) ESCAPE '!'", {std::string("%o'N%")}).rows(), 1u);
}

TEST_F(EnginesAgreeTest, SumsAreExact) {
  const std::string sql = "SELECT SUM(a.n), SUM(a.d), COUNT(*), COUNT(DISTINCT a.id) FROM t a";
  const auto duck = duck_->Run({"test", sql, {}}, {}).value();
  const auto mysql = mysql_->Run({"test", sql, {}}, {}).value();
  for (const SqlResult* const result : {&duck, &mysql}) {
    EXPECT_EQ(result->Int64(0, 0), 9'007'199'254'740'988);
    EXPECT_EQ(result->Text(0, 1), "99999999999986.500000001");
    EXPECT_EQ(result->Int64(0, 2), 3);
    EXPECT_EQ(result->Int64(0, 3), 2);
  }
}

TEST_F(EnginesAgreeTest, SecondsBetweenMomentsAreExact) {
  const std::string sql =
      "SELECT SUM(UNIX_TIMESTAMP(a.t) - UNIX_TIMESTAMP(CAST(a.day AS DATETIME))) FROM t a WHERE "
      "a.n = ?";
  for (SqlEngine* const engine :
       {static_cast<SqlEngine*>(duck_.get()), static_cast<SqlEngine*>(mysql_.get())}) {
    const auto result = engine->Run({"test", sql, {int64_t{-5}}}, {});
    ASSERT_THAT(result, IsOk());
    // From 2026-02-28 back to a microsecond before 2026.
    EXPECT_DOUBLE_EQ(result->Double(0, 0), -58 * 86400 - 0.000001);
  }
}

}  // namespace
}  // namespace guanxi::analytics
