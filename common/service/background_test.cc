// What a service's own periodic work takes away, and what it must not; loops.
#include "common/service/background.h"

#include <atomic>
#include <memory>
#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/base/log.h"
#include "common/base/uuid.h"
#include "common/db/database.h"
#include "common/events/event_log.h"
#include "common/testing/eventually.h"
#include "common/testing/fake_clock.h"
#include "common/testing/mariadb.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"

namespace guanxi::service {
namespace {

class BackgroundTest : public ::testing::Test {
 protected:
  BackgroundTest() {
    SetLogSink([](absl::string_view) {});
    parts_.system_clock = &clock_;
    parts_.business_clock = &clock_;
    parts_.ids = &ids_;
    parts_.database = database_.get();
    parts_.files = &files_;
    parts_.operations = &operations_;
  }
  ~BackgroundTest() override { SetLogSink(nullptr); }

  // One round of all schedules.
  void RunOnce() {
    std::atomic<bool> begun{false};
    Services services;
    services.schedules.push_back({"test", absl::Hours(1), [&] {
                                    begun = true;
                                    return absl::OkStatus();
                                  }});
    events::EventLog log(database_.get(), &clock_, &ids_);
    Background background(parts_, services, &log, {"test", std::nullopt, nullptr});
    background.Start();
    EXPECT_TRUE(Eventually([&] { return begun.load(); }));
  }  // which waits for the round that has begun

  void Execute(const std::string& sql) {
    ASSERT_THAT(SharedMariaDb()->Execute(sql, server_.schema), IsOk()) << sql;
  }
  int64_t Count(const std::string& table) {
    int64_t count = -1;
    EXPECT_THAT(database_->ReadOnly({},
                                    [&](db::Transaction& tx) {
                                      const auto rows =
                                          tx.Select({"test.count",
                                                     absl::StrCat("SELECT COUNT(*) FROM ", table),
                                                     /*infrastructure=*/true},
                                                    {});
                                      if (rows.ok()) count = (*rows)[0].Int64(0);
                                      return rows.status();
                                    }),
                IsOk());
    return count;
  }

  FakeClock clock_{absl::FromUnixSeconds(1'800'000'000)};
  UuidSource ids_{&clock_};
  const db::Server server_ = SharedMariaDb()->CreateSchema("customer-svc/schema").value();
  const std::unique_ptr<db::Database> database_ = db::Database::Create({server_}).value();
  files::FileStore files_{database_.get(), &clock_};
  jobs::OperationStore operations_{database_.get(), &clock_, &ids_};
  Parts parts_;
};

// An answer and an event of 1999.
TEST_F(BackgroundTest, OldAnswersGoAndEventsThatNobodyHasPublishedStay) {
  Execute(
      "INSERT INTO request_log (tenant_id, request_key, request_hash, response, create_time) "
      "VALUES "
      "(REPEAT('t', 16), REPEAT('k', 32), REPEAT('h', 32), '', '1999-12-31')");
  Execute(
      "INSERT INTO outbox (tenant_id, event_id) VALUES (REPEAT('t', 16), "
      "UNHEX('00dc6acfac007000a000000000000001'))");
  RunOnce();
  EXPECT_EQ(Count("request_log"), 0);
  EXPECT_EQ(Count("outbox"), 1);
}

TEST_F(BackgroundTest, LoopsGoRoundFromTheStartToTheEnd) {
  std::atomic<int> rounds{0};
  Services services;
  services.loops.push_back({absl::Milliseconds(1), [&] { ++rounds; }});
  events::EventLog log(database_.get(), &clock_, &ids_);
  {
    Background background(parts_, services, &log, {"test", std::nullopt, nullptr});
    EXPECT_EQ(rounds, 0) << "the schema may not fit yet";
    background.Start();
    EXPECT_TRUE(Eventually([&] { return rounds.load() >= 3; }));
  }
}

}  // namespace
}  // namespace guanxi::service
