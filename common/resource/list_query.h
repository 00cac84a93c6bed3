// From a checked list request and its plan to one SELECT, and where the page starts.
#ifndef GUANXI_COMMON_RESOURCE_LIST_QUERY_H_
#define GUANXI_COMMON_RESOURCE_LIST_QUERY_H_

#include <cstddef>
#include <cstdint>
#include <optional>

#include "absl/types/span.h"
#include "common/base/uuid.h"
#include "common/db/rows.h"
#include "common/page/page_token.h"
#include "common/resource/list_conditions.h"
#include "common/resource/list_plan.h"
#include "common/resource/resource_type.h"

namespace guanxi::resource {

// Rows behind `cursor` (from the start if there is none), at most `limit`. Each has BoundedColumns,
// then the sort column, then whether its parent is live: a row whose parent is not comes without its
// body.
ListSelect MakeListSelect(const ResourceType& type, const Uuid& tenant, const ListSpec& spec,
                          const ListPlan& plan, const std::optional<page::Cursor>& cursor,
                          size_t limit);
// Of a list of many departments, by a list path with `equal` of theirs alone: those that have rows
// behind `cursor` (not those at the very value of its sort column), with the sort column's value of
// their first one, in the list's order; at most `limit`. Reads an entry or two for each department.
ListSelect MakeDepartmentsSelect(const ResourceType& type, const Uuid& tenant, const ListSpec& spec,
                                 const ListPath& path, const std::optional<page::Cursor>& cursor,
                                 size_t limit);
// How many rows are looked at, up to `limit`, and how many of them the list holds: those whose
// parents are live.
ListSelect MakeCountSelect(const ResourceType& type, const Uuid& tenant, const ListSpec& spec,
                           const ListPlan& plan, int64_t limit);
// RowColumns of those of `ids` that the list still holds, whatever their size.
ListSelect MakeRowsSelect(const ResourceType& type, const Uuid& tenant, const ListSpec& spec,
                          absl::Span<const Uuid> ids);

// Of a row of MakeListSelect.
bool HasLiveParent(const db::Row& row);
// What of a row's sort column stands in cursors; nullopt for NULL.
std::optional<std::string> SortText(const db::Row& row, size_t column);
// Where the page that ends with `row` ends.
page::Cursor CursorAt(const db::Row& row);

}  // namespace guanxi::resource

#endif  // GUANXI_COMMON_RESOURCE_LIST_QUERY_H_
