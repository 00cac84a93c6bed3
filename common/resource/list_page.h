// One page of a list, bounded in rows, in bytes, and in the rows that are looked at for it.
#ifndef GUANXI_COMMON_RESOURCE_LIST_PAGE_H_
#define GUANXI_COMMON_RESOURCE_LIST_PAGE_H_

#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "common/base/uuid.h"
#include "common/db/transaction.h"
#include "common/page/page_token.h"
#include "common/resource/list_plan.h"
#include "common/resource/row_codec.h"

namespace guanxi::resource {

struct ListPage {
  std::vector<Stored> rows;
  // Where the next page starts; nothing behind the last one. A page may be short, and even empty,
  // before that.
  std::optional<page::Cursor> next;
};

// At most so many children of deleted parents, in round numbers, are passed over for one page.
inline constexpr size_t kMaxPassedOver = 4000;

// At most `page_size` rows behind `cursor` that take at most page::kMaxPageBytes. Errors: those of
// common/db.
absl::StatusOr<ListPage> ReadListPage(db::Transaction& tx, const ResourceType& type,
                                      const Uuid& tenant, const ListSpec& spec,
                                      std::optional<page::Cursor> cursor, size_t page_size);

// A list's rows are counted exactly up to here; one more stands for all that lie beyond.
inline constexpr int64_t kMaxExactTotal = 10000;

// At most so many rows are looked at to count them: where so many of them are children of deleted
// parents that it ends there, the list is taken to hold more than kMaxExactTotal.
inline constexpr int64_t kMaxCounted = 5 * kMaxExactTotal;

// The number of rows that the list holds over all its pages, at most kMaxExactTotal + 1.
absl::StatusOr<int64_t> CountRows(db::Transaction& tx, const ResourceType& type, const Uuid& tenant,
                                  const ListSpec& spec);

}  // namespace guanxi::resource

#endif  // GUANXI_COMMON_RESOURCE_LIST_PAGE_H_
