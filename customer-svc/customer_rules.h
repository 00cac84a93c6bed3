// What a customer must be: pure decisions, no I/O.
#ifndef GUANXI_CUSTOMER_SVC_CUSTOMER_RULES_H_
#define GUANXI_CUSTOMER_SVC_CUSTOMER_RULES_H_

#include <string>

#include "absl/time/civil_time.h"
#include "common/errors/errors.h"
#include "guanxi/customer/v1/customer.pb.h"

namespace guanxi::customer {

// Brings every value into its normal form. `phone_region` is that of numbers without a country
// code.
void NormalizeCustomer(const std::string& phone_region, v1::Customer* customer,
                       Violations* violations);

// Gives provinces, in `region` and in addresses, the one name that NormalizeCustomer gives them.
void ShortenPlaces(v1::Customer* customer);

// What the options of the fields do not say. `old` is null on create.
void CheckCustomer(const v1::Customer* old, const v1::Customer& next, Violations* violations);

// Whether the date lies after `today`, as far as it is known.
bool IsAfter(const google::type::Date& date, absl::CivilDay today);

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_CUSTOMER_RULES_H_
