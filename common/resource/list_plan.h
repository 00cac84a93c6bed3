// What a list request asks for, checked, and what its rows are found by.
#ifndef GUANXI_COMMON_RESOURCE_LIST_PLAN_H_
#define GUANXI_COMMON_RESOURCE_LIST_PLAN_H_

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/base/uuid.h"
#include "common/filter/moment.h"
#include "common/filter/predicate.h"
#include "common/resource/custom_fields.h"
#include "common/resource/resource_type.h"
#include "common/resource/row_scope.h"

namespace guanxi::resource {

// A list request, checked.
struct ListSpec {
  // The rows' parent; nil for all parents, and for resources without one.
  Uuid parent;
  // The parents' parent, where `parent` is nil; nil for any.
  Uuid grandparent;
  // If it is set, rows whose parent, one of this type, is deleted are left out; and so are, if this
  // is set, too, those whose parent's parent is.
  const ResourceType* parent_type = nullptr;
  const ResourceType* grandparent_type = nullptr;
  filter::Predicate filter;
  // What the filter's functions go by: whoever runs the list takes it from the environment.
  filter::Moment moment;
  // Null: by id.
  const Column* sort = nullptr;
  bool descending = true;
  bool show_deleted = false;
  // Which rows the caller may see; null: all. Outlives the spec.
  const RowScope* scope = nullptr;
  // See Environment::narrow_scope; 0: none is narrow.
  size_t narrow_scope = 0;
};

// Checks filter and order. `custom` are the custom fields that the filter may name. Errors:
//   INVALID_ARGUMENT  INVALID_FILTER    position and expectation are in the text
//   INVALID_ARGUMENT  INVALID_ORDER_BY  not exactly one declared sort field
absl::StatusOr<ListSpec> MakeListSpec(const ResourceType& type, const CustomFields& custom,
                                      absl::string_view filter, absl::string_view order_by);

// In one form whatever the spelling was: what page tokens are bound to.
std::string CanonicalText(const ListSpec& spec);

// External ids and custom values are in side tables: the bindings of their fields are these and the
// system, or the id of the definition.
inline constexpr absl::string_view kExternalIdBinding = "external_id:";
inline constexpr absl::string_view kCustomBinding = "custom:";

// Which rows a list holds, by whether they are deleted.
enum class Liveness { kLive, kDeleted, kBoth };
Liveness LivenessOf(const ListSpec& spec);

// Rows that one reason lets see, as a keyset query of its own: in the order of a declared list
// path, or, those whose ids come from elsewhere, all of them, sorted.
struct ListBranch {
  ScopeBranch reason;
  const ListPath* path = nullptr;
  // If it is set: instead of one value's rows, those of all departments of the scope that have this
  // in the list's sort column.
  std::optional<std::string> sort_value = std::nullopt;
  // Its rows that may be on a page are at most so many; 0: as many as the page takes.
  size_t limit = 0;
};

// So many branches are merged at once; of more departments those are chosen that a page's rows may
// come from (list_departments.h).
inline constexpr size_t kMaxBranches = 64;

// What the rows are found by; nothing of it: a scan of the rows.
struct ListPlan {
  // A declared list path.
  const ListPath* path = nullptr;
  // The filter index, where no path serves the request and the index has all its fields: every
  // row's entry is looked at, none of the rows themselves.
  bool by_filter_index = false;
  // The rows of a set: a part of the filter, `set:value`, which all rows of the list fulfil. With a
  // path there is nothing else to the filter, and a page reads what it shows; else every record
  // that has the value is looked at. Points into the spec.
  const filter::Predicate* set = nullptr;
  // Of a list that the scope narrows, and nothing else does: its rows come from these, merged.
  // What stands above serves the count. More than kMaxBranches: only with an order that all rows
  // have a value for.
  std::vector<ListBranch> branches = {};
  // Whether the plan reads rows that the scope leaves out, in a number that only their values know.
  bool passes_over = false;
  // All rows of the scope are the one branch.
  bool is_narrow = false;
};
ListPlan ChoosePlan(const ResourceType& type, const ListSpec& spec);
// Instead of one that passes over rows: by the ids of all rows that the scope holds.
ListPlan NarrowPlan(ScopeBranch rows);

// The declared list path that serves the request, or null. A path serves it if the filter consists
// of equality on exactly the path's fields and at most ranges on its sort field, the order is by
// that field, and rows are asked for that are live, or those that are not (`delete_time:*`), but
// not both. A path over a set serves `set:value` alone, in the order of ids, of live rows.
const ListPath* ChoosePath(const ResourceType& type, const ListSpec& spec);

}  // namespace guanxi::resource

#endif  // GUANXI_COMMON_RESOURCE_LIST_PLAN_H_
