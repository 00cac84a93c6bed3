// Customers as lines of JSON.
#ifndef GUANXI_CUSTOMER_SVC_TRANSFER_JSON_ROW_H_
#define GUANXI_CUSTOMER_SVC_TRANSFER_JSON_ROW_H_

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "customer-svc/transfer/row.h"

namespace guanxi::customer {

// Columns, and members, that an error file adds. An import leaves them out, but the one that says
// which customer the row was stored as.
inline constexpr char kRowKey[] = "_row";
inline constexpr char kErrorKey[] = "_error";
inline constexpr char kTextKey[] = "_text";
inline constexpr char kCustomerKey[] = "_customer";

// What the object `text` states. A member that cannot be read, or that customers do not have, is
// left out of it by name; fields that clients do not write are left out silently, as an export has
// them. The whole is refused if it is not JSON, deeper than 32 levels, of more than 2,000 values,
// or if it states a thing twice.
void ReadJsonRow(absl::string_view text, Row* row);

// The object with `_row`, `_error` and, if `customer` is not empty, `_customer`, as a line. A text
// that ReadJsonRow refuses is the member `_text`.
std::string JsonErrorRow(const std::string& text, int64_t row, const std::string& customer,
                         const std::string& error);

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_TRANSFER_JSON_ROW_H_
