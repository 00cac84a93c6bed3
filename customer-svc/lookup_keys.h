// The keys of a look-up in their normal forms.
#ifndef GUANXI_CUSTOMER_SVC_LOOKUP_KEYS_H_
#define GUANXI_CUSTOMER_SVC_LOOKUP_KEYS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "customer-svc/customer_lookup.h"
#include "guanxi/customer/v1/lookup_service.pb.h"

namespace guanxi::customer {

// Where a name stands in the request.
inline constexpr char kLookupNamePath[] = "display_name";

// Those of a request, one at least.
//   INVALID_ARGUMENT  INVALID_FIELD  all that is wrong with any of them, by path
absl::StatusOr<std::vector<LookupKey>> LookupKeysOf(const v1::LookupCustomerRequest& request);

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_LOOKUP_KEYS_H_
