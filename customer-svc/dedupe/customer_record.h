// What the matcher sees of a customer.
#ifndef GUANXI_CUSTOMER_SVC_DEDUPE_CUSTOMER_RECORD_H_
#define GUANXI_CUSTOMER_SVC_DEDUPE_CUSTOMER_RECORD_H_

#include <string>

#include "absl/strings/string_view.h"
#include "customer-svc/dedupe/record.h"
#include "guanxi/customer/v1/customer.pb.h"

namespace guanxi::dedupe {

// Of companies: what equal values of say that nothing else has to, but for parts of one company.
inline constexpr char kCreditCodeField[] = "organization.credit_code";

// The fields by which customers of a type are compared, in fixed order. Their names are paths of
// Customer; a company's name is compared in its parts: `display_name` is its brand then, and
// `display_name.trade`, `display_name.seat` and `display_name.legal_form` the rest. `domain` is
// that of the web site and of addresses of e-mail.
const Schema& SchemaOf(customer::v1::Customer::Type type);

// `customer` as it is stored: of normal form. Pure and thread-safe; about 20 µs.
Record RecordOf(const customer::v1::Customer& customer);

// The host of a web site, as it is stored, without "www."; empty: none. A view of `website`.
absl::string_view HostOf(absl::string_view website);

}  // namespace guanxi::dedupe

#endif  // GUANXI_CUSTOMER_SVC_DEDUPE_CUSTOMER_RECORD_H_
