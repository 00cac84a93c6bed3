#include "common/db/migrator.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/base/log.h"
#include "common/base/status_macros.h"
#include "common/db/connection.h"
#include "common/db/schema_lease.h"
#include "common/db/schema_shape.h"
#include "common/errors/errors.h"

namespace guanxi::db {
namespace {

constexpr char kCreateTable[] = R"(
CREATE TABLE IF NOT EXISTS schema_migrations (
  version INT NOT NULL,
  label VARCHAR(200) NOT NULL,
  checksum CHAR(64) NOT NULL,
  state VARCHAR(10) NOT NULL,
  statements_done INT NOT NULL,
  update_time DATETIME(6) NOT NULL,
  PRIMARY KEY (version)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin)";

// States. Whatever is not applied is half done.
constexpr char kApplied[] = "APPLIED";
constexpr char kApplying[] = "APPLYING";
constexpr char kReverting[] = "REVERTING";

constexpr char kSelectAll[] =
    "SELECT version, label, checksum, state, statements_done FROM schema_migrations "
    "ORDER BY version";
constexpr char kStart[] =
    "INSERT INTO schema_migrations "
    "(version, label, checksum, state, statements_done, update_time) "
    "VALUES (?, ?, ?, ?, 0, UTC_TIMESTAMP(6)) "
    "ON DUPLICATE KEY UPDATE state = VALUES(state), statements_done = 0, "
    "update_time = UTC_TIMESTAMP(6)";
constexpr char kProgress[] =
    "UPDATE schema_migrations SET statements_done = ?, update_time = UTC_TIMESTAMP(6) "
    "WHERE version = ?";
constexpr char kFinish[] =
    "UPDATE schema_migrations SET state = 'APPLIED', update_time = UTC_TIMESTAMP(6) "
    "WHERE version = ?";
constexpr char kDelete[] = "DELETE FROM schema_migrations WHERE version = ?";

bool IsTrue(const Value& value) { return !value.is_null() && !(value == Value(0)); }

absl::Status HalfApplied(const Row& row) {
  return FailedPrecondition(
      "SCHEMA_HALF_APPLIED", row.String(1),
      absl::StrCat("Migration ", row.String(1), " stopped while ", row.String(3), ", after ",
                   row.Int64(4), " statements: finish or undo it by hand, then resolve it."));
}

}  // namespace

absl::StatusOr<std::unique_ptr<Migrator>> Migrator::Connect(const Server& server,
                                                            std::vector<Migration> migrations,
                                                            const Options& options) {
  Connection::InitDriver();
  GUANXI_ASSIGN_OR_RETURN(std::unique_ptr<Connection> connection, Connection::Open({server}));
  GUANXI_RETURN_IF_ERROR(connection->Run("schema_migrations.create_table", kCreateTable));
  GUANXI_RETURN_IF_ERROR(SchemaLease::CreateTable(connection.get()));
  return std::unique_ptr<Migrator>(
      new Migrator(server, std::move(migrations), options, std::move(connection)));
}

Migrator::Migrator(const Server& server, std::vector<Migration> migrations, const Options& options,
                   std::unique_ptr<Connection> connection)
    : server_(server),
      migrations_(std::move(migrations)),
      options_(options),
      connection_(std::move(connection)) {}

Migrator::~Migrator() = default;

absl::StatusOr<std::unique_ptr<SchemaLease>> Migrator::TakeLease() {
  GUANXI_ASSIGN_OR_RETURN(std::unique_ptr<Connection> connection, Connection::Open({server_}));
  return SchemaLease::Acquire(std::move(connection), options_.lease_duration,
                              options_.max_wait_for_lease);
}

absl::StatusOr<int> Migrator::Version() {
  GUANXI_ASSIGN_OR_RETURN(const Rows rows,
                          connection_->Select("schema_migrations.list", kSelectAll, {}));
  int version = 0;
  for (const Row row : rows) {
    if (row.String(3) == kApplied) version = static_cast<int>(row.Int64(0));
  }
  return version;
}

absl::StatusOr<int> Migrator::CheckedVersion() {
  GUANXI_ASSIGN_OR_RETURN(const Rows rows,
                          connection_->Select("schema_migrations.list", kSelectAll, {}));
  for (const Row row : rows) {
    if (row.String(3) != kApplied) return HalfApplied(row);
    const size_t version = row.Int64(0);
    if (version <= migrations_.size() && row.String(2) != migrations_[version - 1].checksum) {
      return FailedPrecondition(
          "SCHEMA_CHANGED", row.String(1),
          absl::StrCat("Migration ", row.String(1), " was changed after it had been applied; ",
                       "write a new one instead."));
    }
  }
  return rows.empty() ? 0 : static_cast<int>(rows[rows.size() - 1].Int64(0));
}

absl::Status Migrator::Up() {
  GUANXI_ASSIGN_OR_RETURN(const std::unique_ptr<SchemaLease> lease, TakeLease());
  GUANXI_ASSIGN_OR_RETURN(const int version, CheckedVersion());
  for (const Migration& migration : migrations_) {
    if (migration.version > version) {
      GUANXI_RETURN_IF_ERROR(Step(migration, Direction::kUp, *lease));
    }
  }
  const int newest = static_cast<int>(migrations_.size());
  return version > newest ? absl::OkStatus() : VerifyUpTo(newest);
}

absl::Status Migrator::Down(int version) {
  GUANXI_ASSIGN_OR_RETURN(const std::unique_ptr<SchemaLease> lease, TakeLease());
  GUANXI_ASSIGN_OR_RETURN(const int current, CheckedVersion());
  if (current > static_cast<int>(migrations_.size())) {
    return FailedPrecondition("SCHEMA_VERSION", "schema",
                              absl::StrCat("The schema has version ", current,
                                           ", which only a newer release can take back."));
  }
  for (int i = current; i > version; --i) {
    GUANXI_RETURN_IF_ERROR(Step(migrations_[i - 1], Direction::kDown, *lease));
  }
  return absl::OkStatus();
}

absl::Status Migrator::Verify() {
  GUANXI_ASSIGN_OR_RETURN(const int version, CheckedVersion());
  return VerifyUpTo(std::min(version, static_cast<int>(migrations_.size())));
}

absl::Status Migrator::Resolve(int version, Resolution resolution) {
  GUANXI_ASSIGN_OR_RETURN(const std::unique_ptr<SchemaLease> lease, TakeLease());
  return Record(resolution == Resolution::kApplied ? kFinish : kDelete, {version});
}

absl::Status Migrator::Step(const Migration& migration, Direction direction,
                            const SchemaLease& lease) {
  const bool up = direction == Direction::kUp;
  const std::vector<std::string>& statements = up ? migration.up : migration.down;
  const char* const when_done = up ? kFinish : kDelete;
  const char* const when_refused = up ? kDelete : kFinish;

  Log(Severity::kInfo, "db.migrate", {{"migration", migration.label}, {"up", up}});
  GUANXI_RETURN_IF_ERROR(Record(kStart, {migration.version, migration.label, migration.checksum,
                                         up ? kApplying : kReverting}));
  for (size_t i = 0; i < statements.size(); ++i) {
    GUANXI_RETURN_IF_ERROR(lease.Check());
    const absl::Status status = connection_->Run(migration.label, statements[i]);
    if (!status.ok()) {
      Log(Severity::kError, "db.migration_failed",
          {{"migration", migration.label}, {"statement", i + 1}, {"of", statements.size()}});
      // Refused as a whole by a server that answered: the schema is as it was before.
      if (i == 0 && !connection_->broken()) (void)Record(when_refused, {migration.version});
      return status;
    }
    GUANXI_RETURN_IF_ERROR(Record(kProgress, {i + 1, migration.version}));
  }
  return Record(when_done, {migration.version});
}

absl::Status Migrator::Record(const char* sql, absl::Span<const Value> values) {
  return connection_->Execute("schema_migrations.record", sql, values).status();
}

absl::Status Migrator::VerifyUpTo(int version) {
  for (int i = 0; i < version; ++i) {
    const Migration& migration = migrations_[i];
    for (const std::string& statement : migration.verify) {
      const absl::StatusOr<Rows> rows = connection_->Select(migration.label, statement, {});
      if (rows.ok() && (rows->empty() || IsTrue((*rows)[0][0]))) continue;
      if (connection_->broken()) return rows.status();
      return FailedPrecondition("SCHEMA_NOT_VERIFIED", migration.label,
                                absl::StrCat("The schema does not have what migration ",
                                             migration.label, " makes: ", statement));
    }
  }
  return absl::OkStatus();
}

absl::Status CheckShape(const Server& server, const std::string& folder) {
  const absl::StatusOr<Shape> expected = LoadShape(folder);
  if (absl::IsNotFound(expected.status())) return absl::OkStatus();
  GUANXI_RETURN_IF_ERROR(expected.status());
  GUANXI_ASSIGN_OR_RETURN(const Shape found, ReadShape(server));
  const ShapeDrift drift = CompareShapes(*expected, found);
  if (!drift.extra.empty()) {
    Log(Severity::kWarning, "db.schema_extra", {{"lines", absl::StrJoin(drift.extra, "; ")}});
  }
  if (drift.missing.empty()) return absl::OkStatus();
  return FailedPrecondition("SCHEMA_DRIFT", server.schema,
                            absl::StrCat("The schema is not what its migrations make; missing: ",
                                         absl::StrJoin(drift.missing, "; ")));
}

absl::Status MigrateUp(const Server& server, const std::string& folder) {
  GUANXI_ASSIGN_OR_RETURN(std::vector<Migration> migrations, LoadMigrations(folder));
  const int newest = static_cast<int>(migrations.size());
  GUANXI_ASSIGN_OR_RETURN(const auto migrator,
                          Migrator::Connect(server, std::move(migrations), {}));
  GUANXI_RETURN_IF_ERROR(migrator->Up());
  GUANXI_ASSIGN_OR_RETURN(const int version, migrator->Version());
  return version == newest ? CheckShape(server, folder) : absl::OkStatus();
}

absl::Status CheckSchemaVersion(Database* database, int min, int max) {
  static const Query* const kTableExists =
      new Query{"schema_migrations.exists",
                "SELECT COUNT(*) FROM information_schema.tables "
                "WHERE table_schema = DATABASE() AND table_name = 'schema_migrations'",
                /*infrastructure=*/true};
  static const Query* const kList =
      new Query{"schema_migrations.list", kSelectAll, /*infrastructure=*/true};
  return database->ReadOnly({}, [&](Transaction& tx) -> absl::Status {
    int64_t version = 0;
    GUANXI_ASSIGN_OR_RETURN(const Rows exists, tx.Select(*kTableExists, {}));
    if (exists[0].Bool(0)) {
      GUANXI_ASSIGN_OR_RETURN(const Rows rows, tx.Select(*kList, {}));
      for (const Row row : rows) {
        // What comes next only adds: it may be there, under way or half done.
        if (row.Int64(0) == max + 1) continue;
        if (row.String(3) != kApplied && row.Int64(0) <= max) return HalfApplied(row);
        version = row.Int64(0);
      }
    }
    if (version >= min && version <= max) return absl::OkStatus();
    return FailedPrecondition(
        "SCHEMA_VERSION", "schema",
        absl::StrCat("The schema has version ", version, "; this release works with ", min, " to ",
                     max + 1, "."));
  });
}

}  // namespace guanxi::db
