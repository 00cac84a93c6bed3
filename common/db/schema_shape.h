// What a live schema looks like, and whether it is what it should be.
//
// A shape is a sorted list of lines, one for each table, column and key:
//   customers InnoDB utf8mb4_bin
//   customers.city varchar(64) utf8mb4_bin NOT NULL
//   customers(PRIMARY) UNIQUE tenant_id,id
// The folder of a service's migrations has the one that they make, `tables.txt`, so that a change
// of it is seen in a review, and so that what happened to a schema besides is found.
#ifndef GUANXI_COMMON_DB_SCHEMA_SHAPE_H_
#define GUANXI_COMMON_DB_SCHEMA_SHAPE_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/db/options.h"

namespace guanxi::db {

using Shape = std::vector<std::string>;

// The shape of a live schema, all of its tables. Errors: those of a connection.
absl::StatusOr<Shape> ReadShape(const Server& server);

// The lines of `folder`/tables.txt. NOT_FOUND if there is no such file.
absl::StatusOr<Shape> LoadShape(const std::string& folder);

struct ShapeDrift {
  Shape missing;  // of what should be there: dropped, or changed
  Shape extra;    // nobody knows of it
};
ShapeDrift CompareShapes(const Shape& expected, const Shape& found);

}  // namespace guanxi::db

#endif  // GUANXI_COMMON_DB_SCHEMA_SHAPE_H_
