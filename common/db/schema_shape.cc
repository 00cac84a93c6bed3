#include "common/db/schema_shape.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/db/connection.h"

namespace guanxi::db {
namespace {

constexpr char kTables[] =
    "SELECT table_name, engine, table_collation FROM information_schema.tables "
    "WHERE table_schema = DATABASE()";
constexpr char kColumns[] =
    "SELECT table_name, column_name, column_type, collation_name, is_nullable "
    "FROM information_schema.columns WHERE table_schema = DATABASE()";
// A part that is a prefix of its column has a length.
constexpr char kKeys[] =
    "SELECT table_name, index_name, MIN(non_unique), GROUP_CONCAT(CONCAT(column_name, "
    "IF(sub_part IS NULL, '', CONCAT('(', sub_part, ')'))) ORDER BY seq_in_index) "
    "FROM information_schema.statistics WHERE table_schema = DATABASE() "
    "GROUP BY table_name, index_name";

// "bigint(20) unsigned" as "bigint unsigned": how wide a client shows a number is not told by every
// server.
std::string TypeName(absl::string_view type) {
  const size_t open = type.find('(');
  if (open == absl::string_view::npos || open < 3 || type.substr(open - 3, 3) != "int") {
    return std::string(type);
  }
  return absl::StrCat(type.substr(0, open), type.substr(type.find(')') + 1));
}

}  // namespace

absl::StatusOr<Shape> ReadShape(const Server& server) {
  Connection::InitDriver();
  GUANXI_ASSIGN_OR_RETURN(const std::unique_ptr<Connection> connection, Connection::Open({server}));
  Shape shape;
  GUANXI_ASSIGN_OR_RETURN(const Rows tables, connection->Select("shape.tables", kTables, {}));
  for (const Row row : tables) {
    shape.push_back(absl::StrCat(row.String(0), " ", row.String(1), " ", row.String(2)));
  }
  GUANXI_ASSIGN_OR_RETURN(const Rows columns, connection->Select("shape.columns", kColumns, {}));
  for (const Row row : columns) {
    shape.push_back(absl::StrCat(row.String(0), ".", row.String(1), " ", TypeName(row.String(2)),
                                 row.IsNull(3) ? "" : " ", row.String(3),
                                 row.String(4) == "NO" ? " NOT NULL" : ""));
  }
  GUANXI_ASSIGN_OR_RETURN(const Rows keys, connection->Select("shape.keys", kKeys, {}));
  for (const Row row : keys) {
    shape.push_back(absl::StrCat(row.String(0), "(", row.String(1), ")",
                                 row.Bool(2) ? " " : " UNIQUE ", row.String(3)));
  }
  std::sort(shape.begin(), shape.end());
  return shape;
}

absl::StatusOr<Shape> LoadShape(const std::string& folder) {
  const std::string path = absl::StrCat(folder, "/tables.txt");
  std::ifstream in(path);
  if (!in) return absl::NotFoundError(absl::StrCat("cannot read ", path));
  Shape shape;
  for (std::string line; std::getline(in, line);) shape.push_back(line);
  std::sort(shape.begin(), shape.end());
  return shape;
}

ShapeDrift CompareShapes(const Shape& expected, const Shape& found) {
  ShapeDrift drift;
  std::set_difference(expected.begin(), expected.end(), found.begin(), found.end(),
                      std::back_inserter(drift.missing));
  std::set_difference(found.begin(), found.end(), expected.begin(), expected.end(),
                      std::back_inserter(drift.extra));
  return drift;
}

}  // namespace guanxi::db
