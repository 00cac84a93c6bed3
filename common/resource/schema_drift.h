// Compares a live schema with what the descriptors say, in tests.
#ifndef GUANXI_COMMON_RESOURCE_SCHEMA_DRIFT_H_
#define GUANXI_COMMON_RESOURCE_SCHEMA_DRIFT_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/db/database.h"
#include "common/db/query.h"
#include "common/resource/resource.h"

namespace guanxi::resource {

// One line for each difference between the resource's tables and its type: columns that are
// missing, of another type or that nothing writes, list paths without their index.
absl::StatusOr<std::vector<std::string>> SchemaDrift(db::Database* database,
                                                     const Resource& resource);

// Every statement that the engine runs for the resource, one of each shape, for the linter.
// `parent` is the resource whose names this one's are under, or null.
std::vector<db::Query> AllQueries(const Resource& resource, const Resource* parent);
std::vector<db::InsertQuery> AllInserts(const Resource& resource);

}  // namespace guanxi::resource

#endif  // GUANXI_COMMON_RESOURCE_SCHEMA_DRIFT_H_
