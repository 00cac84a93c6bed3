// A server of its own that is killed, stopped and started under load.
#include <signal.h>

#include <atomic>
#include <set>
#include <thread>

#include "common/base/log.h"
#include "common/base/mutex.h"
#include "common/db/items_fixture.h"

namespace guanxi::db {
namespace {

MariaDb* OwnMariaDb() {
  static MariaDb* const server = MariaDb::Start({}).value().release();
  return server;
}

class ServerCrashTest : public ItemsTest {
 protected:
  // Silent: a server that is down is a line for every attempt.
  ServerCrashTest() : ItemsTest(OwnMariaDb()) {
    SetLogSink([](absl::string_view) {});
  }
  ~ServerCrashTest() override { SetLogSink(nullptr); }
};

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
  EXPECT_THAT(Read(kCountItems), HasReason("DB_UNAVAILABLE"));
  kill(mariadb_->pid(), SIGCONT);
  EXPECT_EQ(Count(), 0);
}

// What the writers were told, by item.
struct Ledger {
  void Add(std::set<std::string>* set, const std::string& id) {
    MutexLock lock(&mutex);
    set->insert(id);
  }
  Mutex mutex;
  std::set<std::string> stored;
  std::set<std::string> refused;
  std::set<std::string> unknown;
};

TEST_F(ServerCrashTest, KilledUnderLoadKeepsItsWord) {
  // With Connection::commit(), which loses the server's answer, one kill in three shows nothing.
  constexpr int kKills = 8;
  constexpr int kWriters = 6;
  constexpr size_t kBetweenKills = 300;
  Ledger ledger;
  std::atomic<bool> stop{false};
  std::atomic<size_t> stored{0};
  std::vector<std::thread> writers;
  for (int writer = 0; writer < kWriters; ++writer) {
    writers.emplace_back([&, writer] {
      for (int i = 0; !stop; ++i) {
        const std::string id = std::to_string(writer) + "-" + std::to_string(i);
        const absl::Status status = Insert(id);
        if (status.ok()) ++stored;
        ledger.Add(status.ok()                ? &ledger.stored
                   : IsUnknownOutcome(status) ? &ledger.unknown
                                              : &ledger.refused,
                   id);
      }
    });
  }
  for (int i = 0; i < kKills; ++i) {
    const size_t goal = stored + kBetweenKills;
    const absl::Time give_up = absl::Now() + absl::Seconds(30);
    while (stored < goal && absl::Now() < give_up) absl::SleepFor(absl::Milliseconds(1));
    EXPECT_GE(stored, goal);
    ASSERT_THAT(mariadb_->Restart(), IsOk());
  }
  stop = true;
  for (std::thread& writer : writers) writer.join();

  std::set<std::string> present;
  const Rows rows = Read({"items.ids", "SELECT id FROM items"}).value();
  for (const Row row : rows) present.insert(std::string(row.String(0)));
  for (const std::string& id : ledger.stored) EXPECT_EQ(present.count(id), 1u) << id;
  for (const std::string& id : ledger.refused) EXPECT_EQ(present.count(id), 0u) << id;
  RecordProperty("stored", static_cast<int>(ledger.stored.size()));
  RecordProperty("refused", static_cast<int>(ledger.refused.size()));
  RecordProperty("unknown", static_cast<int>(ledger.unknown.size()));
}

}  // namespace
}  // namespace guanxi::db
