// Which rows of a resource somebody may see, and which he may change: the one predicate that lists,
// reads, searches, writes, references and histories share.
//
// A permission reaches as far as its scope says (access.v1.DataScope): one's own rows and those
// that one collaborates on, those of one's department, of those below it, all. What is shared with
// the user or his department is his to see besides, to change only if it is shared for that. What
// belongs to others, shared or worked on together, is never his to give away, share or delete.
#ifndef GUANXI_COMMON_RESOURCE_ROW_SCOPE_H_
#define GUANXI_COMMON_RESOURCE_ROW_SCOPE_H_

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "common/auth/principal.h"
#include "common/base/uuid.h"
#include "common/db/query.h"
#include "common/db/transaction.h"
#include "common/db/value.h"
#include "common/resource/resource.h"
#include "common/resource/resource_name.h"
#include "common/resource/row_codec.h"

namespace guanxi::resource {

// What rows are wanted for, and which permission says how far that reaches: the one by which the
// call was let in, if it is about the resource (`customers.export` about customers), or else
enum class Use {
  kRead,   // `<collection>.read`: to be answered
  kName,   // the same, or the wider one of both: to be named in a request
  kWrite,  // `<collection>.update`: to be changed
  kOwn,    // the same, by owner or department alone: to be deleted, brought back, shared, moved
           // to another department, or to other collaborators
  kGive,   // `<collection>.transfer`, by owner or department alone: to get another owner
};

// The record, of a row or above it, whose fields say whose the row is.
struct Above {
  const Resource* resource = nullptr;
  int hops = 0;  // 0: the row's own, 1: its parent's, 2: its parent's parent's

  Uuid IdOf(const ResourceName& name) const;
  ResourceName NameOf(const ResourceName& name) const;
  // The row's column with its id.
  absl::string_view column() const;
};
// INTERNAL if a resource's parent decides and is not linked.
absl::StatusOr<Above> DecidesFor(const Resource& resource);

// One query of its own of a list: the rows that one of the reasons lets see.
struct ScopeBranch {
  // Rows with this value; or else
  const Column* column = nullptr;
  Uuid value;
  // rows whose ids a side table has: `SELECT id`, with its values.
  std::string ids;
  std::vector<db::Value> values;
};

// A value: what it points to outlives it. Thread-safe once made.
class RowScope {
 public:
  // Everything.
  RowScope() = default;

  // That of a principal at a moment (shares end). A resource without a scope, and none above, is
  // everybody's who has the permission. INTERNAL, RIGHTS_MISSING if nobody decided what the
  // principal may do: a call that went past the pipeline.
  static absl::StatusOr<RowScope> Of(const Resource& resource, const Principal& principal, Use use,
                                     absl::Time now);

  // Whether there is nothing to be asked.
  bool has_all() const { return resource_ == nullptr; }
  // Whether it is the parent, or the parent's parent, that decides.
  bool via_parent() const { return above_.hops > 0; }
  // The record whose fields decide. Not if has_all().
  const Above& above() const { return above_; }
  const Uuid& tenant() const { return tenant_; }
  // Those whose rows are in it; sorted.
  absl::Span<const Uuid> departments() const { return departments_; }

  // The condition on the row `alias` of the resource's table, and its values, in order.
  // Not if has_all().
  std::string Condition(absl::string_view alias, std::vector<db::Value>* values) const;

  // The reasons one by one; together they are Condition. Not if has_all() or via_parent().
  std::vector<ScopeBranch> Branches() const;

  // The ids of those of `marks` rows that are in it; binds tenant_id, so many ids (of the parents,
  // if they decide), and what is added to `values`.
  db::Query SelectAmong(size_t marks, std::vector<db::Value>* values) const;

  // One that has a little of everything, for tests that read SQL; of a resource without a scope,
  // and of one that is not linked, everything.
  static RowScope Sample(const Resource& resource);

  // Takes out of `rows`, by id, those that are not in it. Reads shares, and the parents of
  // children, where the rows do not say it themselves. Errors: those of common/db.
  absl::Status Restrict(db::Transaction& tx, std::map<Uuid, Stored>* rows) const;
  // By what a state of a record, whose own fields decide, says itself: another one may be shared.
  // Not if has_all() or via_parent().
  bool Holds(const google::protobuf::Message& state) const;
  // Whether one row is in it. Errors: those of common/db.
  absl::StatusOr<bool> Has(db::Transaction& tx, const Stored& row) const;

 private:
  bool Holds(const Stored& row) const;
  // Of rows of the resource that has the scope's fields.
  std::string OwnCondition(absl::string_view alias, std::vector<db::Value>* values) const;
  ScopeBranch Collaborations() const;
  // The rows that are shared `with` somebody, an expression over the table of shares.
  ScopeBranch Shares(absl::string_view index, absl::string_view with,
                     std::vector<db::Value> values) const;

  // The one whose fields decide: the resource itself, or one above. Null: everything.
  const Resource* resource_ = nullptr;
  Above above_;
  bool for_writing_ = false;
  bool is_owned_ = false;  // neither collaboration nor a share counts
  Uuid tenant_;
  absl::Time now_;
  Uuid user_;                      // nil: SELF means nobody
  std::vector<Uuid> departments_;  // whose rows; sorted
  std::vector<Uuid> memberships_;  // with whom what is shared
};

// The name of a permission for what is done with the records of `type` ("read"): that of the
// collection at the root of its names, `customers.read` for contacts.
std::string PermissionOf(const ResourceType& type, absl::string_view verb);

}  // namespace guanxi::resource

#endif  // GUANXI_COMMON_RESOURCE_ROW_SCOPE_H_
