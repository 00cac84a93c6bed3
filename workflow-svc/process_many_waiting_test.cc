// What commands read does not grow with the processes that wait. Two witnesses: the server's
// counters of rows read, and its own word on the plan by which each statement was run, since
// EXPLAIN of a statement with other values may say something else.
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/uuid.h"
#include "common/db/database.h"
#include "common/resource/page_reads.h"
#include "common/resource/resource_name.h"
#include "common/testing/mariadb.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "workflow-svc/process_world.h"

namespace guanxi::workflow {
namespace {

using ::testing::IsEmpty;
using ::testing::Not;

constexpr int kWaiting = 5;
// Each doubles what waits: 10,240 in the end.
constexpr int kDoublings = 11;

// A copy of every row that waits, in which other people are asked, and others have asked.
constexpr const char* kDouble[] = {
    "INSERT INTO process_states (tenant_id, id, version, body) "
    "SELECT s.tenant_id, UNHEX(MD5(CONCAT(s.id, ?))), s.version, s.body FROM process_states s "
    "JOIN process_instances i ON i.tenant_id = s.tenant_id AND i.id = s.id "
    "WHERE i.definition_id = ?",
    "INSERT INTO process_instances (tenant_id, id, version, live, definition_id, subject, "
    "initiator_id, department_id, state, create_time, body, personal) "
    "SELECT tenant_id, UNHEX(MD5(CONCAT(id, ?))), version, live, definition_id, subject, "
    "UNHEX(MD5(id)), department_id, state, create_time, body, personal "
    "FROM process_instances WHERE definition_id = ?",
    "INSERT INTO process_tasks (tenant_id, id, version, live, instance_id, definition_id, "
    "assignee_id, state, due_time, complete_time, read_time, create_time, body, personal) "
    "SELECT tenant_id, UNHEX(MD5(CONCAT(id, ?))), version, live, instance_id, definition_id, "
    "UNHEX(MD5(id)), state, due_time, complete_time, read_time, create_time, body, personal "
    "FROM process_tasks WHERE definition_id = ?",
    "INSERT INTO timers (tenant_id, kind, timer_key, partition_no, due_time, next_time, attempts, "
    "generation, payload) "
    "SELECT tenant_id, kind, MD5(CONCAT(timer_key, ?)), CRC32(timer_key) % 16, due_time, "
    "next_time, attempts, generation, payload FROM timers WHERE LENGTH(?) > 0"};

// Has the server log each statement that scans a table. For connections that are yet to be made.
bool LogScans() {
  for (const char* sql :
       {"SET GLOBAL log_output = 'TABLE'", "SET GLOBAL log_slow_filter = 'full_scan,full_join'",
        "SET GLOBAL long_query_time = 0", "SET GLOBAL slow_query_log = 1"}) {
    EXPECT_THAT(SharedMariaDb()->Execute(sql), IsOk()) << sql;
  }
  return true;
}

class ProcessManyWaitingTest : public ::testing::Test {
 protected:
  // They wait for most of a year.
  std::string StartThoseThatWait() {
    const std::string definition = world_.Active(
        world_.Approve("wait", {"sun"}, "limits { after { seconds: 25920000 } action: REMIND }"));
    for (int i = 0; i < kWaiting; ++i) world_.Start("qian", definition);
    return definition;
  }

  void Double(const std::string& definition) {
    const Uuid id = resource::ParseReference("processDefinitions", definition).value();
    for (int round = 0; round < kDoublings; ++round) {
      for (const char* sql : kDouble) {
        const db::Query query{"test.double", sql, /*infrastructure=*/true};
        const auto copy = [&](db::Transaction& tx) {
          return tx.Execute(query, {absl::StrCat(round), id.bytes()}).status();
        };
        ASSERT_THAT(world_.service.database->ReadWrite({db::Lane::kJob}, copy), IsOk());
      }
    }
  }

