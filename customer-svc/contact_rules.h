// What a contact must be: pure decisions, no I/O.
#ifndef GUANXI_CUSTOMER_SVC_CONTACT_RULES_H_
#define GUANXI_CUSTOMER_SVC_CONTACT_RULES_H_

#include <string>

#include "common/errors/errors.h"
#include "guanxi/customer/v1/contact.pb.h"

namespace guanxi::customer {

// Brings every value into its normal form.
void NormalizeContact(const std::string& phone_region, v1::Contact* contact,
                      Violations* violations);

// What the options of the fields do not say. `old` is null on create.
void CheckContact(const v1::Contact* old, const v1::Contact& next, Violations* violations);

// Of stance and influence, which stakeholders have, too.
void CheckStanding(int stance, int influence, Violations* violations);

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_CONTACT_RULES_H_
