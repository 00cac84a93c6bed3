// Where the names of records lead that were merged into others.
//
//   merged_names   tenant_id, collection, id -> into_id, merge_id
//
// Of one service's records, or of another's as its events tell (common/merge). A row is there while
// its merge stands. The record that it leads to may have been merged in turn: names are followed to
// the end.
#ifndef GUANXI_COMMON_RESOURCE_MERGED_NAMES_H_
#define GUANXI_COMMON_RESOURCE_MERGED_NAMES_H_

#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "common/base/uuid.h"
#include "common/db/query.h"
#include "common/db/transaction.h"
#include "google/protobuf/message.h"

namespace guanxi::resource {

// Names are followed so far: records that were merged into each other one by one.
inline constexpr int kMaxMergeDepth = 32;

// Where a record was merged to, and by what.
struct MergedInto {
  Uuid into, merge;
};
// Of `ids` those that were merged, by the step that each took. Errors of all: those of common/db.
absl::StatusOr<std::map<Uuid, MergedInto>> ReadMerged(db::Transaction& tx, const Uuid& tenant,
                                                      absl::string_view collection,
                                                      const std::set<Uuid>& ids);
// Of `ids` those that lead elsewhere, with where to in the end.
absl::StatusOr<std::map<Uuid, Uuid>> FollowMerged(db::Transaction& tx, const Uuid& tenant,
                                                  absl::string_view collection,
                                                  const std::set<Uuid>& ids);

// From now on `id` leads to `into`, by the merge; and no longer.
absl::Status PutMergedName(db::Transaction& tx, const Uuid& tenant, absl::string_view collection,
                           const Uuid& id, const Uuid& into, const Uuid& merge);
absl::Status DropMergedName(db::Transaction& tx, const Uuid& tenant, absl::string_view collection,
                            const Uuid& id);

// The record at the root that a text names, itself or by what lies below it: "customers", and the
// id of `customers/{id}/contacts/{id}`. False for what is no name of such a record.
bool RootOf(absl::string_view text, std::string* collection, Uuid* id);
// The same text with `id` in the place of the root's: for texts of which RootOf is true.
std::string WithRoot(absl::string_view text, const Uuid& id);

// Has `filter` say where the names in it lead that begin with one of `collections`: every
// `customers/{id}` in it, wherever it stands. Reads nothing where there is none.
absl::Status ForwardFilter(db::Transaction& tx, const Uuid& tenant,
                           const std::set<std::string>& collections, std::string* filter);

std::vector<db::Query> MergedNameQueries();

}  // namespace guanxi::resource

#endif  // GUANXI_COMMON_RESOURCE_MERGED_NAMES_H_
