// Relays, consumers, MariaDB and Redis are killed, flushed and stalled at random while events are
// written: none is lost, none has two effects, and those of a record keep their order.
#include <signal.h>
#include <sys/wait.h>

#include <atomic>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/base/status_macros.h"
#include "common/db/database.h"
#include "common/events/test_world.h"
#include "common/testing/eventually.h"
#include "common/testing/mariadb.h"
#include "common/testing/redis.h"
#include "common/testing/server_process.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"

namespace guanxi::events {
namespace {

constexpr int kRecords = 60;
constexpr int kRounds = 40;
// Events that come through between two faults.
constexpr int kEventsARound = 150;

// A relay or a consumer in a process of its own.
class Worker {
 public:
  explicit Worker(std::vector<std::string> command) : command_(std::move(command)) {}
  ~Worker() { Kill(); }
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  // Starts it; it dies when it passes `point` for the nth time.
  void Start(const std::string& point = "", int times = 0) {
    Kill();
    std::vector<std::string> command = command_;
    command.push_back(point);
    command.push_back(absl::StrCat(times));
    pid_ = Spawn(command, std::string(getenv("TEST_TMPDIR")) + "/" + command_[1] + ".log");
  }
  void Kill() {
    if (pid_ <= 0) return;
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
    pid_ = -1;
  }
  // Whether it died; then it is started again.
  void Revive() {
    if (pid_ > 0 && waitpid(pid_, nullptr, WNOHANG) == pid_) {
      pid_ = -1;
      Start();
    }
  }

 private:
  const std::vector<std::string> command_;
  pid_t pid_ = -1;
};

class FaultTest : public ::testing::Test {
 protected:
  FaultTest()
      : mariadb_(MariaDb::Start({}).value()),
        redis_(Redis::Start().value()),
        producer_(mariadb_->CreateSchema("customer-svc/schema").value()),
        side_(mariadb_->CreateSchema("customer-svc/schema").value()),
        database_(db::Database::Create({producer_}).value()),
        side_database_(db::Database::Create({side_}).value()) {
    EXPECT_THAT(mariadb_->Execute(kCreateEffects, side_.schema), IsOk());
    for (const char* role : {"relay", "relay", "consumer", "consumer"}) {
      workers_.push_back(std::make_unique<Worker>(std::vector<std::string>{
          "tests/fault/event_worker", role, producer_.socket, producer_.schema, side_.schema,
          redis_->options().socket, redis_->options().password.Get()}));
    }
  }
  ~FaultTest() override {
    stop_ = true;
    if (writer_.joinable()) writer_.join();
  }

  static Uuid Record(int i) { return DeriveUuid("record", absl::StrCat(i)); }
  static Uuid Tenant(int i) { return DeriveUuid("tenant", absl::StrCat(i % 3)); }

  // The next version of each record, as the database has it.
  absl::StatusOr<std::vector<int64_t>> NextVersions() {
    std::vector<int64_t> next;
    GUANXI_RETURN_IF_ERROR(database_->ReadOnly({}, [&](db::Transaction& tx) -> absl::Status {
      next.clear();
      for (int i = 0; i < kRecords; ++i) {
        GUANXI_ASSIGN_OR_RETURN(
            const db::Rows rows,
            tx.Select({"test.next",
                       "SELECT COALESCE(MAX(sequence), 0) + 1 FROM changes WHERE "
                       "tenant_id = ? AND resource_id = ?"},
                      {Tenant(i).bytes(), Record(i).bytes()}));
        next.push_back(rows[0].Int64(0));
      }
      return absl::OkStatus();
    }));
    return next;
  }

  // Writes until it is told to stop: a few versions of a few records at a time.
  void WriteOn() {
    std::mt19937 random(7);
    std::vector<int64_t> next;
    while (!stop_) {
      if (next.empty()) {
        // After a fault nobody knows whether the last versions are there.
        auto read = NextVersions();
        if (!read.ok()) continue;
        next = *std::move(read);
      }
      std::vector<TestEvent> events;
      for (int i = 0; i < 5; ++i) {
        const int record = static_cast<int>(random() % kRecords);
        const bool personal = random() % 4 == 0;
        events.push_back({Tenant(record), Record(record), next[record]++, Uuid(), "body",
                          personal ? "personal" : ""});
      }
      const absl::Status written = database_->ReadWrite(
          {}, [&](db::Transaction& tx) { return WriteEvents(tx, events, absl::Now()); });
      if (written.ok()) {
        written_ += static_cast<int>(events.size());
      } else {
        next.clear();
      }
    }
  }

  void Disturb(std::mt19937& random) {
    Worker& worker = *workers_[random() % workers_.size()];
    const int times = static_cast<int>(1 + random() % 5);
    switch (random() % 10) {
      case 0:
      case 1:
        return worker.Start();  // killed wherever it is
      case 2:
        return workers_[random() % 2]->Start("before_commit", times);
      case 3:
        return workers_[random() % 2]->Start("after_commit", times);
      case 4:
        return workers_[2 + random() % 2]->Start("before_commit", times);
      case 5:
        return workers_[2 + random() % 2]->Start("after_commit", times);
      case 9:
        return workers_[random() % 2]->Start("after_publish", times);
      case 6:
        EXPECT_THAT(redis_->Run({"FLUSHALL"}), IsOk());
        return;
      case 7:
        EXPECT_THAT(redis_->Restart(), IsOk());
        return;
      default:
        redis_->Stall();
        Pass(kEventsARound);
        redis_->Resume();
    }
  }

  // Waits until so many more events were written.
  void Pass(int events) {
    const int goal = written_ + events;
    EXPECT_TRUE(Eventually([&] { return written_ >= goal; }, absl::Minutes(2)));
  }

  const std::unique_ptr<MariaDb> mariadb_;
  const std::unique_ptr<Redis> redis_;
  const db::Server producer_, side_;
  const std::unique_ptr<db::Database> database_, side_database_;
  std::vector<std::unique_ptr<Worker>> workers_;
  std::atomic<bool> stop_{false};
  std::atomic<int> written_{0};
  std::thread writer_;
};

TEST_F(FaultTest, WhateverDiesNothingIsLostDoubledOrOutOfOrder) {
  const unsigned seed = std::random_device()();
  SCOPED_TRACE(absl::StrCat("seed ", seed));
  std::mt19937 random(seed);
  for (const auto& worker : workers_) worker->Start();
  writer_ = std::thread([this] { WriteOn(); });
  for (int round = 0; round < kRounds; ++round) {
    Disturb(random);
    if (round % 10 == 9) {
      mariadb_->Kill9();
      ASSERT_THAT(mariadb_->Restart(), IsOk());
    }
    Pass(kEventsARound);
    for (const auto& worker : workers_) worker->Revive();
  }
  redis_->Kill9();  // for good
  Pass(kEventsARound);
  stop_ = true;
  writer_.join();
  std::string verdict = "not judged";
  EXPECT_TRUE(Eventually(
      [&] {
        for (const auto& worker : workers_) worker->Revive();
        verdict = Judge(database_.get(), side_database_.get()).value_or("no answer");
        return verdict.empty();
      },
      absl::Minutes(1), absl::Milliseconds(200)))
      << verdict;
}

}  // namespace
}  // namespace guanxi::events
