// What a principal may see and write in one transaction: rows by their scope (row_scope.h), fields
// by the view that he has of them (common/policy).
#ifndef GUANXI_COMMON_RESOURCE_ROW_RIGHTS_H_
#define GUANXI_COMMON_RESOURCE_ROW_RIGHTS_H_

#include <map>
#include <tuple>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/auth/principal.h"
#include "common/base/uuid.h"
#include "common/db/transaction.h"
#include "common/resource/resource.h"
#include "common/resource/row_codec.h"
#include "common/resource/row_scope.h"
#include "google/protobuf/message.h"

namespace guanxi::resource {

// Of a unit of work, which asks it at each of its ways to a row. Each answer is looked up once.
// Errors: those of RowScope::Of and common/db, and as stated. Thread safety: none.
class RowRights {
 public:
  // Nothing is owned.
  RowRights(db::Transaction* tx, const Principal* principal, absl::Time now)
      : tx_(tx), principal_(*principal), now_(now) {}

  // While one lives, everything is seen and written: what follows from a write that was let through
  // is not asked about.
  class Suspended {
   public:
    explicit Suspended(RowRights* rights) : rights_(rights) { ++rights_->suspended_; }
    ~Suspended() { --rights_->suspended_; }
    Suspended(const Suspended&) = delete;
    Suspended& operator=(const Suspended&) = delete;

   private:
    RowRights* const rights_;
  };

  // Whether there may be rows that cannot be named.
  absl::StatusOr<bool> HidesRows(const Resource& resource);
  // Whether the row may be used so.
  absl::StatusOr<bool> Reaches(const Resource& resource, Use use, const Stored& row);
  // Takes out of `rows` those that may not be named.
  absl::Status DropHidden(const Resource& resource, std::map<Uuid, Stored>* rows);

  //   PERMISSION_DENIED  ROW_READ_ONLY     it may be seen, and not changed
  //   PERMISSION_DENIED  ROW_NOT_OWNED     it is a share of what may be changed, and not shared
  //   PERMISSION_DENIED  ROW_OUT_OF_SCOPE  it is new, and would not be the principal's to make
  enum class State { kStored, kNew };
  absl::Status CheckMayWrite(const Resource& resource, const Stored& row,
                             State state = State::kStored);

  // Whether the row, which may be changed, may be deleted and brought back, too. Of what belongs to
  // one above it that is the same.
  //   PERMISSION_DENIED  ROW_NOT_OWNED  it is neither by its owner nor by its department
  absl::Status CheckMayDelete(const Resource& resource, const Stored& row);
  // Whether it may change hands as `next` says: get another owner, department, or collaborators.
  //   PERMISSION_DENIED  ROW_NOT_OWNED       as above
  //   PERMISSION_DENIED  METHOD_NOT_ALLOWED  its owner changes, without `<collection>.transfer`
  absl::Status CheckMayGive(const Resource& resource, const Stored& old,
                            const google::protobuf::Message& next);

  // Of a new row, whose names are canonical: who makes it and does not say whose it is, unless he
  // sees all, means his own; its department is that of its owner.
  absl::Status FillOwner(const Resource& resource, google::protobuf::Message* next);

  // Of a row that is written, in normal form: who is made its owner, and the department that it is
  // given to, must be there and active; and who is made one of its collaborators. So must be whom a
  // share is for, which ends in the future if it does.
  //   INVALID_ARGUMENT  INVALID_FIELD
  absl::Status CheckOwner(const Resource& resource, const google::protobuf::Message* old,
                          const google::protobuf::Message& next) const;

  // See policy::FieldView::Admit.
  absl::Status AdmitFields(const Resource& resource, const google::protobuf::Message* old,
                           google::protobuf::Message* next) const;

 private:
  // What Reaches found, by the row whose fields decide.
  using Reach = std::tuple<const Resource*, Use, Uuid>;
  static absl::StatusOr<Reach> ReachOf(const Resource& resource, Use use, const Stored& row);
  // The row by `use`, kOwn or kGive; ROW_NOT_OWNED.
  absl::Status CheckOwned(const Resource& resource, Use use, const Stored& row);
  absl::StatusOr<const RowScope*> ScopeFor(const Resource& resource, Use use);

  db::Transaction* const tx_;
  const Principal& principal_;
  const absl::Time now_;
  int suspended_ = 0;
  std::map<std::pair<const Resource*, Use>, RowScope> scopes_;
  std::map<Reach, bool> reached_;
};

}  // namespace guanxi::resource

#endif  // GUANXI_COMMON_RESOURCE_ROW_RIGHTS_H_
