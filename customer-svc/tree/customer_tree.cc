#include "customer-svc/tree/customer_tree.h"

#include <algorithm>

#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/resource/resource_name.h"
#include "common/resource/row_codec.h"
#include "customer-svc/tree/tree_rows.h"

namespace guanxi::customer {
namespace {

using resource::ChangeKind;
using resource::UnitOfWork;
using v1::Customer;

constexpr char kMoves[] = "tree_moves";

const db::Query kSetParent{"tree.set_parent",
                           "UPDATE tree_nodes SET parent_id = ? WHERE tenant_id = ? AND id = ?"};

// What matches was stale.
const db::Query kTakeStale{
    "tree.take_stale",
    "UPDATE tree_nodes SET stale = 0 WHERE tenant_id = ? AND id = ? AND stale = 1"};

const db::Query kSetOwnTime{"tree.set_own_time",
                            "UPDATE tree_nodes SET own_time = ? WHERE tenant_id = ? AND id = ?"};

Uuid ParentOf(const Customer& customer) {
  return resource::ParseReference("customers", customer.parent_organization()).value_or(Uuid());
}

std::vector<Uuid> Upwards(const Uuid& id, const std::vector<Uuid>& above) {
  std::vector<Uuid> upwards = {id};
  upwards.insert(upwards.end(), above.begin(), above.end());
  return upwards;
}

// Takes what lies below `id`, itself included, from those above it to those above `parent`, and
// `parent` itself; nil: to nobody. False, and all stays where it is: `parent` lies below it.
absl::StatusOr<bool> Move(db::Transaction& tx, const Uuid& tenant, const Uuid& id,
                          const Uuid& parent) {
  std::vector<Uuid> ends = {id};
  if (!parent.IsNil()) ends.push_back(parent);
  GUANXI_RETURN_IF_ERROR(MakeNodes(tx, tenant, ends));
  GUANXI_ASSIGN_OR_RETURN(const auto above, HoldTrees(tx, tenant, ends));
  const std::vector<Uuid>& before = above[0];
  if (parent == (before.empty() ? Uuid() : before[0])) return true;
  std::vector<Uuid> after;
  if (!parent.IsNil()) after = Upwards(parent, above[1]);
  if (std::find(after.begin(), after.end(), id) != after.end()) return false;
  GUANXI_ASSIGN_OR_RETURN(const TreeSums moved, ReadSubtree(tx, tenant, id));
  GUANXI_RETURN_IF_ERROR(AddToTree(tx, tenant, before, Minus({}, moved)));
  GUANXI_RETURN_IF_ERROR(AddToTree(tx, tenant, after, moved));
  const db::Value named = parent.IsNil() ? db::Value() : db::Value(parent.bytes());
  GUANXI_RETURN_IF_ERROR(tx.Execute(kSetParent, {named, tenant.bytes(), id.bytes()}).status());
  GUANXI_RETURN_IF_ERROR(FollowTimes(tx, tenant, before));
  GUANXI_RETURN_IF_ERROR(FollowTimes(tx, tenant, after));
  return true;
}

// Of one whose tree is held: puts it where its row says, if it could not go there at once. Returns
// who is above it then.
absl::StatusOr<std::vector<Uuid>> CatchUp(db::Transaction& tx, const Uuid& tenant, const Uuid& id,
                                          const Customer& customer, std::vector<Uuid> above) {
  const Uuid parent = ParentOf(customer);
  if (parent == (above.empty() ? Uuid() : above[0])) return above;
  GUANXI_RETURN_IF_ERROR(Move(tx, tenant, id, parent).status());
  GUANXI_ASSIGN_OR_RETURN(auto held, HoldTrees(tx, tenant, {id}));
  return std::move(held[0]);
}

}  // namespace

absl::Status HoldMoves(UnitOfWork& work) { return work.Guard(kMoves, "all"); }

absl::Status FollowParent(UnitOfWork& work, const resource::Resource& customers, ChangeKind kind,
                          const Customer* old, const Customer& next) {
  const Uuid parent = ParentOf(next);
  const Uuid before = old != nullptr ? ParentOf(*old) : Uuid();
  if (parent.IsNil() && old == nullptr) return absl::OkStatus();
  GUANXI_ASSIGN_OR_RETURN(const resource::ResourceName name,
                          resource::ParseName(customers.type(), next.name(), "customer.name"));
  const Uuid& tenant = work.principal().tenant;
  // Nothing lies below a company that is made: it closes no ring.
  if (old != nullptr && parent != before) GUANXI_RETURN_IF_ERROR(HoldMoves(work));
  // One whose row is missing was written by a version that knew no trees.
  if (parent != before || !parent.IsNil()) {
    bool is_there = false;
    if (parent == before) {
      GUANXI_ASSIGN_OR_RETURN(const Uuid above, ReadParent(work.tx(), tenant, name.id));
      is_there = above == parent;
    }
    if (!is_there) {
      GUANXI_ASSIGN_OR_RETURN(const bool is_moved, Move(work.tx(), tenant, name.id, parent));
      if (!is_moved && StatesValues(kind) && !work.context().is_merge) {
        return InvalidField("parent_organization", "would make a cycle");
      }
      // The steps of a merge may name what is about to move, too, and what comes back names what it
      // did: it stays until it can follow.
      if (!is_moved) return MarkTreeStale(work.tx(), tenant, name.id);
    }
  }
  const bool says_else = !StatesValues(kind) || old == nullptr || old->region() != next.region();
  return says_else ? MarkTreeStale(work.tx(), tenant, name.id) : absl::OkStatus();
}

absl::Status RefreshNode(db::Transaction& tx, const Uuid& tenant, const Uuid& id,
                         const resource::Resource& customers) {
  GUANXI_ASSIGN_OR_RETURN(const auto held, HoldTrees(tx, tenant, {id}));
  // Before what it says is read: what is written from now on marks it anew.
  GUANXI_ASSIGN_OR_RETURN(const int64_t stale,
                          tx.Execute(kTakeStale, {tenant.bytes(), id.bytes()}));
  if (stale == 0) return absl::OkStatus();
  GUANXI_ASSIGN_OR_RETURN(const db::Rows rows,
                          tx.Select(customers.select(), {tenant.bytes(), id.bytes()}));
  TreeFigures figures;
  std::vector<Uuid> above = held[0];
  if (!rows.empty()) {
    GUANXI_ASSIGN_OR_RETURN(const resource::Stored row,
                            resource::DecodeRow(customers.type(), rows[0]));
    const auto& customer = static_cast<const Customer&>(*row.message);
    GUANXI_ASSIGN_OR_RETURN(above, CatchUp(tx, tenant, id, customer, above));
    if (row.live) {
      GUANXI_ASSIGN_OR_RETURN(figures, FiguresOf(tx, tenant, id, customer));
    }
  }
  GUANXI_ASSIGN_OR_RETURN(const TreeSums own, ReadOwn(tx, tenant, id));
  const TreeSums change = Minus(figures.sums, own);
  GUANXI_RETURN_IF_ERROR(AddOwn(tx, tenant, id, change));
  GUANXI_RETURN_IF_ERROR(AddToTree(tx, tenant, above, change));
  GUANXI_RETURN_IF_ERROR(
      tx.Execute(kSetOwnTime, {db::Value(figures.last_interaction), tenant.bytes(), id.bytes()})
          .status());
  return FollowTimes(tx, tenant, Upwards(id, above));
}

std::vector<db::Query> CustomerTreeQueries() {
  std::vector<db::Query> queries = {kSetParent, kTakeStale, kSetOwnTime};
  for (const auto& more : {TreeRowQueries(), TreeFigureQueries()}) {
    queries.insert(queries.end(), more.begin(), more.end());
  }
  return queries;
}

}  // namespace guanxi::customer
