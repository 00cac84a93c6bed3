// Which records of other services somebody sees here: those that the scope of their permission
// reaches by the owner or department of who holds them. What is shared, or worked on together, is
// known where the records lie, and not here.
#ifndef GUANXI_CUSTOMER_SVC_VIEW_RELATED_SIGHT_H_
#define GUANXI_CUSTOMER_SVC_VIEW_RELATED_SIGHT_H_

#include <string>
#include <vector>

#include "common/base/uuid.h"
#include "common/db/value.h"
#include "common/policy/rights.h"
#include "customer-svc/view/related_kinds.h"

namespace guanxi::customer {

// A value; thread-safe once made.
class RelatedSight {
 public:
  // That of who has `rights` over records of a kind, of which he is told by `fields`: which of them
  // are shown, in what order, when they changed; and by whose they are, which says what they are
  // about. Who sees one of those masked, or not at all, sees nothing of them.
  static RelatedSight Of(const policy::Rights& rights, const RelatedKind& kind,
                         const std::vector<std::string>& fields);
  // One that has a little of everything, for tests that read SQL.
  static RelatedSight Sample();

  // There is no section, and no kind: the permission is not granted, or a field is not seen.
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
