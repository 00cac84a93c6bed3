// In whatever order events come, how often and how late: rollups are what a recount of the facts
// is, at every moment, and the same in the end.
#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "analytics-svc/engine/engine_testing.h"
#include "analytics-svc/facts/fact_testing.h"
#include "analytics-svc/facts/year_testing.h"
#include "analytics-svc/replica/replica.h"
#include "analytics-svc/replica/rollup_tables.h"
#include "analytics-svc/semantic/rollup.h"
#include "common/base/status_macros.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"

namespace guanxi::analytics {
namespace {

using Lines = std::vector<std::string>;

SqlResult Select(DuckWriter& writer, const std::string& sql) {
  const auto result = writer.Select(sql, {});
  EXPECT_THAT(result, IsOk()) << sql;
  return result.value_or(SqlResult());
}

// The columns of a rollup, those with sums summed, as texts.
std::string SummedColumns(DuckWriter& writer, const std::string& rollup) {
  const SqlResult names =
      Select(writer,
             absl::StrCat("SELECT column_name FROM information_schema.columns WHERE table_name = '",
                          rollup, "' ORDER BY ordinal_position"));
  Lines columns;
  for (size_t i = 0; i < names.rows(); ++i) {
    const std::string name = names.Text(i, 0);
    const bool is_sum = name == "facts" || absl::StartsWith(name, "m_");
    columns.push_back(
        absl::StrCat("CAST(", is_sum ? absl::StrCat("SUM(", name, ")") : name, " AS VARCHAR)"));
  }
  return absl::StrJoin(columns, ", ");
}

// Every group of every rollup with its sums, in order.
Lines Groups(DuckWriter& writer) {
  Lines groups;
  for (const Rollup* rollup : Rollups()) {
    const SqlResult rows =
        Select(writer, absl::StrCat("SELECT ", SummedColumns(writer, rollup->name), " FROM ",
                                    rollup->name, " GROUP BY ALL HAVING SUM(facts) <> 0"));
    for (size_t row = 0; row < rows.rows(); ++row) {
      Lines cells = {rollup->name};
      for (size_t i = 0; i < rows.columns(); ++i) {
        cells.push_back(rows.IsNull(row, i) ? "-" : rows.Text(row, i));
      }
      groups.push_back(absl::StrJoin(cells, " "));
    }
  }
  std::sort(groups.begin(), groups.end());
  return groups;
}

// Facts with a copy of their own.
struct CopyWorld {
  explicit CopyWorld(FakeRecords* records) : facts(records) { Reopen(); }

  // With pages so small that a turn has several.
  void Reopen() {
    replica = std::make_unique<Replica>(facts.database.get(), facts.part->watermarks(), duck.get(),
                                        &facts.clock, /*max_page=*/7);
    ASSERT_THAT(replica->Open(), IsOk());
  }

  // Those of all rollups; fails unless a recount of the copies makes the same. What was kept stays:
  // the recount is rolled back.
  Lines CheckedGroups() {
    Lines kept, recounted;
    const absl::Status undone = duck->Write([&](DuckWriter& writer) -> absl::Status {
      kept = Groups(writer);
      GUANXI_RETURN_IF_ERROR(DropRollups(writer));
      GUANXI_RETURN_IF_ERROR(OpenRollups(writer));
      recounted = Groups(writer);
      return absl::AbortedError("seen");
    });
    EXPECT_THAT(undone, StatusIs(absl::StatusCode::kAborted));
    EXPECT_EQ(kept, recounted);
    return kept;
  }

  FactWorld facts;
  const std::unique_ptr<DuckDatabase> duck = OpenDuck(SmallDuck(NewFolder()));
  std::unique_ptr<Replica> replica;
};

TEST(RollupOrderTest, KeptInAnyOrderIsWhatARecountIs) {
  for (unsigned seed = 1; seed <= 3; ++seed) {
    FakeRecords records;
    Year year(seed, &records);
    CopyWorld rebuilt(&records);
    ASSERT_THAT(rebuilt.facts.Recover(), IsOk());
    ASSERT_THAT(rebuilt.replica->Turn(), IsOk());
    const Lines expected = rebuilt.CheckedGroups();
    EXPECT_GT(expected.size(), 30u);

    CopyWorld shuffled(&records);
    const auto turn = [&] {
      if (year.Roll(3) > 0) return;
      ASSERT_THAT(shuffled.replica->Turn(), IsOk());
      if (year.Roll(4) == 0) shuffled.CheckedGroups();
    };
    for (const char* service : {"lead-svc", "customer-svc"}) {
      year.Tell(&shuffled.facts, service, year.Shuffled(service), turn);
    }
    ASSERT_THAT(shuffled.replica->Turn(), IsOk());
    EXPECT_EQ(shuffled.CheckedGroups(), expected) << "seed " << seed;
  }
}

TEST(RollupOrderTest, FoldingBetweenTurnsChangesNothing) {
  FakeRecords records;
  Year year(/*seed=*/7, &records);
  CopyWorld world(&records);
  const auto turn = [&] {
    ASSERT_THAT(world.replica->Turn(), IsOk());
    ASSERT_THAT(
        world.duck->Write([](DuckWriter& writer) { return FoldRollups(writer, /*slack=*/0); }),
        IsOk());
  };
  for (const char* service : {"customer-svc", "lead-svc"}) {
    year.Tell(&world.facts, service, year.Shuffled(service), turn);
  }
  EXPECT_GT(world.CheckedGroups().size(), 30u);
}

TEST(RollupOrderTest, ARollupOfAnotherFormIsMadeAnewOutOfTheCopy) {
  FakeRecords records;
  Year year(/*seed=*/9, &records);
  CopyWorld world(&records);
  ASSERT_THAT(world.facts.Recover(), IsOk());
  ASSERT_THAT(world.replica->Turn(), IsOk());
  const Lines before = world.CheckedGroups();
  const std::string name = Rollups().front()->name;
  ASSERT_THAT(world.duck->Write([&](DuckWriter& writer) -> absl::Status {
    for (const std::string& sql :
         {absl::StrCat("DELETE FROM ", name),
          absl::StrCat("UPDATE replica_rollups SET form = 'of old' WHERE name = '", name, "'"),
          std::string("CREATE TABLE rollup_of_old AS SELECT 1 AS facts"),
          std::string("INSERT INTO replica_rollups VALUES ('rollup_of_old', 'x', 1)")}) {
      GUANXI_RETURN_IF_ERROR(writer.Execute(sql).status());
    }
    return absl::OkStatus();
  }),
              IsOk());
  world.Reopen();
  EXPECT_EQ(world.CheckedGroups(), before);
  EXPECT_FALSE(world.duck->Run({"test", "SELECT * FROM rollup_of_old", {}}, {}).ok());
}

}  // namespace
}  // namespace guanxi::analytics
