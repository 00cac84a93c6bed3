#include "common/timers/testing.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/crypto/key_ring.h"
#include "common/testing/status_matchers.h"

namespace guanxi::timers {
namespace {

// `turn` gives the order in which effects came about.
constexpr char kCreateEffects[] =
    "CREATE TABLE effects (turn BIGINT NOT NULL AUTO_INCREMENT, tenant_id BINARY(16), "
    "timer_key VARBINARY(255), due_time DATETIME(6), PRIMARY KEY (turn)) "
    "ENGINE=InnoDB CHARSET utf8mb4";
const db::InsertQuery kInsertEffects{
    "test.insert_effects", "INSERT INTO effects (tenant_id, timer_key, due_time) VALUES "};
const db::Query kSelectEffects{"test.select_effects",
                               "SELECT timer_key, due_time FROM effects ORDER BY turn",
                               /*infrastructure=*/true};
const db::Query kCountTimers{"test.count_timers", "SELECT COUNT(*) FROM timers",
                             /*infrastructure=*/true};

}  // namespace

std::unique_ptr<resource::Environment> NewEnvironment(Clock* clock) {
  const auto keys = crypto::KeyRing::Parse(absl::StrCat("1 ", std::string(64, 'a'))).value();
  return resource::Environment::Create(clock, keys, std::string(32, 'k')).value();
}

TimersTest::TimersTest()
    : server_(SharedMariaDb()->CreateSchema("workflow-svc/schema").value()),
      database_(db::Database::Create({server_}).value()),
      environment_(NewEnvironment(&business_)),
      engine_(database_.get(), environment_.get()) {
  EXPECT_THAT(SharedMariaDb()->Execute(kCreateEffects, server_.schema), IsOk());
}

Timer TimersTest::At(const std::string& key, absl::Duration after,
                     const std::string& subject) const {
  Timer timer;
  timer.kind = "note";
  timer.key = key;
  timer.due = start_ + after;
  timer.subject = subject;
  return timer;
}

void TimersTest::Arm(const Uuid& tenant, const std::vector<Timer>& timers) {
  ASSERT_THAT(database_->ReadWrite(
                  {}, [&](db::Transaction& tx) { return timers_.Arm(tx, tenant, timers); }),
              IsOk());
}

void TimersTest::Disarm(const Uuid& tenant, const std::string& key) {
  ASSERT_THAT(database_->ReadWrite(
                  {}, [&](db::Transaction& tx) { return Timers::Disarm(tx, tenant, "note", key); }),
              IsOk());
}

ArmedTimer TimersTest::Armed(const Uuid& tenant, const std::string& key) {
  std::optional<ArmedTimer> found;
  EXPECT_THAT(database_->ReadOnly({},
                                  [&](db::Transaction& tx) -> absl::Status {
                                    GUANXI_ASSIGN_OR_RETURN(found,
                                                            Timers::Find(tx, tenant, "note", key));
                                    return absl::OkStatus();
                                  }),
              IsOk());
  return found.value();
}

int64_t TimersTest::CountArmed() {
  int64_t count = -1;
  EXPECT_THAT(database_->ReadOnly({},
                                  [&](db::Transaction& tx) -> absl::Status {
                                    GUANXI_ASSIGN_OR_RETURN(const db::Rows rows,
                                                            tx.Select(kCountTimers, {}));
                                    count = rows[0].Int64(0);
                                    return absl::OkStatus();
                                  }),
              IsOk());
  return count;
}

absl::Status TimersTest::Note(resource::UnitOfWork& work, const Batch& batch) {
  std::vector<std::vector<db::Value>> rows;
  for (const ArmedTimer& timer : batch.timers) {
    rows.push_back({batch.tenant.bytes(), timer.key, timer.due});
  }
  return work.tx().InsertRows(kInsertEffects, rows).status();
}

Kinds TimersTest::NoteKinds() {
  Kinds kinds;
  kinds["note"].fire = &TimersTest::Note;
  return kinds;
}

std::vector<std::string> TimersTest::Noted() {
  std::vector<std::string> noted;
  EXPECT_THAT(database_->ReadOnly(
                  {},
                  [&](db::Transaction& tx) -> absl::Status {
                    noted.clear();
                    GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, tx.Select(kSelectEffects, {}));
                    for (const db::Row row : rows) {
                      noted.push_back(absl::StrCat(row.String(0), "@",
                                                   absl::ToInt64Seconds(row.Time(1) - start_)));
                    }
                    return absl::OkStatus();
                  }),
              IsOk());
  return noted;
}

Runner::Options TimersTest::OptionsOf(const std::string& owner) {
  Runner::Options options;
  options.owner = owner;
  options.actor = "services/test";
  return options;
}

std::unique_ptr<Runner> TimersTest::NewRunner(Kinds kinds, const Runner::Options& options) {
  return std::make_unique<Runner>(database_.get(), &engine_, Clocks(&system_, &business_), &timers_,
                                  std::move(kinds), options);
}

void TimersTest::Settle(Runner* runner) {
  while (true) {
    const auto worked = runner->Turn();
    ASSERT_THAT(worked, IsOk());
    if (*worked == 0) return;
  }
}

}  // namespace guanxi::timers
