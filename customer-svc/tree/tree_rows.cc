#include "customer-svc/tree/tree_rows.h"

#include <algorithm>
#include <set>

#include "common/base/status_macros.h"
#include "common/errors/errors.h"

namespace guanxi::customer {
namespace {

// Beyond the levels that a tree may have, so that a ring ends.
constexpr size_t kMostAbove = 1024;
constexpr int kHoldAttempts = 8;

const db::Query kSelectParent{"tree.select_parent",
                              "SELECT parent_id FROM tree_nodes WHERE tenant_id = ? AND id = ?"};

const db::InsertQuery kMakeNode{"tree.make_node",
                                "INSERT INTO tree_nodes (tenant_id, id, stale, changes) VALUES ",
                                " ON DUPLICATE KEY UPDATE changes = changes + 1"};

// Written, not only locked: on a cluster with several writers that is what excludes.
const db::Query kHoldRoot{
    "tree.hold_root", "UPDATE tree_nodes SET changes = changes + 1 WHERE tenant_id = ? AND id = ?"};

// Written even if it is marked already, as is kHoldRoot: who takes the mark on another server must
// not miss this one.
const db::Query kMarkStale{"tree.mark_stale",
                           "UPDATE tree_nodes SET stale = 1, changes = changes + 1 "
                           "WHERE tenant_id = ? AND id = ?"};

const db::InsertQuery kAddSums{
    "tree.add_sums", "INSERT INTO tree_sums (tenant_id, id, kind, label, own, subtree) VALUES ",
    " ON DUPLICATE KEY UPDATE own = own + VALUES(own), subtree = subtree + VALUES(subtree)"};

const db::Query kSelectTimes{
    "tree.select_times",
    "SELECT n.own_time, n.subtree_time, (SELECT MAX(c.subtree_time) FROM tree_nodes c WHERE "
    "c.tenant_id = n.tenant_id AND c.parent_id = n.id) FROM tree_nodes n "
    "WHERE n.tenant_id = ? AND n.id = ?"};

const db::Query kSetTime{"tree.set_time",
                         "UPDATE tree_nodes SET subtree_time = ? WHERE tenant_id = ? AND id = ?"};

const db::Query kSelectSubtree{
    "tree.select_subtree",
    "SELECT kind, label, subtree FROM tree_sums WHERE tenant_id = ? AND id = ? AND subtree <> 0"};

const db::Query kSelectOwn{
    "tree.select_own",
    "SELECT kind, label, own FROM tree_sums WHERE tenant_id = ? AND id = ? AND own <> 0"};

std::vector<db::Value> SumRow(const Uuid& tenant, const Uuid& id,
                              const TreeSums::value_type& change, bool is_own) {
  const db::Value value = db::Value::Decimal(money::FormatScaled(change.second, kTreeSumPlaces));
  return {tenant.bytes(),
          id.bytes(),
          static_cast<int>(change.first.first),
          change.first.second,
          is_own ? value : db::Value(0),
          value};
}

absl::StatusOr<TreeSums> Read(db::Transaction& tx, const db::Query& query, const Uuid& tenant,
                              const Uuid& id) {
  GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, tx.Select(query, {tenant.bytes(), id.bytes()}));
  TreeSums sums;
  GUANXI_RETURN_IF_ERROR(AddSums(rows, &sums));
  return sums;
}

}  // namespace

absl::StatusOr<Uuid> ReadParent(db::Transaction& tx, const Uuid& tenant, const Uuid& id) {
  GUANXI_ASSIGN_OR_RETURN(const db::Rows rows,
                          tx.Select(kSelectParent, {tenant.bytes(), id.bytes()}));
  if (rows.empty() || rows[0].IsNull(0)) return Uuid();
  return Uuid::FromBytes(rows[0].String(0));
}

absl::StatusOr<std::vector<Uuid>> ReadAbove(db::Transaction& tx, const Uuid& tenant,
                                            const Uuid& id) {
  std::vector<Uuid> above;
  Uuid at = id;
  while (above.size() < kMostAbove) {
    GUANXI_ASSIGN_OR_RETURN(at, ReadParent(tx, tenant, at));
    if (at.IsNil()) return above;
    above.push_back(at);
  }
  return absl::InternalError("a tree of companies is a ring");
}