  void ApproveOne(const std::string& definition) {
    world_.Start("an", definition);
    EXPECT_THAT(world_.ApproveAs("li"), IsOk());
  }
  void RejectOne(const std::string& definition) {
    world_.Start("an", definition);
    EXPECT_THAT(world_.Say("li", world_.TaskOf("li"), false), IsOk());
  }
  void LetTimePass(const std::string& definition) {
    world_.Start("an", definition);
    world_.service.Advance(absl::Hours(2));
  }

  // What it reads once caches are full.
  int64_t RowsOf(const std::function<void()>& command) const {
    command();
    const int64_t before = resource::RowsRead(world_.service.database.get());
    const int64_t idle = resource::RowsRead(world_.service.database.get()) - before;
    command();
    return resource::RowsRead(world_.service.database.get()) - before - 2 * idle;
  }

  static void ForgetScans() {
    EXPECT_THAT(SharedMariaDb()->Execute("TRUNCATE TABLE mysql.slow_log"), IsOk());
  }
  // Statements that have scanned a table that has grown. A list among a statement's values is a
  // table to the server, and read as a whole.
  std::vector<std::string> Scans() const {
    static const auto* const query = new db::Query{
        "test.scans",
        "SELECT CAST(sql_text AS CHAR(400)) FROM mysql.slow_log WHERE sql_text NOT LIKE "
        "'%slow_log%' AND sql_text NOT LIKE 'DELETE t FROM JSON_TABLE(%FORCE INDEX (PRIMARY)%' "
        "AND sql_text REGEXP 'process_(instances|states|tasks)|timers'",
        /*infrastructure=*/true};
    std::vector<std::string> scans;
    EXPECT_THAT(world_.service.database->ReadOnly({},
                                                  [&](db::Transaction& tx) -> absl::Status {
                                                    const auto rows = tx.Select(*query, {});
                                                    if (!rows.ok()) return rows.status();
                                                    for (const db::Row row : *rows) {
                                                      scans.emplace_back(row.String(0));
                                                    }
                                                    return absl::OkStatus();
                                                  }),
                IsOk());
    return scans;
  }

  const bool logs_ = LogScans();
  ProcessWorld world_;
};

TEST_F(ProcessManyWaitingTest, CommandsReadAsMuchWhereTenThousandWait) {
  const std::string waiting = StartThoseThatWait();
  const std::string one = world_.Active(world_.Approve("legal", {"li"}));
  const std::string kept = world_.Active(world_.Approve("legal", {"zhao"}));
  const std::string late = world_.Active(
      world_.Approve("legal", {"zhou"}, "limits { after { seconds: 3600 } action: PASS }"));
  const std::vector<std::pair<std::string, std::function<void()>>> commands = {
      {"start", [&] { world_.Start("an", kept); }},
      {"start and approve", [&] { ApproveOne(one); }},
      {"start and reject", [&] { RejectOne(one); }},
      {"start and let time pass", [&] { LetTimePass(late); }},
      {"inbox", [&] { world_.Tasks("zhao"); }},
      {"done", [&] { world_.Tasks("li", "DONE"); }}};
  std::map<std::string, int64_t> before;
  for (const auto& [name, command] : commands) before[name] = RowsOf(command);
  Double(waiting);
  ASSERT_EQ(world_.service.Number(
                "SELECT COUNT(*) FROM process_tasks WHERE live = 1 AND due_time IS NOT NULL AND "
                "complete_time IS NULL"),
            int64_t{kWaiting} << kDoublings);
  // It is seen if there is one.
  ASSERT_EQ(world_.service.Number("SELECT COUNT(*) FROM process_tasks WHERE LENGTH(body) < 0"), 0);
  ASSERT_THAT(Scans(), Not(IsEmpty()));
  for (const auto& [name, command] : commands) {
    ForgetScans();
    const int64_t after = RowsOf(command);
    EXPECT_THAT(Scans(), IsEmpty()) << name;
    // A tenth, and what was added meanwhile.
    EXPECT_LE(after, before[name] + before[name] / 10 + 30) << name;
  }
}

}  // namespace
}  // namespace guanxi::workflow
