// A server of its own that is killed, stopped and started under load.
#include <signal.h>
#include <sys/wait.h>

#include <atomic>
#include <set>
#include <thread>

#include "common/base/log.h"
#include "common/base/mutex.h"
#include "common/db/items_fixture.h"

namespace guanxi::db {
namespace {

class ServerCrashTest : public ItemsTest {
 protected:
  static void SetUpTestSuite() { own_mariadb_ = MariaDb::Start({}).value().release(); }
  static void TearDownTestSuite() { delete own_mariadb_; }

  // Silent: a server that is down is a line for every attempt.
  ServerCrashTest() : ItemsTest(own_mariadb_) {
    SetLogSink([](absl::string_view) {});
  }
  ~ServerCrashTest() override { SetLogSink(nullptr); }

 private:
  static MariaDb* own_mariadb_;
};

MariaDb* ServerCrashTest::own_mariadb_;

TEST_F(ServerCrashTest, StartsBeforeItsServerAndOutlivesIt) {
  mariadb_->Kill9();
  database_ = Open({server_});
  EXPECT_THAT(Insert("a"), HasReason("DB_UNAVAILABLE"));
  EXPECT_THAT(Read(kCountItems), HasReason("DB_UNAVAILABLE"));
  ASSERT_THAT(mariadb_->Restart(), IsOk());
  EXPECT_THAT(Insert("a"), IsOk());
  ASSERT_THAT(mariadb_->Restart(), IsOk());
  EXPECT_THAT(Insert("b"), IsOk());  // on a new connection: the idle one died
  EXPECT_EQ(Count(), 2);
}

TEST_F(ServerCrashTest, SilentServerIsGivenUp) {
  Options options{server_};
  options.point.statement_limit = absl::Milliseconds(100);
  options.server.connect_timeout = absl::Seconds(1);
  database_ = Open(options);
  ASSERT_EQ(Count(), 0);
  kill(mariadb_->pid(), SIGSTOP);
  int state = 0;  // the signal reaches the threads one after the other
  ASSERT_EQ(waitpid(mariadb_->pid(), &state, WUNTRACED), mariadb_->pid());
  ASSERT_TRUE(WIFSTOPPED(state));
  EXPECT_THAT(Read(kCountItems), HasReason("DB_UNAVAILABLE"));
  kill(mariadb_->pid(), SIGCONT);
  EXPECT_EQ(Count(), 0);
}

// What the writers were told, by item.
class Ledger {
 public:
  void Add(const std::string& id, const absl::Status& status) {
    MutexLock lock(&mutex_);
    if (status.ok()) {
      stored_.insert(id);
      stored_changed_.Signal();
    } else {
      (IsUnknownOutcome(status) ? unknown_ : refused_).insert(id);
    }
  }

  // Waits until so many more are stored.
  bool WaitForMore(size_t count) {
    MutexLock lock(&mutex_);
    const size_t goal = stored_.size() + count;
    while (stored_.size() < goal) {
      if (stored_changed_.WaitWithTimeout(&mutex_, absl::Seconds(30))) return false;
    }
    return true;
  }

  // What was acknowledged is there, what was refused is not; the rest may be either.
  void Compare(const std::set<std::string>& present) {
    MutexLock lock(&mutex_);
    for (const std::string& id : stored_) EXPECT_EQ(present.count(id), 1u) << id;
    for (const std::string& id : refused_) EXPECT_EQ(present.count(id), 0u) << id;
    ::testing::Test::RecordProperty("stored", static_cast<int>(stored_.size()));
    ::testing::Test::RecordProperty("refused", static_cast<int>(refused_.size()));
    ::testing::Test::RecordProperty("unknown", static_cast<int>(unknown_.size()));
  }

 private:
  Mutex mutex_;
  CondVar stored_changed_;
  std::set<std::string> stored_ ABSL_GUARDED_BY(mutex_);
  std::set<std::string> refused_ ABSL_GUARDED_BY(mutex_);
  std::set<std::string> unknown_ ABSL_GUARDED_BY(mutex_);
};

TEST_F(ServerCrashTest, KilledUnderLoadKeepsItsWord) {
  // With Connection::commit(), which loses the server's answer, one kill in three shows nothing.
  constexpr int kKills = 8;
  constexpr int kWriters = 6;
  constexpr size_t kBetweenKills = 300;
  Ledger ledger;
  std::atomic<bool> stop{false};
  std::vector<std::thread> writers;
  for (int writer = 0; writer < kWriters; ++writer) {
    writers.emplace_back([&, writer] {
      for (int i = 0; !stop; ++i) {
        const std::string id = std::to_string(writer) + "-" + std::to_string(i);
        ledger.Add(id, Insert(id));
      }
    });
  }
  for (int i = 0; i < kKills; ++i) {
    EXPECT_TRUE(ledger.WaitForMore(kBetweenKills));
    EXPECT_THAT(mariadb_->Restart(), IsOk());
  }
  stop = true;
  for (std::thread& writer : writers) writer.join();

  std::set<std::string> present;
  const Rows rows = Read({"items.ids", "SELECT id FROM items"}).value();
  for (const Row row : rows) present.insert(std::string(row.String(0)));
  ledger.Compare(present);
}

}  // namespace
}  // namespace guanxi::db
