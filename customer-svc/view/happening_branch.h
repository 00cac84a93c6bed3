// What happened to related records of one kind.
#ifndef GUANXI_CUSTOMER_SVC_VIEW_HAPPENING_BRANCH_H_
#define GUANXI_CUSTOMER_SVC_VIEW_HAPPENING_BRANCH_H_

#include <string>
#include <utility>
#include <vector>

#include "common/db/query.h"
#include "customer-svc/view/related_kinds.h"
#include "customer-svc/view/related_sight.h"
#include "customer-svc/view/timeline_branch.h"

namespace guanxi::customer {

// Those of records that are deleted are left out, as the records are.
class HappeningBranch : public TimelineBranch {
 public:
  // `kind` has a time line, and is not owned.
  HappeningBranch(const RelatedKind* kind, const Uuid& tenant, const Uuid& customer,
                  RelatedSight sight)
      : kind_(*kind), tenant_(tenant), customer_(customer), sight_(std::move(sight)) {}

  absl::StatusOr<std::vector<TimelineItem>> Read(db::Transaction& tx, const std::string& place,
                                                 int limit) override;

 private:
  const RelatedKind& kind_;
  const Uuid tenant_;
  const Uuid customer_;
  const RelatedSight sight_;
};

// Its statement, for the linter.
db::Query HappeningQuery();

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_VIEW_HAPPENING_BRANCH_H_
