#include "common/db/migrator.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>

#include "common/db/database.h"
#include "common/db/schema_gate.h"
#include "common/testing/mariadb.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::db {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

// A folder of migrations under TEST_TMPDIR.
class Folder {
 public:
  Folder() : path_(fs::path(getenv("TEST_TMPDIR")) / ("schema" + std::to_string(++count_))) {
    fs::create_directory(path_);
  }
  Folder& Add(const std::string& label, const std::string& up, const std::string& down,
              const std::string& verify) {
    Write(label + ".up.sql", up);
    Write(label + ".down.sql", down);
    Write(label + ".verify.sql", verify);
    return *this;
  }
  void Write(const std::string& file, const std::string& text) {
    std::ofstream(path_ / file) << text;
  }
  void Remove(const std::string& file) { fs::remove(path_ / file); }
  std::string path() const { return path_.string(); }

 private:
  static int count_;
  const fs::path path_;
};

int Folder::count_ = 0;

constexpr char kFirst[] =
    "CREATE TABLE one (id INT PRIMARY KEY); -- with a ; in a comment\n"
    "INSERT INTO one VALUES (1);\n";

Folder TwoMigrations() {
  Folder folder;
  folder.Add("0001_one", kFirst, "DROP TABLE one", "SELECT id FROM one LIMIT 0");
  folder.Add("0002_two", "CREATE TABLE two (id INT PRIMARY KEY, text VARCHAR(9) DEFAULT ';')",
             "DROP TABLE two",
             "SELECT COUNT(*) = 2 FROM information_schema.columns "
             "WHERE table_schema = DATABASE() AND table_name = 'two'");
  return folder;
}

class MigratorTest : public ::testing::Test {
 protected:
  MigratorTest() : server_(SharedMariaDb()->CreateSchema().value()) {}

  std::unique_ptr<Migrator> Load(const Folder& folder, const Migrator::Options& options = {}) {
    return Migrator::Connect(server_, LoadMigrations(folder.path()).value(), options).value();
  }
  absl::Status Run(const std::string& sql) { return SharedMariaDb()->Execute(sql, server_.schema); }
  absl::Status CheckVersion(int min, int max) {
    const auto database = Database::Create({server_}).value();
    return CheckSchemaVersion(database.get(), min, max);
  }

  const Server server_;
};

TEST_F(MigratorTest, UpAppliesWhatIsMissing) {
  const Folder folder = TwoMigrations();
  const auto migrator = Load(folder);
  EXPECT_THAT(migrator->Version(), IsOkAndHolds(0));
  EXPECT_THAT(migrator->Up(), IsOk());
  EXPECT_THAT(migrator->Version(), IsOkAndHolds(2));
  EXPECT_THAT(migrator->Up(), IsOk());  // and nothing the second time
  EXPECT_THAT(migrator->Verify(), IsOk());
  EXPECT_THAT(Run("INSERT INTO one VALUES (1)"), StatusIs(absl::StatusCode::kAlreadyExists));
}

TEST_F(MigratorTest, DownTakesBackNewestFirst) {
  const Folder folder = TwoMigrations();
  const auto migrator = Load(folder);
  ASSERT_THAT(migrator->Up(), IsOk());
  EXPECT_THAT(migrator->Down(1), IsOk());
  EXPECT_THAT(migrator->Version(), IsOkAndHolds(1));
  EXPECT_THAT(Run("DELETE FROM two"), StatusIs(absl::StatusCode::kInternal));
  EXPECT_THAT(migrator->Down(0), IsOk());
  EXPECT_THAT(migrator->Up(), IsOk());
  EXPECT_THAT(migrator->Version(), IsOkAndHolds(2));
}

TEST_F(MigratorTest, ChangedFileIsRefused) {
  Folder folder = TwoMigrations();
  ASSERT_THAT(Load(folder)->Up(), IsOk());
  folder.Write("0001_one.up.sql", "CREATE TABLE one (id BIGINT PRIMARY KEY)");
  EXPECT_THAT(Load(folder)->Up(), HasReason("SCHEMA_CHANGED"));
  EXPECT_THAT(Load(folder)->Verify(),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("0001_one")));
}

TEST_F(MigratorTest, VerifySeesAMissingTable) {
  const Folder folder = TwoMigrations();
  const auto migrator = Load(folder);
  ASSERT_THAT(migrator->Up(), IsOk());
  ASSERT_THAT(Run("ALTER TABLE two DROP COLUMN text"), IsOk());
  EXPECT_THAT(migrator->Verify(), HasReason("SCHEMA_NOT_VERIFIED"));
  ASSERT_THAT(Run("DROP TABLE one"), IsOk());
  EXPECT_THAT(migrator->Verify(),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("0001_one")));
}

