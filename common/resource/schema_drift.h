// Compares a schema with what the descriptors say, in tests.
#ifndef GUANXI_COMMON_RESOURCE_SCHEMA_DRIFT_H_
#define GUANXI_COMMON_RESOURCE_SCHEMA_DRIFT_H_

#include <string>
#include <vector>

#include "common/db/query.h"
#include "common/db/schema_shape.h"
#include "common/resource/resource.h"

namespace guanxi::resource {

// One line for each difference between the resource's tables, side tables included, and its type:
// columns and keys that are missing or not what they should be, in their collation too, and columns
// that nothing writes. `shape` is of the live schema (db::ReadShape).
std::vector<std::string> SchemaDrift(const db::Shape& shape, const Resource& resource);

// Every statement that the engine runs for the resource, one of each shape, for the linter.
// `parent` is the resource whose names this one's are under, or null.
std::vector<db::Query> AllQueries(const Resource& resource, const Resource* parent);
std::vector<db::InsertQuery> AllInserts(const Resource& resource);

}  // namespace guanxi::resource

#endif  // GUANXI_COMMON_RESOURCE_SCHEMA_DRIFT_H_
