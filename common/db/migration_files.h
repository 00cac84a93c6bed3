// The numbered SQL files that make a schema.
#ifndef GUANXI_COMMON_DB_MIGRATION_FILES_H_
#define GUANXI_COMMON_DB_MIGRATION_FILES_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace guanxi::db {

// schema/NNNN_name.up.sql, .down.sql and .verify.sql.
struct Migration {
  int version = 0;    // NNNN
  std::string label;  // "0001_customers"
  // Statements in order. `up` may change anything; `down` takes it back.
  std::vector<std::string> up;
  std::vector<std::string> down;
  // SELECTs that show that `up` has been done: each must run, and its first row, if it returns
  // any, must not start with 0 or NULL. "SELECT id, phone FROM customers LIMIT 0" is enough to
  // show that columns exist. All files must hold at the newest version: a migration that removes
  // something mends older verify files too.
  std::vector<std::string> verify;
  std::string checksum;  // SHA-256 of the .up.sql file, in hex
};

// All migrations of a folder by version. INVALID_ARGUMENT if versions do not run 1, 2, 3 ..., if
// one of the three files is missing or empty, or if a file does not belong; NOT_FOUND if the folder
// has none.
absl::StatusOr<std::vector<Migration>> LoadMigrations(absl::string_view folder);

}  // namespace guanxi::db

#endif  // GUANXI_COMMON_DB_MIGRATION_FILES_H_
