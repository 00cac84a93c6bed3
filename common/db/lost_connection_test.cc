// What happens to a transaction when its connection breaks at a chosen moment.
#include "common/db/items_fixture.h"
#include "common/testing/breaking_proxy.h"

namespace guanxi::db {
namespace {

using Moment = BreakingProxy::Moment;

// COM_QUERY and its text: "READ COMMITTED" of the session's set-up is not meant.
constexpr char kCommit[] =
    "\x03"
    "COMMIT";

class LostConnectionTest : public ItemsTest {
 protected:
  LostConnectionTest() : proxy_(BreakingProxy::Start(mariadb_->socket()).value()) {
    Options options{server_};
    options.server.socket = proxy_->socket();
    database_ = Open(options);
  }
  ~LostConnectionTest() override { database_ = nullptr; }  // before the proxy

  const std::unique_ptr<BreakingProxy> proxy_;
};

TEST_F(LostConnectionTest, AnswerToCommitLost) {
  proxy_->BreakAt(kCommit, Moment::kBeforeReply);
  const absl::Status status = Insert("a");
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_TRUE(IsUnknownOutcome(status)) << status;
  EXPECT_EQ(Count(), 1);  // it was stored: running it again would have stored it twice
  EXPECT_EQ(proxy_->breaks(), 1);
}

TEST_F(LostConnectionTest, CommitItselfLost) {
  proxy_->BreakAt(kCommit, Moment::kBeforeRequest);
  const absl::Status status = Insert("a");
  EXPECT_TRUE(IsUnknownOutcome(status)) << status;
  EXPECT_EQ(Count(), 0);  // not stored: the same answer, for nobody here can tell
}

TEST_F(LostConnectionTest, LostBeforeCommitRunsTheBodyAgain) {
  for (const Moment moment : {Moment::kBeforeRequest, Moment::kBeforeReply}) {
    const int before = Count();
    const std::string id = "id" + std::to_string(before);
    const Query insert{"items.insert", "INSERT INTO items (id) VALUES (?) /* " + id + " */"};
    proxy_->BreakAt(id + " */", moment);
    int runs = 0;
    EXPECT_THAT(database_->ReadWrite({},
                                     [&](Transaction& tx) {
                                       ++runs;
                                       return tx.Execute(insert, {id}).status();
                                     }),
                IsOk());
    EXPECT_EQ(runs, 2);
    EXPECT_EQ(Count(), before + 1);
  }
}

TEST_F(LostConnectionTest, LostAtTheStartRunsTheBodyOnce) {
  ASSERT_EQ(Count(), 0);  // so that a connection is idle
  proxy_->BreakAt("START TRANSACTION", Moment::kBeforeRequest);
  int runs = 0;
  EXPECT_THAT(database_->ReadWrite({},
                                   [&](Transaction& tx) {
                                     ++runs;
                                     return tx.Execute(kInsertItem, {"a", nullptr}).status();
                                   }),
              IsOk());
  EXPECT_EQ(runs, 1);
  EXPECT_EQ(Count(), 1);
}

TEST_F(LostConnectionTest, LostAtRollbackIsTheServersAffair) {
  proxy_->BreakAt("ROLLBACK", Moment::kBeforeRequest);
  EXPECT_THAT(database_->ReadWrite({},
                                   [&](Transaction& tx) -> absl::Status {
                                     EXPECT_THAT(tx.Execute(kInsertItem, {"a", nullptr}), IsOk());
                                     return absl::AbortedError("mine");
                                   }),
              StatusIs(absl::StatusCode::kAborted, "mine"));
  EXPECT_EQ(Count(), 0);
}

TEST_F(LostConnectionTest, LostReadRunsAgain) {
  proxy_->BreakAt("SELECT COUNT", Moment::kBeforeReply);
  EXPECT_EQ(Count(), 0);
  EXPECT_EQ(proxy_->breaks(), 1);
}

TEST_F(LostConnectionTest, BodyThatBreaksItsConnectionIsRunTwiceOnly) {
  int runs = 0;
  EXPECT_THAT(database_->ReadWrite({},
                                   [&](Transaction& tx) {
                                     ++runs;
                                     KillConnectionOf(tx);
                                     return tx.Execute(kInsertItem, {"a", nullptr}).status();
                                   }),
              HasReason("DB_UNAVAILABLE"));
  EXPECT_EQ(runs, 2);
  EXPECT_EQ(Count(), 0);
}

TEST_F(LostConnectionTest, KilledConnectionIsNeverUsedAgain) {
  int64_t killed = 0;
  bool first = true;
  EXPECT_THAT(database_->ReadWrite({},
                                   [&](Transaction& tx) -> absl::Status {
                                     if (first) {
                                       first = false;
                                       killed = tx.Select(kConnectionId, {}).value()[0].Int64(0);
                                       KillConnectionOf(tx);
                                     }
                                     return tx.Execute(kInsertItem, {"a", nullptr}).status();
                                   }),
              IsOk());
  EXPECT_NE(Read(kConnectionId).value()[0].Int64(0), killed);
  EXPECT_EQ(Count(), 1);
}

}  // namespace
}  // namespace guanxi::db
