// The accounts of the version before, in the directory.
#include "gateway/directory/move_accounts.h"

#include <memory>
#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/db/database.h"
#include "common/resource/purge.h"
#include "common/testing/fake_clock.h"
#include "common/testing/mariadb.h"
#include "common/testing/status_matchers.h"
#include "gateway/access/access_store.h"
#include "gateway/directory/names.h"
#include "gtest/gtest.h"

namespace guanxi::directory {
namespace {

class MoveAccountsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    server_ = SharedMariaDb()->CreateSchema("gateway/schema").value();
    database_ = db::Database::Create({server_}).value();
    store_ = std::make_unique<access::AccessStore>(database_.get());
    const std::string tenant = Hex(TenantId("old"));
    Execute(absl::StrCat("INSERT INTO tenants VALUES (", tenant,
                         ", 'old', '旧公司', 1, NOW(6), NOW(6))"));
    Execute(absl::StrCat("INSERT INTO users VALUES (", tenant, ", ", Hex(alice_),
                         ", 'alice', '陈爱丽', 'hash-of-alice', 1, NOW(6), NOW(6))"));
    Execute(absl::StrCat("INSERT INTO users VALUES (", tenant, ", ", Hex(DeriveUuid("u", "gone")),
                         ", 'gone', '", std::string(190, 'x'), "', 'hash', 0, NOW(6), NOW(6))"));
    Execute(absl::StrCat("INSERT INTO clients VALUES (", tenant, ", ", Hex(robot_),
                         ", 'robot', '', 'hash-of-robot', 'client_credentials,password', 1, ",
                         "NOW(6), NOW(6))"));
    Execute(absl::StrCat("INSERT INTO clients VALUES (", tenant, ", ", Hex(DeriveUuid("c", "app")),
                         ", 'app', 'App', '', 'password', 1, NOW(6), NOW(6))"));
  }

  static std::string Hex(const Uuid& id) {
    return absl::StrCat("X'", absl::BytesToHexString(id.bytes()), "'");
  }
  void Execute(const std::string& sql) {
    ASSERT_THAT(SharedMariaDb()->Execute(sql, server_.schema), IsOk()) << sql;
  }
  int64_t Number(const std::string& sql) {
    int64_t number = -1;
    EXPECT_THAT(database_->ReadOnly({},
                                    [&](db::Transaction& tx) {
                                      auto rows = tx.Select({"test.number", sql, true}, {});
                                      if (rows.ok()) number = (*rows)[0].Int64(0);
                                      return rows.status();
                                    }),
                IsOk());
    return number;
  }
  std::optional<access::User> FindUser(const char* name) {
    return store_->FindUser(TenantId("old"), name, absl::Now() + absl::Seconds(30)).value();
  }
  std::optional<access::Client> FindClient(const char* code) {
    return store_->FindClient(TenantId("old"), code, absl::Now() + absl::Seconds(30)).value();
  }

  const Uuid alice_ = DeriveUuid("u", "alice");
  const Uuid robot_ = DeriveUuid("c", "robot");
  db::Server server_;
  std::unique_ptr<db::Database> database_;
  std::unique_ptr<access::AccessStore> store_;
};

TEST_F(MoveAccountsTest, KeepsIdsAndCredentials) {
  ASSERT_THAT(MoveAccounts(database_.get()), IsOk());
  const auto alice = FindUser("alice");
  ASSERT_TRUE(alice.has_value());
  EXPECT_EQ(alice->id, alice_);
  EXPECT_EQ(alice->password_hash, "hash-of-alice");
  EXPECT_TRUE(alice->active);
  EXPECT_FALSE(FindUser("gone")->active);
  const auto robot = FindClient("robot");
  ASSERT_TRUE(robot.has_value());
  EXPECT_EQ(robot->id, robot_);
  EXPECT_EQ(robot->secret_hashes, std::vector<std::string>{"hash-of-robot"});
  EXPECT_EQ(robot->grants, (std::vector<access::Grant>{access::Grant::kClientCredentials,
                                                       access::Grant::kPassword}));
  EXPECT_FALSE(robot->is_public);
  EXPECT_TRUE(FindClient("app")->is_public);
}

TEST_F(MoveAccountsTest, EverybodyCanDoWhatHeCould) {
  ASSERT_THAT(MoveAccounts(database_.get()), IsOk());
  const auto holders = [&](const Uuid& id, absl::string_view role) {
    return Number(absl::StrCat("SELECT COUNT(*) FROM set_values WHERE live = 1 AND id = ", Hex(id),
                               " AND value = ", Hex(ReadyRoleId(TenantId("old"), role))));
  };
  EXPECT_EQ(holders(alice_, kAdministrator), 1);
  EXPECT_EQ(holders(robot_, kIntegration), 1);
  EXPECT_EQ(holders(DeriveUuid("c", "app"), kIntegration), 0);
}

TEST_F(MoveAccountsTest, HappensOnce) {
  ASSERT_THAT(MoveAccounts(database_.get()), IsOk());
  const int64_t changes = Number("SELECT COUNT(*) FROM changes");
  Execute("UPDATE users SET password_hash = 'of-the-old-table'");
  // However long ago it was.
  FakeClock later(absl::Now() + absl::Hours(24 * 365));
  ASSERT_THAT(resource::PurgeGuards(database_.get(), &later), IsOk());
  ASSERT_THAT(MoveAccounts(database_.get()), IsOk());
  EXPECT_EQ(Number("SELECT COUNT(*) FROM changes"), changes);
  EXPECT_EQ(FindUser("alice")->password_hash, "hash-of-alice");
}

TEST_F(MoveAccountsTest, GoesOnWhereItWasStopped) {
  ASSERT_THAT(MoveAccounts(database_.get()), IsOk());
  const int64_t users = Number("SELECT COUNT(*) FROM directory_users");
  Execute("DELETE FROM guards WHERE kind = 'accounts'");
  Execute(absl::StrCat("DELETE FROM client_secrets WHERE client_id = ", Hex(robot_)));
  ASSERT_THAT(MoveAccounts(database_.get()), IsOk());
  EXPECT_EQ(Number("SELECT COUNT(*) FROM directory_users"), users);
  EXPECT_EQ(FindClient("robot")->secret_hashes.size(), 1u);
}

}  // namespace
}  // namespace guanxi::directory
