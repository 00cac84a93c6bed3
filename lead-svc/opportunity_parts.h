// Who takes part in a sale, what it is about, and who else wants it: normal form and checks.
//
// Violations are by path relative to the resource.
#ifndef GUANXI_LEAD_SVC_OPPORTUNITY_PARTS_H_
#define GUANXI_LEAD_SVC_OPPORTUNITY_PARTS_H_

#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "common/errors/errors.h"
#include "common/resource/behavior.h"
#include "common/resource/unit_of_work.h"
#include "guanxi/lead/v1/opportunity.pb.h"
#include "lead-svc/prices/price_resources.h"

namespace guanxi::lead {

// Of contacts, lines and competitors; also sets `contact_roles`, which follow from the contacts.
// Pure, no I/O.
void NormalizeParts(v1::Opportunity* opportunity, Violations* violations);

// Of the contacts that were not there before, by their paths. A text that is no name of a contact
// is found wrong by CheckContacts. Pure, no I/O.
std::vector<resource::Question> QuestionsOfContacts(const v1::Opportunity* old,
                                                    const v1::Opportunity& next);
void CheckContacts(const v1::Opportunity& next, Violations* violations);

// That the products of `lines` are there which were not named before: what is deleted later stays.
//   INVALID_ARGUMENT  INVALID_FIELD  `lines[i].product`
absl::Status CheckProducts(resource::UnitOfWork& work, const PriceResources& types,
                           const v1::Opportunity* old, const v1::Opportunity& next);

}  // namespace guanxi::lead

#endif  // GUANXI_LEAD_SVC_OPPORTUNITY_PARTS_H_
