// What conditions and texts of automation rules may read.
#ifndef GUANXI_WORKFLOW_SVC_RULES_CONDITION_SCHEMA_H_
#define GUANXI_WORKFLOW_SVC_RULES_CONDITION_SCHEMA_H_

#include <string>

#include "absl/strings/string_view.h"
#include "common/filter/schema.h"
#include "common/resource/custom_fields.h"
#include "workflow-svc/rules/record_kind.h"

namespace guanxi::workflow {

// Where a path of a condition leads.
enum class Scope { kRecord, kOld, kChanged, kParent };

// A path without its scope.
struct ScopedPath {
  Scope scope = Scope::kRecord;
  std::string path;
};
ScopedPath SplitScope(absl::string_view path);

// What conditions about a kind may read. `with_event` adds `old.` and `changed.`, `with_custom` the
// custom fields, as open ones.
const filter::Schema& ConditionSchema(const RecordKind& kind, bool with_event,
                                      bool with_custom = false);

// What texts with places may read, and values be copied from: what a condition without an event
// reads, and any other text of the record or its customer, `name` included.
const filter::Schema& TextSchema(const RecordKind& kind);

// Says what the custom fields are that a condition about a kind reads. Null for null; both must
// outlive it.
filter::FieldResolver CustomResolver(const RecordKind& kind, const resource::TenantFields* custom);

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_RULES_CONDITION_SCHEMA_H_
