#include "customer-svc/tree/tree_reader.h"

#include <algorithm>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/resource/id_marks.h"
#include "customer-svc/tree/tree_rows.h"
#include "guanxi/customer/v1/customer.pb.h"

namespace guanxi::customer {
namespace {

using resource::Stored;

constexpr size_t kMostSummed = 100'000;
// Hidden ones are looked at, too: a tree of them alone ends somewhere.
constexpr size_t kMostLookedAt = 20'000;

db::Query SelectBelow(size_t marks) {
  return {"tree.select_below",
          absl::StrCat("SELECT id, parent_id FROM tree_nodes FORCE INDEX (idx_tree_nodes_parent) "
                       "WHERE tenant_id = ? AND parent_id IN (",
                       resource::Marks(marks), ") ORDER BY id LIMIT ?")};
}

db::Query SumAmong(size_t marks) {
  return {
      "tree.sum_among",
      absl::StrCat("SELECT kind, label, SUM(own) FROM tree_sums WHERE tenant_id = ? AND id IN (",
                   resource::Marks(marks), ") GROUP BY kind, label")};
}

db::Query LastAmong(size_t marks) {
  return {"tree.last_among",
          absl::StrCat("SELECT MAX(own_time) FROM tree_nodes WHERE tenant_id = ? AND id IN (",
                       resource::Marks(marks), ")")};
}

const db::Query kSelectLast{"tree.select_last",
                            "SELECT subtree_time FROM tree_nodes WHERE tenant_id = ? AND id = ?"};

struct Below {
  Uuid id, parent;
};

template <typename Visit>
absl::Status InParts(const VisibleRows& visible, absl::Span<const Uuid> ids, Visit visit) {
  while (!ids.empty()) {
    const auto some = ids.subspan(0, std::min(ids.size(), resource::kMaxIdsPerSelect));
    ids.remove_prefix(some.size());
    const size_t marks = resource::MarksFor(some.size());
    std::vector<db::Value> values = {visible.tenant().bytes()};
    resource::AppendIds(some, marks, &values);
    GUANXI_RETURN_IF_ERROR(visit(marks, values));
  }
  return absl::OkStatus();
}

// Who hangs directly below some companies: all, or some more than `most`.
absl::StatusOr<std::vector<Below>> ReadBelow(const VisibleRows& visible,
                                             absl::Span<const Uuid> parents, size_t most) {
  std::vector<Below> below;
  GUANXI_RETURN_IF_ERROR(
      InParts(visible, parents, [&](size_t marks, std::vector<db::Value>& values) -> absl::Status {
        if (below.size() > most) return absl::OkStatus();
        values.emplace_back(most + 1);
        GUANXI_ASSIGN_OR_RETURN(const db::Rows rows,
                                visible.tx().Select(SelectBelow(marks), values));
        for (const db::Row row : rows) {
          Below one;
          GUANXI_ASSIGN_OR_RETURN(one.id, Uuid::FromBytes(row.String(0)));
          GUANXI_ASSIGN_OR_RETURN(one.parent, Uuid::FromBytes(row.String(1)));
          below.push_back(one);
        }
        return absl::OkStatus();
      }));
  return below;
}

std::vector<Uuid> IdsOf(absl::Span<const Below> below) {
  std::vector<Uuid> ids;
  for (const Below& one : below) ids.push_back(one.id);
  return ids;
}

// Of one who does not see all: what each that he sees comes to by itself.
absl::StatusOr<TreeFigures> SumVisible(const VisibleRows& visible, const Uuid& first) {
  std::vector<Uuid> all = {first};
  std::vector<Uuid> layer = all;
  while (!layer.empty()) {
    GUANXI_ASSIGN_OR_RETURN(const std::vector<Below> below, ReadBelow(visible, layer, kMostSummed));
    layer = IdsOf(below);
    all.insert(all.end(), layer.begin(), layer.end());
    if (all.size() > kMostSummed + 1) {
      return Error(absl::StatusCode::kResourceExhausted, "TREE_TOO_LARGE",
                   absl::StrCat("more than ", kMostSummed, " companies lie below"));
    }
  }
  GUANXI_ASSIGN_OR_RETURN(const std::set<Uuid> seen, visible.CustomersInScope(all));
  const std::vector<Uuid> summed(seen.begin(), seen.end());
  TreeFigures figures;
  GUANXI_RETURN_IF_ERROR(InParts(
      visible, summed, [&](size_t marks, const std::vector<db::Value>& values) -> absl::Status {
        GUANXI_ASSIGN_OR_RETURN(const db::Rows sums, visible.tx().Select(SumAmong(marks), values));
        GUANXI_RETURN_IF_ERROR(AddSums(sums, &figures.sums));
        GUANXI_ASSIGN_OR_RETURN(const db::Rows last, visible.tx().Select(LastAmong(marks), values));
        if (last.empty() || last[0].IsNull(0)) return absl::OkStatus();
        figures.last_interaction =
            std::max(figures.last_interaction.value_or(absl::InfinitePast()), last[0].Time(0));
        return absl::OkStatus();
      }));
  return figures;
}

}  // namespace

absl::StatusOr<ShownTree> ReadTree(const VisibleRows& visible, Stored first,
                                   const TreeBounds& bounds) {
  ShownTree tree;
  const Uuid top = first.name.id;
  tree.nodes.push_back({std::move(first), 0, Uuid()});
  // By each company of the layer, the shown one that it is, or that is nearest above it.
  std::map<Uuid, std::pair<Uuid, int>> shown = {{top, {top, 0}}};
  std::vector<Uuid> layer = {top};
  size_t looked_at = 0;
  for (int depth = 0; !layer.empty(); ++depth) {
    GUANXI_ASSIGN_OR_RETURN(std::vector<Below> below,
                            ReadBelow(visible, layer, kMostLookedAt - looked_at));
    std::sort(below.begin(), below.end(),
              [](const Below& a, const Below& b) { return a.id < b.id; });
    if (below.size() > kMostLookedAt - looked_at) {
      tree.truncated = true;
      below.resize(kMostLookedAt - looked_at);
    }
    looked_at += below.size();
    std::map<Uuid, std::pair<Uuid, int>> next;
    for (size_t i = 0; i < below.size(); i += resource::kMaxIdsPerSelect) {
      const auto some = absl::MakeConstSpan(below).subspan(
          i, std::min(resource::kMaxIdsPerSelect, below.size() - i));
      GUANXI_ASSIGN_OR_RETURN(auto rows, visible.Customers(IdsOf(some)));
      for (const Below& one : some) {
        const auto& [above, level] = shown.at(one.parent);
        const auto row = rows.find(one.id);
        if (row == rows.end()) {
          next[one.id] = {above, level};
          continue;
        }
        // Below the last level one is looked for that is seen: others are not cut off.
        if (depth >= bounds.depth || tree.nodes.size() == bounds.max_nodes) {
          tree.truncated = true;
          return tree;
        }
        next[one.id] = {one.id, level + 1};
        tree.nodes.push_back({std::move(row->second), level + 1, above});
      }
    }
    layer = IdsOf(below);
    shown = std::move(next);
  }
  return tree;
}

absl::StatusOr<Stored> ReadTop(const VisibleRows& visible, Stored first) {
  GUANXI_ASSIGN_OR_RETURN(const std::vector<Uuid> above,
                          ReadAbove(visible.tx(), visible.tenant(), first.name.id));
  GUANXI_ASSIGN_OR_RETURN(auto rows, visible.Customers(above));
  for (size_t i = above.size(); i-- > 0;) {
    const auto row = rows.find(above[i]);
    if (row != rows.end()) return std::move(row->second);
  }
  return first;
}

absl::StatusOr<TreeFigures> ReadRollUp(const VisibleRows& visible, const Stored& first) {
  db::Transaction& tx = visible.tx();
  const Uuid& tenant = visible.tenant();
  const Uuid& id = first.name.id;
  GUANXI_ASSIGN_OR_RETURN(const db::Rows rows,
                          tx.Select(kSelectLast, {tenant.bytes(), id.bytes()}));
  if (rows.empty()) {
    return FiguresOf(tx, tenant, id, static_cast<const v1::Customer&>(*first.message));
  }
  if (!visible.sees_all()) return SumVisible(visible, id);
  TreeFigures figures;
  GUANXI_ASSIGN_OR_RETURN(figures.sums, ReadSubtree(tx, tenant, id));
  if (!rows[0].IsNull(0)) figures.last_interaction = rows[0].Time(0);
  return figures;
}

std::vector<db::Query> TreeReaderQueries() {
  return {SelectBelow(2), SumAmong(2), LastAmong(2), kSelectLast};
}

}  // namespace guanxi::customer
