// From a list request to one SELECT: which index serves it, and where the page starts.
#ifndef GUANXI_COMMON_RESOURCE_LIST_QUERY_H_
#define GUANXI_COMMON_RESOURCE_LIST_QUERY_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "common/base/uuid.h"
#include "common/db/query.h"
#include "common/db/value.h"
#include "common/filter/order_by.h"
#include "common/filter/predicate.h"
#include "common/page/page_token.h"
#include "common/resource/custom_fields.h"
#include "common/resource/resource.h"

namespace guanxi::resource {

// A list request, checked.
struct ListSpec {
  // The rows' parent; nil for all parents, and for resources without one.
  Uuid parent;
  // If it is set, rows whose parent, one of this type, is deleted are left out.
  const ResourceType* parent_type = nullptr;
  filter::Predicate filter;
  // Null: by id.
  const Column* sort = nullptr;
  bool descending = true;
  bool show_deleted = false;
};

// Checks filter and order. `custom` are the custom fields that the filter may name. Errors:
//   INVALID_ARGUMENT  INVALID_FILTER    position and expectation are in the text
//   INVALID_ARGUMENT  INVALID_ORDER_BY  not exactly one declared sort field
absl::StatusOr<ListSpec> MakeListSpec(const ResourceType& type, const CustomFields& custom,
                                      absl::string_view filter, absl::string_view order_by);

// The declared list path that serves the request, or null: then it is a scan. A path serves it if
// the filter consists of equality on exactly the path's fields and at most ranges on its sort
// field, the order is by that field, and rows are asked for that are live, or those that are not
// (`delete_time:*`), but not both.
const ListPath* ChoosePath(const ResourceType& type, const ListSpec& spec);

// What the rows are found by.
struct ListPlan {
  const ListPath* path = nullptr;
  // By the filter index, where no path serves the request and the index has all its fields: every
  // row's entry is looked at, none of the rows themselves. Neither: a scan of the rows.
  bool by_filter_index = false;
};
ListPlan ChoosePlan(const ResourceType& type, const ListSpec& spec);

// In one form whatever the spelling was: what page tokens are bound to.
std::string CanonicalText(const ListSpec& spec);

// A SELECT and its values. Each row has BoundedColumns, then the sort column, then whether its
// parent is live: a row whose parent is not comes without its body.
struct ListSelect {
  db::Query query;
  std::vector<db::Value> values;
};

// Rows behind `cursor` (from the start if there is none), at most `limit`.
ListSelect MakeListSelect(const ResourceType& type, const Uuid& tenant, const ListSpec& spec,
                          const ListPlan& plan, const std::optional<page::Cursor>& cursor,
                          size_t limit);
// The number of rows that the list holds, counted up to `limit`.
ListSelect MakeCountSelect(const ResourceType& type, const Uuid& tenant, const ListSpec& spec,
                           const ListPlan& plan, int64_t limit);
// RowColumns of those of `ids` that the list still holds, whatever their size.
ListSelect MakeRowsSelect(const ResourceType& type, const Uuid& tenant, const ListSpec& spec,
                          absl::Span<const Uuid> ids);

// Of a row of MakeListSelect.
bool HasLiveParent(const db::Row& row);
// Where the page that ends with `row` ends.
page::Cursor CursorAt(const db::Row& row);

}  // namespace guanxi::resource

#endif  // GUANXI_COMMON_RESOURCE_LIST_QUERY_H_
