// Reads migrations for what DESIGN section 9 forbids; the counterpart of sql_lint.h for DDL.
#ifndef GUANXI_COMMON_DB_SCHEMA_LINT_H_
#define GUANXI_COMMON_DB_SCHEMA_LINT_H_

#include <set>
#include <string>
#include <vector>

#include "absl/types/span.h"
#include "common/db/migration_files.h"
#include "common/db/sql_lint.h"

namespace guanxi::db {

struct SchemaRules {
  // Tables that belong to no tenant (leases, relay state); the exceptions to rule `tenant_key`.
  std::set<std::string> infrastructure_tables;
};

// Rules
//   syntax       unreadable, or CREATE TABLE without a column list
//   forbidden    ForbiddenWords, and triggers, procedures, functions, events, sequences, views
//   foreign_key  FOREIGN KEY, REFERENCES
//   primary_key  a table has none
//   tenant_key   tenant_id does not come first in a primary or unique key
//   key_name     unique keys are named uq_..., others idx_...: DUPLICATE_KEY is told apart by name
//   charset      CREATE TABLE without DEFAULT CHARSET=utf8mb4 and COLLATE=utf8mb4_...; the server's
//                default may be latin1
//   engine       an engine other than InnoDB
//   verify       a verify statement that is no SELECT
std::vector<LintFinding> LintMigrations(absl::Span<const Migration> migrations,
                                        const SchemaRules& rules);

}  // namespace guanxi::db

#endif  // GUANXI_COMMON_DB_SCHEMA_LINT_H_