TEST_F(MigratorTest, HalfAppliedMigrationIsNamedAndResolvedByHand) {
  Folder folder = TwoMigrations();
  folder.Add("0003_three", "CREATE TABLE three (id INT PRIMARY KEY); CREATE TABLE one (id INT)",
             "DROP TABLE three", "SELECT id FROM three LIMIT 0");
  const auto migrator = Load(folder);
  EXPECT_THAT(migrator->Up(), StatusIs(absl::StatusCode::kInternal));
  for (const absl::Status& status : {migrator->Up(), migrator->Down(0), CheckVersion(1, 9)}) {
    EXPECT_THAT(status, HasReason("SCHEMA_HALF_APPLIED"));
    EXPECT_THAT(status, StatusIs(absl::StatusCode::kFailedPrecondition,
                                 HasSubstr("0003_three stopped while APPLYING, after 1 ")));
  }
  EXPECT_THAT(migrator->Version(), IsOkAndHolds(2));

  EXPECT_THAT(migrator->Resolve(3, Migrator::Resolution::kApplied), IsOk());
  EXPECT_THAT(migrator->Up(), IsOk());
  EXPECT_THAT(migrator->Version(), IsOkAndHolds(3));
}

TEST_F(MigratorTest, MigrationRefusedAtItsFirstStatementLeavesNoTrace) {
  Folder folder = TwoMigrations();
  folder.Add("0003_three", "CREATE TABLE one (id INT)", "DROP TABLE three", "SELECT 1");
  EXPECT_THAT(Load(folder)->Up(), StatusIs(absl::StatusCode::kInternal));
  EXPECT_THAT(CheckVersion(2, 2), IsOk());
  folder.Write("0003_three.up.sql", "CREATE TABLE three (id INT)");
  EXPECT_THAT(Load(folder)->Up(), IsOk());
}

