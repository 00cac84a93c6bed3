// Brings a schema to a version, and says which version it has.
#ifndef GUANXI_COMMON_DB_MIGRATOR_H_
#define GUANXI_COMMON_DB_MIGRATOR_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "common/db/database.h"
#include "common/db/migration_files.h"
#include "common/db/options.h"
#include "common/db/value.h"

namespace guanxi::db {

class Connection;
class SchemaLease;

// The table schema_migrations has one row per migration: version, label, checksum of the .up.sql
// file, state, and how many statements have run. The lease row (schema_lease.h) keeps two
// processes from migrating at once.
//
// DDL is not transactional: a migration that stops in the middle leaves the tables between two
// versions. It is then recorded as half done, every method and CheckSchemaVersion name it and
// refuse to go on, and an operator finishes or undoes its statements by hand and says so by
// `Resolve`. A migration whose first statement is refused leaves no trace.
//
// Errors, besides those of the database:
//   FAILED_PRECONDITION  SCHEMA_HALF_APPLIED   see above
//   FAILED_PRECONDITION  SCHEMA_CHANGED        an applied .up.sql file is not what it was
//   FAILED_PRECONDITION  SCHEMA_NOT_VERIFIED   a verify statement failed
//   ABORTED              SCHEMA_LEASE_HELD     another process is migrating
//
// Thread safety: none.
class Migrator {
 public:
  struct Options {
    absl::Duration lease_duration = absl::Seconds(30);
    absl::Duration max_wait_for_lease = absl::Minutes(2);
  };

  // Connects; the user needs the right to change tables. Creates the two tables if necessary.
  static absl::StatusOr<std::unique_ptr<Migrator>> Connect(const Server& server,
                                                           std::vector<Migration> migrations,
                                                           const Options& options);
  ~Migrator();

  // Applies what is missing up to the last migration, and verifies all. A schema that is newer
  // than the files stays as it is.
  absl::Status Up();
  // Takes back all migrations above `version`, newest first.
  absl::Status Down(int version);
  // Runs the verify statements of all applied migrations and compares checksums.
  absl::Status Verify();

  enum class Resolution { kApplied, kReverted };
  // Records by an operator's word how a half-done migration ended.
  absl::Status Resolve(int version, Resolution resolution);

  // The newest applied version, 0 if none.
  absl::StatusOr<int> Version();

 private:
  Migrator(const Server& server, std::vector<Migration> migrations, const Options& options,
           std::unique_ptr<Connection> connection);

  absl::StatusOr<std::unique_ptr<SchemaLease>> TakeLease();
  // Version of a schema that is in order: nothing half done, all checksums as they were.
  absl::StatusOr<int> CheckedVersion();
  enum class Direction { kUp, kDown };
  absl::Status Step(const Migration& migration, Direction direction, const SchemaLease& lease);
  // Writes to schema_migrations.
  absl::Status Record(const char* sql, absl::Span<const Value> values);
  absl::Status VerifyUpTo(int version);

  const Server server_;
  const std::vector<Migration> migrations_;
  const Options options_;
  const std::unique_ptr<Connection> connection_;
};

// Compares the schema with `folder`/tables.txt, if there is one: what the migrations there make
// (schema_shape.h). What is there besides is logged.
//   FAILED_PRECONDITION  SCHEMA_DRIFT  a table, column, key or collation is missing or another one
absl::Status CheckShape(const Server& server, const std::string& folder);

// Applies what is missing of the migrations in `folder`, and checks the shape of a schema that is
// no newer. Errors: those of LoadMigrations, Migrator and CheckShape.
absl::Status MigrateUp(const Server& server, const std::string& folder);

// For start-up: OK if the schema fits a release that needs version `min` and knows versions up to
// `max`, else FAILED_PRECONDITION with SCHEMA_VERSION or SCHEMA_HALF_APPLIED. UNAVAILABLE while the
// database is down: try again.
//
// Version `max + 1` fits too, applied or half done: a migration only adds to what the release
// before it uses (expand), and what nobody uses any more goes one release later (contract), so that
// both run side by side. SchemaGate (schema_gate.h) asks until it holds once.
absl::Status CheckSchemaVersion(Database* database, int min, int max);

}  // namespace guanxi::db

#endif  // GUANXI_COMMON_DB_MIGRATOR_H_
