// Fills declared columns that a migration has added, out of the stored messages.
#ifndef GUANXI_COMMON_RESOURCE_FILL_COLUMNS_H_
#define GUANXI_COMMON_RESOURCE_FILL_COLUMNS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/db/database.h"
#include "common/db/query.h"
#include "common/resource/resource.h"

namespace guanxi::resource {

// Writes all declared columns of the rows where `marker` is NULL: a text column, which the engine
// itself never leaves NULL and whose index begins with tenant_id, live and it, so that this costs
// nothing once there are no such rows. Neither versions nor times of the rows change. Returns the
// number of rows. Safe to run twice at once, beside writers, and to stop anywhere.
absl::StatusOr<int64_t> FillColumns(db::Database* database, const Resource& resource,
                                    const std::string& marker);

// Its statements, for the tests that read SQL.
std::vector<db::Query> FillQueries(const Resource& resource, const std::string& marker);

}  // namespace guanxi::resource

#endif  // GUANXI_COMMON_RESOURCE_FILL_COLUMNS_H_
