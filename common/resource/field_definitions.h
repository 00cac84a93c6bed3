// What the definitions of custom fields must be, in every service that keeps some.
#ifndef GUANXI_COMMON_RESOURCE_FIELD_DEFINITIONS_H_
#define GUANXI_COMMON_RESOURCE_FIELD_DEFINITIONS_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "common/errors/errors.h"
#include "common/resource/change_kind.h"
#include "common/resource/unit_of_work.h"
#include "guanxi/metadata/v1/field_definition.pb.h"

namespace guanxi::resource {

// Definitions of custom fields that one kind of resource may have in a tenant, retired ones
// included: all of them are read together, and kept.
inline constexpr int kMaxFieldDefinitions = 200;

// What the options of the fields do not say; `types` are those whose records may have custom fields
// in this schema (`guanxi.dev/Customer`). Pure.
void CheckFieldDefinition(const metadata::v1::FieldDefinition& next,
                          absl::Span<const absl::string_view> types, Violations* violations);

// Counts a new one, as Behavior.derive. The limit holds for retired definitions too, whose keys
// stay taken: stored values go by them.
//   FAILED_PRECONDITION  TOO_MANY_FIELD_DEFINITIONS
absl::Status CountFieldDefinition(UnitOfWork& work, ChangeKind kind,
                                  const metadata::v1::FieldDefinition& next);

}  // namespace guanxi::resource

#endif  // GUANXI_COMMON_RESOURCE_FIELD_DEFINITIONS_H_
