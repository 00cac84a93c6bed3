#include "common/db/migration_files.h"

#include <openssl/sha.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/base/status_macros.h"
#include "common/db/sql_tokens.h"

namespace guanxi::db {
namespace {

namespace fs = std::filesystem;

constexpr size_t kVersionDigits = 4;

std::string Sha256Hex(const std::string& text) {
  std::string digest(SHA256_DIGEST_LENGTH, '\0');
  SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(),
         reinterpret_cast<unsigned char*>(digest.data()));
  return absl::BytesToHexString(digest);
}

absl::StatusOr<std::string> ReadFile(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream text;
  text << in.rdbuf();
  if (!in) return absl::NotFoundError(absl::StrCat("cannot read ", path.string()));
  return text.str();
}

absl::StatusOr<std::vector<std::string>> Statements(const fs::path& path,
                                                    const std::string& script) {
  absl::StatusOr<std::vector<std::string>> statements = SplitStatements(script);
  const std::string where = path.filename().string();
  if (!statements.ok()) {
    return absl::InvalidArgumentError(absl::StrCat(where, ": ", statements.status().message()));
  }
  if (statements->empty()) return absl::InvalidArgumentError(where + ": no statement");
  return statements;
}

absl::StatusOr<Migration> Load(const fs::path& folder, const std::string& label) {
  Migration migration;
  migration.label = label;
  const auto load = [&](const char* suffix,
                        std::vector<std::string>* statements) -> absl::StatusOr<std::string> {
    const fs::path path = folder / (label + suffix);
    GUANXI_ASSIGN_OR_RETURN(std::string script, ReadFile(path));
    GUANXI_ASSIGN_OR_RETURN(*statements, Statements(path, script));
    return script;
  };
  GUANXI_ASSIGN_OR_RETURN(const std::string up, load(".up.sql", &migration.up));
  GUANXI_RETURN_IF_ERROR(load(".down.sql", &migration.down).status());
  GUANXI_RETURN_IF_ERROR(load(".verify.sql", &migration.verify).status());
  migration.checksum = Sha256Hex(up);
  return migration;
}

// "0001_customers" of "0001_customers.up.sql".
absl::StatusOr<std::string> LabelOf(const std::string& file) {
  const std::vector<std::string> parts = absl::StrSplit(file, '.');
  const bool known = parts.size() == 3 && parts[2] == "sql" &&
                     (parts[1] == "up" || parts[1] == "down" || parts[1] == "verify");
  int version;
  if (known && parts[0].size() > kVersionDigits + 1 && parts[0][kVersionDigits] == '_' &&
      absl::SimpleAtoi(parts[0].substr(0, kVersionDigits), &version)) {
    return parts[0];
  }
  return absl::InvalidArgumentError(
      absl::StrCat(file, ": expected NNNN_name.{up,down,verify}.sql"));
}

}  // namespace

absl::StatusOr<std::vector<Migration>> LoadMigrations(absl::string_view folder) {
  const fs::path path{std::string(folder)};
  std::set<std::string> labels;
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator(path, error)) {
    const std::string file = entry.path().filename().string();
    if (!absl::EndsWith(file, ".sql")) continue;
    GUANXI_ASSIGN_OR_RETURN(const std::string label, LabelOf(file));
    labels.insert(label);
  }
  if (labels.empty()) return absl::NotFoundError(absl::StrCat("no migrations in ", folder));

  std::vector<Migration> migrations;
  for (const std::string& label : labels) {
    GUANXI_ASSIGN_OR_RETURN(Migration migration, Load(path, label));
    migration.version = static_cast<int>(migrations.size()) + 1;
    if (label.substr(0, kVersionDigits) !=
        absl::StrCat(absl::Dec(migration.version, absl::kZeroPad4))) {
      return absl::InvalidArgumentError(
          absl::StrCat(label, ": expected version ", migration.version));
    }
    migrations.push_back(std::move(migration));
  }
  return migrations;
}

}  // namespace guanxi::db
