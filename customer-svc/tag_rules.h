// Normal form and checks of tags, and who may have them.
//
// Pure functions: no I/O, no clock. All violations are by path relative to the resource.
#ifndef GUANXI_CUSTOMER_SVC_TAG_RULES_H_
#define GUANXI_CUSTOMER_SVC_TAG_RULES_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "common/errors/errors.h"
#include "guanxi/customer/v1/tag.pb.h"

namespace guanxi::customer {

void NormalizeTag(v1::Tag* tag, Violations* violations);
void CheckTag(const v1::Tag& next, Violations* violations);

// A tag that a customer is to have.
struct HeldTag {
  std::string name;
  const v1::Tag* tag = nullptr;  // Null if there is none of the name.
  bool is_new = false;           // Whether the customer gets it now.
};

// OK if the customer called `customer` may have all of `tags`, in the order of its field: new ones
// are there, not deleted and STATIC, and no group of a new one has more than the least that its
// tags allow.
//
// Errors: INVALID_FIELD (`tags[i]` of all that may not be given); FAILED_PRECONDITION,
// TAG_GROUP_LIMIT, whose metadata `tags` names those that are too many: the last of the new ones.
absl::Status CheckHeldTags(const std::string& customer, const std::vector<HeldTag>& tags);

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_TAG_RULES_H_
