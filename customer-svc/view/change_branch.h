// What changed in a customer's record.
#ifndef GUANXI_CUSTOMER_SVC_VIEW_CHANGE_BRANCH_H_
#define GUANXI_CUSTOMER_SVC_VIEW_CHANGE_BRANCH_H_

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "common/db/query.h"
#include "common/db/rows.h"
#include "common/policy/field_view.h"
#include "common/resource/resource.h"
#include "customer-svc/view/timeline_branch.h"

namespace guanxi::customer {

// As ListCustomerChanges has them, without counts, copies and facts.
class ChangeBranch : public TimelineBranch {
 public:
  // `view` is what the caller sees of customers; null: everything. `customers` is not owned.
  ChangeBranch(const resource::Resource* customers, const Uuid& tenant, const Uuid& customer,
               std::shared_ptr<const policy::FieldView> view)
      : customers_(*customers), tenant_(tenant), customer_(customer), view_(std::move(view)) {}

  absl::StatusOr<std::vector<TimelineItem>> Read(db::Transaction& tx, const std::string& place,
                                                 int limit) override;

 private:
  absl::Status Decode(const resource::ResourceType& type, const db::Row& row,
                      TimelineItem* item) const;

  const resource::Resource& customers_;
  const Uuid tenant_;
  const Uuid customer_;
  const std::shared_ptr<const policy::FieldView> view_;
};

// Its statement, for the linter.
db::Query ChangeBranchQuery();

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_VIEW_CHANGE_BRANCH_H_
