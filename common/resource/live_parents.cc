#include "common/resource/live_parents.h"

#include <vector>

#include "common/base/status_macros.h"

namespace guanxi::resource {

absl::StatusOr<std::set<Uuid>> LiveIds(db::Transaction& tx, const Resource& parent,
                                       const Uuid& tenant, const std::set<Uuid>& ids) {
  std::set<Uuid> live;
  if (ids.empty()) return live;
  size_t marks = 1;
  while (marks < ids.size()) marks *= 2;
  std::vector<db::Value> values = {tenant.bytes()};
  for (const Uuid& id : ids) values.emplace_back(id.bytes());
  values.resize(1 + marks, db::Value(ids.begin()->bytes()));
  GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, tx.Select(parent.SelectLive(marks), values));
  for (const db::Row row : rows) {
    GUANXI_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(row.String(0)));
    live.insert(id);
  }
  return live;
}

absl::Status DropOrphans(db::Transaction& tx, const Resource* parent, const Uuid& tenant,
                         std::map<Uuid, Stored>* rows) {
  if (parent == nullptr) return absl::OkStatus();
  std::set<Uuid> parents;
  for (const auto& [id, row] : *rows) parents.insert(row.name.parent);
  GUANXI_ASSIGN_OR_RETURN(const std::set<Uuid> live, LiveIds(tx, *parent, tenant, parents));
  for (auto row = rows->begin(); row != rows->end();) {
    row = live.count(row->second.name.parent) != 0 ? std::next(row) : rows->erase(row);
  }
  return absl::OkStatus();
}

}  // namespace guanxi::resource
