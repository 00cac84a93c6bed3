// Transactions against each other: deadlocks, lock waits, too few connections.
#include <thread>

#include "absl/synchronization/notification.h"
#include "common/db/items_fixture.h"

namespace guanxi::db {
namespace {

class ConflictTest : public ItemsTest {
 protected:
  ConflictTest() {
    EXPECT_THAT(Insert("a"), IsOk());
    EXPECT_THAT(Insert("b"), IsOk());
  }
};

// Two threads meet here once.
class Meeting {
 public:
  void Arrive() {
    if (++arrived_ == 2) both_.Notify();
    both_.WaitForNotification();
  }

 private:
  std::atomic<int> arrived_{0};
  absl::Notification both_;
};

// A transaction that holds the lock on one item until it is told to end.
class Holder {
 public:
  Holder(Database* database, absl::string_view id)
      : thread_([this, database, id] {
          EXPECT_THAT(database->ReadWrite({},
                                          [&](Transaction& tx) -> absl::Status {
                                            EXPECT_THAT(tx.Execute(kBumpItem, {id}),
                                                        IsOkAndHolds(1));
                                            holds_.Notify();
                                            end_.WaitForNotification();
                                            return absl::OkStatus();
                                          }),
                      IsOk());
        }) {
    holds_.WaitForNotification();
  }
  ~Holder() { End(); }
  void End() {
    if (!thread_.joinable()) return;
    end_.Notify();
    thread_.join();
  }

 private:
  absl::Notification holds_;
  absl::Notification end_;
  std::thread thread_;
};

TEST_F(ConflictTest, DeadlockVictimRunsAgain) {
  Meeting meeting;
  std::atomic<int> runs{0};
  const auto bump_both = [&](absl::string_view first, absl::string_view second) {
    bool met = false;
    EXPECT_THAT(
        database_->ReadWrite({},
                             [&](Transaction& tx) -> absl::Status {
                               ++runs;
                               GUANXI_RETURN_IF_ERROR(tx.Execute(kBumpItem, {first}).status());
                               if (!met)
                                 meeting.Arrive();  // each holds one row and now wants the other's
                               met = true;
                               return tx.Execute(kBumpItem, {second}).status();
                             }),
        IsOk());
  };
  std::thread other([&] { bump_both("b", "a"); });
  bump_both("a", "b");
  other.join();
  EXPECT_EQ(runs, 3);
  EXPECT_EQ(VersionOf("a"), 3);
  EXPECT_EQ(VersionOf("b"), 3);
}

TEST_F(ConflictTest, LockWaitTimeoutRollsBackTheWholeBodyAndRunsItAgain) {
  Options options{server_};
  options.point.statement_limit = absl::Seconds(2);  // lock waits end after 1 s
  const std::unique_ptr<Database> impatient = Open(options);
  Holder holder(database_.get(), "a");
  int runs = 0;
  EXPECT_THAT(impatient->ReadWrite(
                  {},
                  [&](Transaction& tx) -> absl::Status {
                    ++runs;
                    // The server takes back only the statement that waited: without a ROLLBACK this
                    // row would already be there at the second run.
                    GUANXI_RETURN_IF_ERROR(tx.Execute(kInsertItem, {"c", nullptr}).status());
                    const absl::Status status = tx.Execute(kBumpItem, {"a"}).status();
                    if (runs == 1) {
                      EXPECT_THAT(status, HasReason("LOCK_WAIT_TIMEOUT"));
                      EXPECT_THAT(tx.Select(kCountItems, {}), HasReason("LOCK_WAIT_TIMEOUT"));
                      holder.End();
                    }
                    return status;
                  }),
              IsOk());
  EXPECT_EQ(runs, 2);
  EXPECT_EQ(VersionOf("a"), 3);
  EXPECT_EQ(Count(), 3);
}

TEST_F(ConflictTest, BodyThatHidesAConflictIsNotCommitted) {
  Meeting meeting;
  const auto hide = [&](absl::string_view first, absl::string_view second) {
    bool met = false;
    EXPECT_THAT(database_->ReadWrite({},
                                     [&](Transaction& tx) -> absl::Status {
                                       (void)tx.Execute(kBumpItem, {first});
                                       if (!met) meeting.Arrive();
                                       met = true;
                                       (void)tx.Execute(kBumpItem, {second});
                                       return absl::OkStatus();
                                     }),
                IsOk());
  };
  std::thread other([&] { hide("b", "a"); });
  hide("a", "b");
  other.join();
  EXPECT_EQ(VersionOf("a"), 3);
  EXPECT_EQ(VersionOf("b"), 3);
}

TEST_F(ConflictTest, WritersOfOneRowLoseNothing) {
  constexpr int kWriters = 4;
  constexpr int kEach = 25;
  std::vector<std::thread> writers;
  for (int i = 0; i < kWriters; ++i) {
    writers.emplace_back([&] {
      for (int j = 0; j < kEach; ++j) {
        EXPECT_THAT(database_->ReadWrite(
                        {}, [&](Transaction& tx) { return tx.Execute(kBumpItem, {"a"}).status(); }),
                    IsOk());
      }
    });
  }
  for (std::thread& writer : writers) writer.join();
  EXPECT_EQ(VersionOf("a"), 1 + kWriters * kEach);
}

class PoolTest : public ItemsTest {
 protected:
  PoolTest() {
    EXPECT_THAT(Insert("a"), IsOk());
    Options options{server_};
    options.point.connections = 1;
    options.point.max_wait = absl::Milliseconds(50);
    database_ = Open(options);
  }
};

TEST_F(PoolTest, WaitForAConnectionIsBounded) {
  Holder holder(database_.get(), "a");
  const absl::Time start = absl::Now();
  EXPECT_THAT(Read(kCountItems), StatusIs(absl::StatusCode::kResourceExhausted));
  EXPECT_GE(absl::Now() - start, absl::Milliseconds(50));
  EXPECT_THAT(Read(kCountItems), HasReason("DB_POOL_EXHAUSTED"));
}

TEST_F(PoolTest, DeadlineEndsTheWaitFirst) {
  Holder holder(database_.get(), "a");
  EXPECT_THAT(Read(kCountItems, {}, {Lane::kPoint, absl::Now() + absl::Milliseconds(10)}),
              StatusIs(absl::StatusCode::kDeadlineExceeded));
}

TEST_F(PoolTest, LanesDoNotShareConnections) {
  Holder holder(database_.get(), "a");
  EXPECT_THAT(Read(kCountItems, {}, {Lane::kScan}), IsOk());
  EXPECT_THAT(Read(kCountItems, {}, {Lane::kJob}), IsOk());
}

TEST_F(PoolTest, FreedConnectionGoesToTheOneThatWaits) {
  Options options{server_};
  options.point.connections = 1;
  options.point.max_wait = absl::Minutes(1);
  database_ = Open(options);
  Holder holder(database_.get(), "a");
  std::thread waiter([&] { EXPECT_THAT(Read(kCountItems), IsOk()); });
  holder.End();
  waiter.join();
}

TEST_F(PoolTest, ConnectionsAreUsedAgain) {
  const int64_t first = Read(kConnectionId).value()[0].Int64(0);
  for (int i = 0; i < 5; ++i) EXPECT_EQ(Read(kConnectionId).value()[0].Int64(0), first);
}

}  // namespace
}  // namespace guanxi::db
