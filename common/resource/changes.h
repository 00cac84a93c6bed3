// Change rows and outbox rows: the audit record of every write, and what makes it an event.
//
//   changes  tenant_id, event_id, resource_type, resource_id, sequence, projection, kind, actor,
//            root_id, depth, change_time, changed_fields, before_body, after_body,
//            before_personal, after_personal, parent_ids
//                                                       primary key (tenant_id, event_id)
//   outbox   tenant_id, event_id, resource_id, sequence, projection, kind
//                                                       primary key (tenant_id, event_id)
//
// The changes of one resource are ordered by (sequence, projection, kind): its version, and how
// often its projected columns were written; of those alike the change of the row comes first, then
// that of its projected columns, then what was said of it (whose `changed_fields` is the fact's
// name). Only facts about one state of a row are ordered by their ids, which clocks of several
// processes make.
//
// `parent_ids` are the ids of the records above the resource, from the root on, as its name has
// them after the change: 16 or 32 bytes, none at the root. Rows from before there was the column
// have none either.
//
// Change rows stay; an outbox row says that its change is yet to be published.
#ifndef GUANXI_COMMON_RESOURCE_CHANGES_H_
#define GUANXI_COMMON_RESOURCE_CHANGES_H_

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/base/uuid.h"
#include "common/db/query.h"
#include "common/db/rows.h"
#include "common/db/transaction.h"
#include "common/db/value.h"
#include "common/resource/change_kind.h"
#include "common/resource/row_codec.h"

namespace guanxi::resource {

struct Change {
  Uuid event;  // version 7: events of one process are ordered by it
  Uuid root;   // the first event of the causal chain
  int depth = 0;
  bool erased = false;  // the row left its table
  ChangeKind kind = ChangeKind::kCreated;
  std::string actor;
  absl::Time time;
};

const db::InsertQuery& ChangeInsert();
const db::InsertQuery& OutboxInsert();

// The values of a change row: the top-level fields that differ, before and after, with personal
// data apart and without what this binary does not know. `old` is null for a creation; `next` of a
// row that is erased has its message still, and `change.kind` says so. Projected fields are for
// kProjected alone. The name is there if it changed, and of a row that is erased.
std::vector<db::Value> ChangeValues(const Uuid& tenant, const ResourceType& type,
                                    const Change& change, const Stored* old, const Stored& next);

// Those of a fact, kEmitted, about the resource as `row` has it.
std::vector<db::Value> FactValues(const Uuid& tenant, const ResourceType& type,
                                  const Change& change, const Stored& row, absl::string_view fact,
                                  const google::protobuf::Message& payload);

// Where a page of changes starts: behind the change of this place.
struct ChangesAfter {
  int64_t sequence = std::numeric_limits<int64_t>::max();
  int64_t projection = 0;
  int kind = 0;
  std::string event;  // bytes
};

struct ChangesPage {
  // event_id, sequence, kind, actor, change_time, root_id, changed_fields, before_body, after_body,
  // before_personal, after_personal, projection
  db::Rows rows;
  bool more = false;
};

// The changes of one resource, the last first: up to `limit` of them, and as many as
// page::kMaxPageBytes hold, but one at least. Errors: those of common/db.
absl::StatusOr<ChangesPage> ReadChanges(db::Transaction& tx, const ResourceType& type,
                                        const Uuid& tenant, const Uuid& id,
                                        const ChangesAfter& after, int limit);

// The statements of ReadChanges, for the linter.
std::vector<db::Query> ChangeQueries();

}  // namespace guanxi::resource

#endif  // GUANXI_COMMON_RESOURCE_CHANGES_H_
