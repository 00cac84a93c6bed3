// The versions of one offer, read within a unit of work: what is committed, whoever asks.
//
// Errors: those of common/db.
#ifndef GUANXI_LEAD_SVC_PRICES_QUOTE_VERSIONS_H_
#define GUANXI_LEAD_SVC_PRICES_QUOTE_VERSIONS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/base/uuid.h"
#include "common/db/query.h"
#include "common/resource/unit_of_work.h"

namespace guanxi::lead {

// The live quotes of a series, other than `except`, by id.
absl::StatusOr<std::vector<Uuid>> FindVersions(resource::UnitOfWork& work,
                                               const std::string& series, const Uuid& except);
// The highest number that a version of the series has, deleted ones too.
absl::StatusOr<int> LastVersion(resource::UnitOfWork& work, const std::string& series);

// The statements of both, for the linter.
std::vector<db::Query> VersionQueries();

}  // namespace guanxi::lead

#endif  // GUANXI_LEAD_SVC_PRICES_QUOTE_VERSIONS_H_
