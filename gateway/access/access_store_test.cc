#include "gateway/access/access_store.h"

#include <string>

#include "absl/time/clock.h"
#include "common/testing/status_matchers.h"
#include "gateway/directory/credentials.h"
#include "gateway/directory/names.h"
#include "gateway/directory/test_directory.h"
#include "gtest/gtest.h"

namespace guanxi::access {
namespace {

using ::testing::ElementsAre;

class AccessStoreTest : public ::testing::Test {
 protected:
  AccessStoreTest() {
    directory::TenantAccounts accounts;
    accounts.code = "demo";
    accounts.users = {{{}, "alice", "陈爱丽", "hash-a"}, {{}, "bob", "鲍勃", "hash-b", false}};
    accounts.clients = {{{},
                         "importer",
                         "",
                         "hash-i",
                         {v1::ApiClient::CLIENT_CREDENTIALS, v1::ApiClient::PASSWORD}},
                        {{}, "console", "Console", "", {v1::ApiClient::PASSWORD}}};
    all_.Put(accounts);
  }

  absl::Time Soon() { return absl::Now() + absl::Seconds(30); }

  directory::TestDirectory all_;
  AccessStore store_{all_.database.get(), &all_.clock};
};

TEST_F(AccessStoreTest, FindsWhatWasPut) {
  const User alice = store_.FindUser(all_.tenant, "alice", Soon()).value().value();
  EXPECT_EQ(alice.password_hash, "hash-a");
  EXPECT_TRUE(alice.active);
  EXPECT_FALSE(store_.FindUser(all_.tenant, "bob", Soon()).value().value().active);
  const Client importer = store_.FindClient(all_.tenant, "importer", Soon()).value().value();
  EXPECT_THAT(importer.secret_hashes, ElementsAre("hash-i"));
  EXPECT_THAT(importer.grants, ElementsAre(Grant::kClientCredentials, Grant::kPassword));
  EXPECT_FALSE(importer.is_public);
  EXPECT_TRUE(store_.FindClient(all_.tenant, "console", Soon()).value().value().is_public);
}

TEST_F(AccessStoreTest, FindsNothingElse) {
  EXPECT_FALSE(store_.FindUser(all_.tenant, "Alice", Soon()).value().has_value());
  EXPECT_FALSE(store_.FindUser(directory::TenantId("other"), "alice", Soon()).value().has_value());
  EXPECT_FALSE(store_.FindClient(all_.tenant, "alice", Soon()).value().has_value());
}

TEST_F(AccessStoreTest, AUserWithoutAPasswordHasAnEmptyHash) {
  EXPECT_EQ(store_.FindUser(all_.tenant, "ada", Soon()).value()->password_hash, "");
}

TEST_F(AccessStoreTest, TheSecretOfBeforeIsThereUntilItsTime) {
  const Uuid id = store_.FindClient(all_.tenant, "importer", Soon()).value()->id;
  ASSERT_THAT(all_.database->ReadWrite({},
                                       [&](db::Transaction& tx) {
                                         return directory::RotateSecret(
                                                    tx, all_.tenant, id, "hash-new",
                                                    all_.clock.Now(),
                                                    all_.clock.Now() + absl::Hours(1))
                                             .status();
                                       }),
              IsOk());
  EXPECT_THAT(store_.FindClient(all_.tenant, "importer", Soon()).value()->secret_hashes,
              ElementsAre("hash-new", "hash-i"));
  all_.clock.Advance(absl::Hours(1));
  EXPECT_THAT(store_.FindClient(all_.tenant, "importer", Soon()).value()->secret_hashes,
              ElementsAre("hash-new"));
}

TEST_F(AccessStoreTest, ATenantThatIsNotActiveHasNoAccounts) {
  const db::Query suspend{"test.suspend",
                          "UPDATE directory_tenants SET state = 2 WHERE tenant_id = ?"};
  ASSERT_THAT(all_.database->ReadWrite({},
                                       [&](db::Transaction& tx) {
                                         return tx.Execute(suspend, {all_.tenant.bytes()}).status();
                                       }),
              IsOk());
  EXPECT_FALSE(store_.FindUser(all_.tenant, "alice", Soon()).value().has_value());
  EXPECT_FALSE(store_.FindClient(all_.tenant, "importer", Soon()).value().has_value());
}

TEST_F(AccessStoreTest, AnAssertionIsUsedOnce) {
  const std::string digest(32, 'x');
  const absl::Time expires = all_.clock.Now() + absl::Minutes(5);
  EXPECT_THAT(store_.UseAssertion(all_.tenant, digest, expires, Soon()), IsOkAndHolds(true));
  EXPECT_THAT(store_.UseAssertion(all_.tenant, digest, expires, Soon()), IsOkAndHolds(false));
  EXPECT_THAT(store_.UseAssertion(directory::TenantId("other"), digest, expires, Soon()),
              IsOkAndHolds(true));
}

TEST(Codes, AreLowerCaseNamesOfBoundedLength) {
  EXPECT_TRUE(directory::IsTenantCode("demo-1"));
  EXPECT_TRUE(directory::IsAccountCode("li.wei_2"));
  EXPECT_TRUE(directory::IsAccountCode(std::string(64, 'a')));
  for (const std::string& bad :
       {std::string(), std::string("-a"), std::string(".a"), std::string("Demo"),
        std::string("a b"), std::string("李"), std::string("a@b"), std::string(65, 'a')}) {
    EXPECT_FALSE(directory::IsAccountCode(bad)) << bad;
    EXPECT_FALSE(directory::IsTenantCode(bad)) << bad;
  }
}

}  // namespace
}  // namespace guanxi::access
