// Change rows and outbox rows: the audit record of every write, and what makes it an event.
//
//   changes  tenant_id, event_id, resource_type, resource_id, sequence, kind, actor, root_id,
//            depth, change_time, changed_fields, before_body, after_body, before_personal,
//            after_personal                             primary key (tenant_id, event_id)
//   outbox   tenant_id, event_id                        primary key (tenant_id, event_id)
//
// Change rows stay; an outbox row says that its change is yet to be published.
#ifndef GUANXI_COMMON_RESOURCE_CHANGES_H_
#define GUANXI_COMMON_RESOURCE_CHANGES_H_

#include <string>
#include <vector>

#include "absl/time/time.h"
#include "common/base/uuid.h"
#include "common/db/query.h"
#include "common/db/value.h"
#include "common/resource/change_kind.h"
#include "common/resource/row_codec.h"

namespace guanxi::resource {

struct Change {
  Uuid event;  // version 7: events of one process are ordered by it
  Uuid root;   // the first event of the causal chain
  int depth = 0;
  ChangeKind kind = ChangeKind::kCreated;
  std::string actor;
  absl::Time time;
};

const db::InsertQuery& ChangeInsert();
const db::InsertQuery& OutboxInsert();

// The values of a change row: the top-level fields that differ, before and after, with personal
// data apart and without what this binary does not know. `old` is null for a creation.
std::vector<db::Value> ChangeValues(const Uuid& tenant, const ResourceType& type,
                                    const Change& change, const google::protobuf::Message* old,
                                    const Stored& next);

}  // namespace guanxi::resource

#endif  // GUANXI_COMMON_RESOURCE_CHANGES_H_
