// Of which fields of which records the columns of facts are made: who does not see a field sees no
// column that is made of it, be it one of the record above or one that holds several rows.
#ifndef GUANXI_ANALYTICS_SVC_SEMANTIC_COLUMN_FIELDS_H_
#define GUANXI_ANALYTICS_SVC_SEMANTIC_COLUMN_FIELDS_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "analytics-svc/semantic/model.h"
#include "common/auth/principal.h"

namespace guanxi::analytics {

// Whether the principal sees in full what the columns of the cube's table are made of. What names
// no column, `id` among them, is seen by who sees the row. Errors are those of CheckFieldSeen.
absl::Status CheckColumnsSeen(const Cube& cube, const std::vector<std::string>& columns,
                              const Principal& principal, absl::string_view member);
// Whether the principal sees in full the field whose entries are the rows of the cube's table,
// where it is one of parts: how many there are says how long the list is. Errors are those of
// CheckFieldSeen, about the cube.
absl::Status CheckRowsSeen(const Cube& cube, const Principal& principal);

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_SEMANTIC_COLUMN_FIELDS_H_