absl::Status MakeNodes(db::Transaction& tx, const Uuid& tenant, absl::Span<const Uuid> ids) {
  std::vector<std::vector<db::Value>> rows;
  for (const Uuid& id : ids) {
    // What is there already is not touched: who works on its tree holds the root before it.
    GUANXI_ASSIGN_OR_RETURN(const db::Rows there,
                            tx.Select(kSelectParent, {tenant.bytes(), id.bytes()}));
    if (there.empty()) rows.push_back({tenant.bytes(), id.bytes(), 1, 0});
  }
  return rows.empty() ? absl::OkStatus() : tx.InsertRows(kMakeNode, rows).status();
}

absl::StatusOr<std::vector<std::vector<Uuid>>> HoldTrees(db::Transaction& tx, const Uuid& tenant,
                                                         absl::Span<const Uuid> ids) {
  std::set<Uuid> held;
  for (int attempt = 0; attempt < kHoldAttempts; ++attempt) {
    std::vector<std::vector<Uuid>> above;
    std::set<Uuid> roots;
    for (const Uuid& id : ids) {
      GUANXI_ASSIGN_OR_RETURN(std::vector<Uuid> one, ReadAbove(tx, tenant, id));
      roots.insert(one.empty() ? id : one.back());
      above.push_back(std::move(one));
    }
    // What was read before its root was held may have been moved since: once more, then.
    if (std::includes(held.begin(), held.end(), roots.begin(), roots.end())) return above;
    for (const Uuid& root : roots) {
      if (!held.insert(root).second) continue;
      GUANXI_RETURN_IF_ERROR(tx.Execute(kHoldRoot, {tenant.bytes(), root.bytes()}).status());
    }
  }
  return Error(absl::StatusCode::kAborted, "TRANSACTION_CONFLICT",
               "others move the same companies: retry");
}

absl::Status MarkTreeStale(db::Transaction& tx, const Uuid& tenant, const Uuid& id) {
  return tx.Execute(kMarkStale, {tenant.bytes(), id.bytes()}).status();
}

absl::Status AddToTree(db::Transaction& tx, const Uuid& tenant, absl::Span<const Uuid> above,
                       const TreeSums& change) {
  std::vector<std::vector<db::Value>> rows;
  for (const Uuid& one : above) {
    for (const auto& sum : change) rows.push_back(SumRow(tenant, one, sum, /*is_own=*/false));
  }
  return rows.empty() ? absl::OkStatus() : tx.InsertRows(kAddSums, rows).status();
}

absl::Status AddOwn(db::Transaction& tx, const Uuid& tenant, const Uuid& id,
                    const TreeSums& change) {
  std::vector<std::vector<db::Value>> rows;
  for (const auto& sum : change) rows.push_back(SumRow(tenant, id, sum, /*is_own=*/true));
  return rows.empty() ? absl::OkStatus() : tx.InsertRows(kAddSums, rows).status();
}

absl::Status FollowTimes(db::Transaction& tx, const Uuid& tenant, absl::Span<const Uuid> upwards) {
  for (const Uuid& id : upwards) {
    GUANXI_ASSIGN_OR_RETURN(const db::Rows rows,
                            tx.Select(kSelectTimes, {tenant.bytes(), id.bytes()}));
    if (rows.empty()) return absl::OkStatus();
    const db::Row row = rows[0];
    std::optional<absl::Time> last;
    for (const size_t column : {size_t{0}, size_t{2}}) {
      if (row.IsNull(column)) continue;
      last = std::max(last.value_or(absl::InfinitePast()), row.Time(column));
    }
    const bool is_same =
        row.IsNull(1) ? !last.has_value() : last.has_value() && *last == row.Time(1);
    if (is_same) return absl::OkStatus();  // so is all above
    GUANXI_RETURN_IF_ERROR(
        tx.Execute(kSetTime, {db::Value(last), tenant.bytes(), id.bytes()}).status());
  }
  return absl::OkStatus();
}

absl::StatusOr<TreeSums> ReadSubtree(db::Transaction& tx, const Uuid& tenant, const Uuid& id) {
  return Read(tx, kSelectSubtree, tenant, id);
}

absl::StatusOr<TreeSums> ReadOwn(db::Transaction& tx, const Uuid& tenant, const Uuid& id) {
  return Read(tx, kSelectOwn, tenant, id);
}

std::vector<db::Query> TreeRowQueries() {
  return {kSelectParent, kHoldRoot, kMarkStale, kSelectTimes, kSetTime, kSelectSubtree, kSelectOwn};
}

}  // namespace guanxi::customer
