// Numbers of contracts while connections to the database die at any moment.
#include <atomic>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/db/database.h"
#include "common/db/rows.h"
#include "common/db/transaction.h"
#include "common/errors/errors.h"
#include "common/testing/mariadb.h"
#include "lead-svc/contract_money_testing.h"

namespace guanxi::lead {
namespace {

using v1::Contract;

class ContractKillTest : public ContractMoneyTest {
 protected:
  // The rows of a statement, whose columns are numbers.
  absl::StatusOr<std::vector<std::vector<int64_t>>> Numbers(const std::string& sql) {
    std::vector<std::vector<int64_t>> numbers;
    const absl::Status status =
        service_.database->ReadOnly({db::Lane::kJob}, [&](db::Transaction& tx) -> absl::Status {
          numbers.clear();
          GUANXI_ASSIGN_OR_RETURN(const db::Rows rows,
                                  tx.Select({"test.numbers", sql, /*infrastructure=*/true}, {}));
          for (const db::Row row : rows) {
            auto& columns = numbers.emplace_back();
            for (size_t i = 0; i < row.size(); ++i) columns.push_back(row.Int64(i));
          }
          return absl::OkStatus();
        });
    if (!status.ok()) return status;
    return numbers;
  }

  // One of the service's connections to its schema, another one each time; it may be gone by then.
  void KillOne(size_t turn) {
    const auto all = Numbers(
        "SELECT id FROM information_schema.processlist WHERE db = DATABASE() AND "
        "id <> CONNECTION_ID() ORDER BY id");
    if (!all.ok() || all->empty()) return;
    (void)SharedMariaDb()->Execute(absl::StrCat("KILL CONNECTION ", (*all)[turn % all->size()][0]));
  }
};

// What was undone gives its number back; what was done and nobody heard of keeps it.
TEST_F(ContractKillTest, NumbersHaveNeitherHolesNorDoublesWhateverDies) {
  constexpr int kWriters = 64;
  constexpr int kEach = 2;
  constexpr size_t kKills = 60;
  std::mutex mutex;
  std::vector<std::string> faults;
  std::atomic<int> left = kWriters;
  std::vector<std::thread> writers;
  for (int i = 0; i < kWriters; ++i) {
    writers.emplace_back([&] {
      for (int n = 0; n < kEach; ++n) {
        absl::StatusOr<Contract> made;
        do {
          made = Create(NewContract());
        } while (!made.ok() && IsPassing(made.status()));
        const std::lock_guard<std::mutex> lock(mutex);
        if (!made.ok()) faults.push_back(made.status().ToString());
      }
      --left;
    });
  }
  for (size_t turn = 0; turn < kKills && left > 0; ++turn) KillOne(turn);
  for (std::thread& writer : writers) writer.join();
  EXPECT_TRUE(faults.empty()) << faults[0];
  absl::StatusOr<std::vector<std::vector<int64_t>>> found;
  do {
    found = Numbers(
        "SELECT COUNT(*), COUNT(DISTINCT number), CAST(MIN(RIGHT(number, 6)) AS SIGNED), "
        "CAST(MAX(RIGHT(number, 6)) AS SIGNED) FROM contracts");
  } while (!found.ok() && IsPassing(found.status()));
  ASSERT_THAT(found, IsOk());
  const std::vector<int64_t>& row = (*found)[0];
  EXPECT_GE(row[0], kWriters * kEach);
  EXPECT_EQ(row[1], row[0]);
  EXPECT_EQ(row[2], 1);
  EXPECT_EQ(row[3], row[0]);
}

}  // namespace
}  // namespace guanxi::lead
