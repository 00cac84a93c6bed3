// Values of customers' fields as the text that claims state them by.
//
// Pure: no I/O, no clock.
#ifndef GUANXI_CUSTOMER_SVC_CLAIMS_CLAIM_VALUE_H_
#define GUANXI_CUSTOMER_SVC_CLAIMS_CLAIM_VALUE_H_

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "guanxi/customer/v1/customer.pb.h"

namespace guanxi::customer {

// Whether something can be claimed of the field at the path: it is a text, an enum, a whole number,
// a boolean, a date or money that clients state, in no list. Names of records are none.
bool IsClaimable(const std::string& path);

// Sets the field at the path, which is claimable, to what `text` says: a text as it is, an enum by
// its name, `true` or `false`, digits, `2026-01-31`, `12.50 CNY`. INVALID_ARGUMENT without details,
// with a text that says what is wanted, if it says nothing of the kind; nothing is set then.
absl::Status SetClaimedValue(const std::string& path, absl::string_view text,
                             v1::Customer* customer);

// What the field says, in the same form; "" if it is not set.
std::string ClaimedValueOf(const std::string& path, const v1::Customer& customer);

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_CLAIMS_CLAIM_VALUE_H_
