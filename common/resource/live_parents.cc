#include "common/resource/live_parents.h"

#include <iterator>
#include <set>
#include <vector>

#include "common/base/status_macros.h"
#include "common/resource/id_marks.h"

namespace guanxi::resource {
namespace {

// Those of `ids` that are live rows of `resource`.
absl::StatusOr<std::set<Uuid>> LiveIds(db::Transaction& tx, const Resource& resource,
                                       const Uuid& tenant, const std::set<Uuid>& ids) {
  std::set<Uuid> live;
  if (ids.empty()) return live;
  const size_t marks = MarksFor(ids.size());
  std::vector<db::Value> values = {tenant.bytes()};
  AppendIds(std::vector<Uuid>(ids.begin(), ids.end()), marks, &values);
  GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, tx.Select(resource.SelectLive(marks), values));
  for (const db::Row row : rows) {
    GUANXI_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(row.String(0)));
    live.insert(id);
  }
  return live;
}

// Takes out those of which `above`, a record's id, is no live row of `resource`.
absl::Status Drop(db::Transaction& tx, const Resource& resource, const Uuid& tenant,
                  Uuid ResourceName::*above, std::map<Uuid, Stored>* rows) {
  std::set<Uuid> ids;
  for (const auto& [id, row] : *rows) ids.insert(row.name.*above);
  GUANXI_ASSIGN_OR_RETURN(const std::set<Uuid> live, LiveIds(tx, resource, tenant, ids));
  for (auto row = rows->begin(); row != rows->end();) {
    row = live.count(row->second.name.*above) != 0 ? std::next(row) : rows->erase(row);
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckLive(db::Transaction& tx, const Resource* resource, const Uuid& tenant,
                       const ResourceName& name) {
  if (resource == nullptr) return absl::OkStatus();
  const Resource* const above = resource->links().parent;
  if (!name.parent.IsNil()) {
    GUANXI_RETURN_IF_ERROR(CheckLive(tx, above, tenant, ParentOf(name)));
  }
  if (name.id.IsNil()) return absl::OkStatus();
  GUANXI_ASSIGN_OR_RETURN(const db::Rows rows,
                          tx.Select(resource->select(), {tenant.bytes(), name.id.bytes()}));
  if (rows.empty() || !rows[0].Bool(3)) return NameNotFound(*resource, name);
  if (above == nullptr) return absl::OkStatus();
  GUANXI_ASSIGN_OR_RETURN(const Stored row, DecodeRow(resource->type(), rows[0]));
  if (name.parent.IsNil()) return CheckLive(tx, above, tenant, ParentOf(row.name));
  return AreSiblings(row.name, name) ? absl::OkStatus() : NameNotFound(*resource, name);
}

absl::Status DropOrphans(db::Transaction& tx, const Resource* parent, const Uuid& tenant,
                         std::map<Uuid, Stored>* rows) {
  if (parent == nullptr) return absl::OkStatus();
  GUANXI_RETURN_IF_ERROR(Drop(tx, *parent, tenant, &ResourceName::parent, rows));
  const Resource* const above = parent->links().parent;
  if (above == nullptr) return absl::OkStatus();
  return Drop(tx, *above, tenant, &ResourceName::grandparent, rows);
}

}  // namespace guanxi::resource
