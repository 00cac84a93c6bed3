// What the tests of this package share: a schema of their own with one small table.
#ifndef GUANXI_COMMON_DB_ITEMS_FIXTURE_H_
#define GUANXI_COMMON_DB_ITEMS_FIXTURE_H_

#include <memory>
#include <string>

#include "common/base/status_macros.h"
#include "common/db/database.h"
#include "common/testing/mariadb.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::db {

inline constexpr char kCreateItems[] =
    "CREATE TABLE items (id VARBINARY(16) NOT NULL, version BIGINT NOT NULL DEFAULT 1, "
    "code VARCHAR(20) NULL, PRIMARY KEY (id), UNIQUE KEY uq_items_code (code)) "
    "ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin";

inline const Query kInsertItem{"items.insert", "INSERT INTO items (id, code) VALUES (?, ?)"};
inline const Query kSelectItem{"items.select", "SELECT version, code FROM items WHERE id = ?"};
inline const Query kCountItems{"items.count", "SELECT COUNT(*) FROM items"};
inline const Query kBumpItem{"items.bump", "UPDATE items SET version = version + 1 WHERE id = ?"};
inline const Query kConnectionId{"items.connection_id", "SELECT CONNECTION_ID()"};

class ItemsTest : public ::testing::Test {
 protected:
  // On the shared server unless another one is given.
  explicit ItemsTest(MariaDb* mariadb = SharedMariaDb())
      : mariadb_(mariadb), server_(mariadb->CreateSchema().value()) {
    EXPECT_THAT(mariadb->Execute(kCreateItems, server_.schema), IsOk());
    database_ = Open({server_});
  }

  static std::unique_ptr<Database> Open(const Options& options) {
    return Database::Create(options).value();
  }

  absl::Status Insert(absl::string_view id, const Value& code = nullptr) {
    return database_->ReadWrite({}, [&](Transaction& tx) {
      return tx.Execute(kInsertItem, {id, code}).status();
    });
  }

  absl::StatusOr<Rows> Read(const Query& query, std::vector<Value> values = {},
                            const TxOptions& options = {}) {
    Rows rows;
    GUANXI_RETURN_IF_ERROR(database_->ReadOnly(options, [&](Transaction& tx) -> absl::Status {
      GUANXI_ASSIGN_OR_RETURN(rows, tx.Select(query, values));
      return absl::OkStatus();
    }));
    return rows;
  }

  int64_t Count() { return Read(kCountItems).value()[0].Int64(0); }
  // 0 if there is no such item.
  int64_t VersionOf(absl::string_view id) {
    const Rows rows = Read(kSelectItem, {id}).value();
    return rows.empty() ? 0 : rows[0].Int64(0);
  }

  // The connection that runs this transaction dies on the server's side.
  void KillConnectionOf(Transaction& tx) {
    const int64_t id = tx.Select(kConnectionId, {}).value()[0].Int64(0);
    EXPECT_THAT(mariadb_->Execute("KILL CONNECTION " + std::to_string(id)), IsOk());
  }

  MariaDb* const mariadb_;
  const Server server_;
  std::unique_ptr<Database> database_;
};

}  // namespace guanxi::db

#endif  // GUANXI_COMMON_DB_ITEMS_FIXTURE_H_
