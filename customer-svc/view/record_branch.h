// Records of this service that are entries themselves: interactions, behaviour events, orders,
// tickets.
#ifndef GUANXI_CUSTOMER_SVC_VIEW_RECORD_BRANCH_H_
#define GUANXI_CUSTOMER_SVC_VIEW_RECORD_BRANCH_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "common/auth/principal.h"
#include "common/db/query.h"
#include "common/resource/resource.h"
#include "common/resource/row_codec.h"
#include "common/resource/row_scope.h"
#include "customer-svc/resources.h"
#include "customer-svc/view/timeline_branch.h"

namespace guanxi::customer {

// How the rows of a customer are found: an index (tenant_id, live, `owner`, `time`, id).
struct RecordPath {
  const resource::Resource* records = nullptr;
  std::string index;
  std::string owner;  // the column that says whose they are: that of the parent, or a field's
  std::string time;   // the column that orders them, and the message's field of that name
  // The field of `owner`; empty: it is in the records' names.
  std::string owner_field = "";
  bool by_day = false;      // it is a DATE
  std::string others = "";  // a further condition, with AND ahead
};

// Whether the principal sees the fields that say whose the records are and in what order: who does
// not would be told by where they stand.
bool SeesPath(const RecordPath& path, const Principal& principal);

// The rows of such a path behind a place, the last first, at most `limit`. `whose` is bound to
// `owner`. `scope` is for records whose own fields say who sees them. Errors: those of the
// database.
absl::StatusOr<std::vector<resource::Stored>> ReadRecords(
    db::Transaction& tx, const Uuid& tenant, const RecordPath& path, const db::Value& whose,
    const TimePlace& from, int limit, const resource::RowScope& scope = resource::RowScope());

// By when they changed.
RecordPath ContactsOf(const Resources& resources);
RecordPath InteractionsOf(const Resources& resources);
RecordPath OrdersOf(const Resources& resources);
RecordPath EventsOf(const Resources& resources);
RecordPath TicketsOf(const Resources& resources);
// Of a visitor's key, those that name no customer: who names one is not asked who the visitor is.
RecordPath EventsOfVisitor(const Resources& resources);

// What comes by one path. Orders are told at the beginning of their day in `zone`.
class RecordBranch : public TimelineBranch {
 public:
  RecordBranch(v1::TimelineEntry::Kind kind, RecordPath path, const Uuid& tenant,
               const Uuid& customer, absl::TimeZone zone,
               resource::RowScope scope = resource::RowScope())
      : kind_(kind),
        path_(std::move(path)),
        tenant_(tenant),
        customer_(customer),
        zone_(zone),
        scope_(std::move(scope)) {}

  absl::StatusOr<std::vector<TimelineItem>> Read(db::Transaction& tx, const std::string& place,
                                                 int limit) override;

 private:
  const v1::TimelineEntry::Kind kind_;
  const RecordPath path_;
  const Uuid tenant_;
  const Uuid customer_;
  const absl::TimeZone zone_;
  const resource::RowScope scope_;
};

// What a customer did, and the visitors who are known to be he.
class BehaviorBranch : public TimelineBranch {
 public:
  // `sees_visitors`: whether the caller may know who is whose visitor.
  BehaviorBranch(const Resources* resources, const Uuid& tenant, const Uuid& customer,
                 bool sees_visitors)
      : resources_(*resources),
        tenant_(tenant),
        customer_(customer),
        sees_visitors_(sees_visitors) {}

  absl::StatusOr<std::vector<TimelineItem>> Read(db::Transaction& tx, const std::string& place,
                                                 int limit) override;

 private:
  absl::StatusOr<std::vector<std::string>> VisitorKeys(db::Transaction& tx) const;

  const Resources& resources_;
  const Uuid tenant_;
  const Uuid customer_;
  const bool sees_visitors_;
};

// The statements, for the linter.
std::vector<db::Query> RecordBranchQueries(const Resources& resources);

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_VIEW_RECORD_BRANCH_H_
