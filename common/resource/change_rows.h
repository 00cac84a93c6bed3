// Rows of changes as clients see them.
#ifndef GUANXI_COMMON_RESOURCE_CHANGE_ROWS_H_
#define GUANXI_COMMON_RESOURCE_CHANGE_ROWS_H_

#include "absl/status/status.h"
#include "common/db/rows.h"
#include "common/policy/field_view.h"
#include "common/resource/resource_type.h"
#include "guanxi/metadata/v1/change.pb.h"

namespace guanxi::resource {

// The change of one row with the columns of ChangesPage, with what `view` lets see of its values;
// null: all. Errors: those of malformed rows.
absl::Status DecodeChange(const ResourceType& type, const policy::FieldView* view,
                          const db::Row& row, metadata::v1::Change* change);

}  // namespace guanxi::resource

#endif  // GUANXI_COMMON_RESOURCE_CHANGE_ROWS_H_
