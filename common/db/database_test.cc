// The database layer against a real server: values, transactions, errors.
#include "common/db/database.h"

#include "common/base/status_macros.h"
#include "common/testing/mariadb.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::db {
namespace {

using ::testing::Eq;
using ::testing::Optional;

constexpr char kCreateTable[] =
    "CREATE TABLE items (id BINARY(4) NOT NULL, version BIGINT NOT NULL DEFAULT 1, "
    "code VARCHAR(20) NULL, PRIMARY KEY (id), UNIQUE KEY uq_items_code (code)) "
    "ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin";
const Query kInsert{"items.insert", "INSERT INTO items (id, code) VALUES (?, ?)"};
const Query kSelect{"items.select", "SELECT version, code FROM items WHERE id = ?"};
const Query kCount{"items.count", "SELECT COUNT(*) FROM items"};
const Query kUpdate{"items.update", "UPDATE items SET version = ? WHERE id = ? AND version = ?"};

class DatabaseTest : public ::testing::Test {
 protected:
  DatabaseTest()
      : server_(SharedMariaDb()->CreateSchema().value()),
        database_(Database::Create({server_}).value()) {
    EXPECT_THAT(SharedMariaDb()->Execute(kCreateTable, server_.schema), IsOk());
  }

  absl::Status Insert(absl::string_view id, const Value& code) {
    return database_->ReadWrite({}, [&](Transaction& tx) {
      return tx.Execute(kInsert, {id, code}).status();
    });
  }

  absl::StatusOr<Rows> Read(const Query& query, absl::Span<const Value> values = {}) {
    Rows rows;
    GUANXI_RETURN_IF_ERROR(database_->ReadOnly({}, [&](Transaction& tx) -> absl::Status {
      GUANXI_ASSIGN_OR_RETURN(rows, tx.Select(query, values));
      return absl::OkStatus();
    }));
    return rows;
  }

  int64_t Count() { return Read(kCount).value()[0].Int64(0); }

  const Server server_;
  const std::unique_ptr<Database> database_;
};

TEST_F(DatabaseTest, CommitsWhenTheBodyReturnsOk) {
  EXPECT_THAT(Insert("aaaa", "one"), IsOk());
  const Rows rows = Read(kSelect, {"aaaa"}).value();
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(rows[0].Int64(0), 1);
  EXPECT_EQ(rows[0].String(1), "one");
}

}  // namespace
}  // namespace guanxi::db
