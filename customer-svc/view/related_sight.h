// Which records of other services somebody sees here: those that the scope of their permission
// reaches by the owner or department of who holds them. What is shared, or worked on together, is
// known where the records lie, and not here.
#ifndef GUANXI_CUSTOMER_SVC_VIEW_RELATED_SIGHT_H_
#define GUANXI_CUSTOMER_SVC_VIEW_RELATED_SIGHT_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "common/base/uuid.h"
#include "common/db/value.h"
#include "common/policy/rights.h"

namespace guanxi::customer {

// A value; thread-safe once made.
class RelatedSight {
 public:
  // That of who has `rights`, by the permission under which the records are read.
  static RelatedSight Of(const policy::Rights& rights, absl::string_view permission);
  // One that has a little of everything, for tests that read SQL.
  static RelatedSight Sample();

  // The permission is not granted: there is no section, and no kind.
  bool sees_none() const { return !is_granted_; }

  // A join that leaves of the related records `r` those that are seen, with a blank ahead; "" if
  // all are. Its values come first of the statement's: nothing else may bind ahead of it.
  std::string Join(std::vector<db::Value>* values) const;

 private:
  bool is_granted_ = false;
  bool has_all_ = false;
  Uuid user_;
  std::vector<Uuid> departments_;
};

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_VIEW_RELATED_SIGHT_H_