TEST_F(MigratorTest, TwoAtOnceApplyEachMigrationOnce) {
  const Folder folder = TwoMigrations();
  std::vector<std::thread> threads;
  for (int i = 0; i < 3; ++i) {
    threads.emplace_back([&] { EXPECT_THAT(Load(folder)->Up(), IsOk()); });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_THAT(CheckVersion(2, 2), IsOk());
}

TEST_F(MigratorTest, WaitsForTheLeaseOnlySoLong) {
  const Folder folder = TwoMigrations();
  Migrator::Options options;
  options.max_wait_for_lease = absl::Milliseconds(300);
  const auto migrator = Load(folder, options);
  // Somebody else, alive for another hour.
  ASSERT_THAT(Run("UPDATE schema_lease SET holder = 'other', "
                  "expire_time = UTC_TIMESTAMP(6) + INTERVAL 1 HOUR"),
              IsOk());
  EXPECT_THAT(migrator->Up(), HasReason("SCHEMA_LEASE_HELD"));
  // Somebody else, dead.
  ASSERT_THAT(Run("UPDATE schema_lease SET expire_time = UTC_TIMESTAMP(6)"), IsOk());
  EXPECT_THAT(migrator->Up(), IsOk());
}

TEST_F(MigratorTest, LeaseIsRenewedDuringALongStatement) {
  Folder folder = TwoMigrations();
  folder.Add("0003_slow", "SELECT SLEEP(1); CREATE TABLE three (id INT)", "DROP TABLE three",
             "SELECT 1");
  Migrator::Options options;
  options.lease_duration = absl::Milliseconds(300);
  std::thread first([&] { EXPECT_THAT(Load(folder, options)->Up(), IsOk()); });
  EXPECT_THAT(Load(folder, options)->Up(), IsOk());
  first.join();
  EXPECT_THAT(CheckVersion(3, 3), IsOk());
}

TEST_F(MigratorTest, StolenLeaseStopsTheMigration) {
  Folder folder;
  folder.Add("0001_thief", "UPDATE schema_lease SET holder = 'thief'; SELECT SLEEP(1); SELECT 2",
             "SELECT 1", "SELECT 1");
  Migrator::Options options;
  options.lease_duration = absl::Milliseconds(300);
  EXPECT_THAT(Load(folder, options)->Up(), HasReason("SCHEMA_LEASE_LOST"));
}

TEST_F(MigratorTest, StartUpAcceptsARangeOfVersions) {
  EXPECT_THAT(CheckVersion(0, 0), IsOk());  // no table yet
  EXPECT_THAT(CheckVersion(1, 2), HasReason("SCHEMA_VERSION"));
  const Folder folder = TwoMigrations();
  ASSERT_THAT(Load(folder)->Up(), IsOk());
  EXPECT_THAT(CheckVersion(1, 2), IsOk());
  EXPECT_THAT(CheckVersion(2, 3), IsOk());
  EXPECT_THAT(CheckVersion(3, 4), HasReason("SCHEMA_VERSION"));
  EXPECT_THAT(CheckVersion(1, 1), IsOk());  // the next release's migration only adds
  EXPECT_THAT(CheckVersion(0, 0), HasReason("SCHEMA_VERSION"));
}

TEST_F(MigratorTest, OnlyTheNextMigrationMayBeHalfDone) {
  const Folder folder = TwoMigrations();
  ASSERT_THAT(Load(folder)->Up(), IsOk());
  for (const char* const state : {"APPLYING", "REVERTING"}) {
    ASSERT_THAT(
        Run(std::string("UPDATE schema_migrations SET state = '") + state + "' WHERE version = 2"),
        IsOk());
    EXPECT_THAT(CheckVersion(1, 1), IsOk());
    EXPECT_THAT(CheckVersion(1, 2), HasReason("SCHEMA_HALF_APPLIED"));
    EXPECT_THAT(CheckVersion(0, 0), HasReason("SCHEMA_VERSION"));
  }
}

TEST_F(MigratorTest, GateOpensWhenTheSchemaFitsAndStaysOpenDuringMigrations) {
  const Folder folder = TwoMigrations();
  const auto database = Database::Create({server_}).value();
  int started = 0;
  SchemaGate gate(database.get(), 2, 2, [&] { ++started; });
  EXPECT_THAT(gate.Check(), HasReason("SCHEMA_VERSION"));
  EXPECT_EQ(started, 0);
  ASSERT_THAT(Load(folder)->Up(), IsOk());
  EXPECT_THAT(gate.Check(), IsOk());
  for (const char* const change :
       {"INSERT INTO schema_migrations SELECT 3, 'x', checksum, 'APPLYING', 0, update_time "
        "FROM schema_migrations WHERE version = 2",
        "UPDATE schema_migrations SET state = 'APPLIED'",
        "UPDATE schema_migrations SET version = version + 1 ORDER BY version DESC"}) {
    ASSERT_THAT(Run(change), IsOk());
    EXPECT_THAT(gate.Check(), IsOk()) << change;
  }
  EXPECT_EQ(started, 1);
}

TEST_F(MigratorTest, OlderReleaseLeavesANewerSchemaAlone) {
  Folder folder = TwoMigrations();
  ASSERT_THAT(Load(folder)->Up(), IsOk());
  for (const char* suffix : {".up.sql", ".down.sql", ".verify.sql"}) {
    folder.Remove(std::string("0002_two") + suffix);
  }
  EXPECT_THAT(Load(folder)->Up(), IsOk());
  EXPECT_THAT(Load(folder)->Down(0), HasReason("SCHEMA_VERSION"));
  EXPECT_THAT(CheckVersion(2, 2), IsOk());
}

TEST(LoadMigrationsTest, RefusesFoldersThatAreNotInOrder) {
  EXPECT_THAT(LoadMigrations("/nonexistent"), StatusIs(absl::StatusCode::kNotFound));

  Folder gap;
  gap.Add("0002_two", "SELECT 1", "SELECT 1", "SELECT 1");
  EXPECT_THAT(LoadMigrations(gap.path()), StatusIs(absl::StatusCode::kInvalidArgument));

  Folder twice = TwoMigrations();
  twice.Add("0002_other", "SELECT 1", "SELECT 1", "SELECT 1");
  EXPECT_THAT(LoadMigrations(twice.path()), StatusIs(absl::StatusCode::kInvalidArgument));

  Folder stray = TwoMigrations();
  stray.Write("3_three.up.sql", "SELECT 1");
  EXPECT_THAT(LoadMigrations(stray.path()), StatusIs(absl::StatusCode::kInvalidArgument));

  Folder incomplete = TwoMigrations();
  incomplete.Remove("0002_two.down.sql");
  EXPECT_THAT(LoadMigrations(incomplete.path()), StatusIs(absl::StatusCode::kNotFound));

  Folder empty = TwoMigrations();
  empty.Write("0002_two.verify.sql", "-- later\n");
  EXPECT_THAT(LoadMigrations(empty.path()),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("0002_two.verify.sql")));
}

}  // namespace
}  // namespace guanxi::db
