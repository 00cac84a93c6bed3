#include "gateway/access/access_store.h"

#include <memory>
#include <string>

#include "absl/time/clock.h"
#include "common/db/database.h"
#include "common/testing/mariadb.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"

namespace guanxi::access {
namespace {

using ::testing::ElementsAre;

class AccessStoreTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto server = SharedMariaDb()->CreateSchema("gateway/schema");
    ASSERT_THAT(server, IsOk());
    database_ = db::Database::Create({*server}).value();
    store_ = std::make_unique<AccessStore>(database_.get());
  }

  absl::Time Soon() { return absl::Now() + absl::Seconds(30); }

  TenantAccounts Demo() {
    return {"demo",
            "示例公司",
            {{{}, "alice", "陈爱丽", "hash-a", true}, {{}, "bob", "鲍勃", "hash-b", false}},
            {{{}, "importer", "", "hash-i", {Grant::kClientCredentials, Grant::kPassword}, true},
             {{}, "console", "Console", "", {Grant::kPassword}, true}}};
  }

  std::unique_ptr<db::Database> database_;
  std::unique_ptr<AccessStore> store_;
  const Uuid demo_ = TenantId("demo");
};

TEST_F(AccessStoreTest, FindsWhatWasPut) {
  ASSERT_THAT(store_->Put(Demo(), Soon()), IsOk());
  const User alice = store_->FindUser(demo_, "alice", Soon()).value().value();
  EXPECT_EQ(alice.display_name, "陈爱丽");
  EXPECT_EQ(alice.password_hash, "hash-a");
  EXPECT_TRUE(alice.active);
  EXPECT_FALSE(store_->FindUser(demo_, "bob", Soon()).value().value().active);
  const Client importer = store_->FindClient(demo_, "importer", Soon()).value().value();
  EXPECT_EQ(importer.secret_hash, "hash-i");
  EXPECT_THAT(importer.grants, ElementsAre(Grant::kClientCredentials, Grant::kPassword));
  EXPECT_EQ(store_->FindClient(demo_, "console", Soon()).value().value().secret_hash, "");
}

TEST_F(AccessStoreTest, FindsNothingElse) {
  ASSERT_THAT(store_->Put(Demo(), Soon()), IsOk());
  EXPECT_EQ(store_->FindUser(demo_, "Alice", Soon()).value(), std::nullopt);
  EXPECT_EQ(store_->FindUser(TenantId("other"), "alice", Soon()).value(), std::nullopt);
  EXPECT_EQ(store_->FindClient(demo_, "alice", Soon()).value(), std::nullopt);
}

TEST_F(AccessStoreTest, PuttingAgainUpdatesAndKeepsIds) {
  ASSERT_THAT(store_->Put(Demo(), Soon()), IsOk());
  const Uuid before = store_->FindUser(demo_, "alice", Soon()).value()->id;
  TenantAccounts changed = Demo();
  changed.users = {{{}, "alice", "Alice", "hash-new", true}};
  changed.clients.clear();
  ASSERT_THAT(store_->Put(changed, Soon()), IsOk());
  const User alice = store_->FindUser(demo_, "alice", Soon()).value().value();
  EXPECT_EQ(alice.id, before);
  EXPECT_EQ(alice.display_name, "Alice");
  EXPECT_EQ(alice.password_hash, "hash-new");
  EXPECT_TRUE(store_->FindUser(demo_, "bob", Soon()).value().has_value());
}

TEST_F(AccessStoreTest, ATenantThatIsNotActiveHasNoAccounts) {
  ASSERT_THAT(store_->Put(Demo(), Soon()), IsOk());
  const db::Query deactivate{"test.deactivate",
                             "UPDATE tenants SET active = 0 WHERE tenant_id = ?"};
  ASSERT_THAT(database_->ReadWrite({},
                                   [&](db::Transaction& tx) {
                                     return tx.Execute(deactivate, {demo_.bytes()}).status();
                                   }),
              IsOk());
  EXPECT_EQ(store_->FindUser(demo_, "alice", Soon()).value(), std::nullopt);
  EXPECT_EQ(store_->FindClient(demo_, "importer", Soon()).value(), std::nullopt);
}

TEST(Codes, AreLowerCaseNamesOfBoundedLength) {
  EXPECT_TRUE(IsTenantCode("demo-1"));
  EXPECT_TRUE(IsAccountCode("li.wei_2"));
  EXPECT_TRUE(IsAccountCode(std::string(64, 'a')));
  for (const std::string& bad :
       {std::string(), std::string("-a"), std::string(".a"), std::string("Demo"),
        std::string("a b"), std::string("李"), std::string("a@b"), std::string(65, 'a')}) {
    EXPECT_FALSE(IsAccountCode(bad)) << bad;
    EXPECT_FALSE(IsTenantCode(bad)) << bad;
  }
}

}  // namespace
}  // namespace guanxi::access
