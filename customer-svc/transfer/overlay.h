// Brings what a row states into the customer that it means.
#ifndef GUANXI_CUSTOMER_SVC_TRANSFER_OVERLAY_H_
#define GUANXI_CUSTOMER_SVC_TRANSFER_OVERLAY_H_

#include "customer-svc/transfer/row.h"
#include "guanxi/customer/v1/customer.pb.h"

namespace guanxi::customer {

// What the row does not state stays as it is:
//   - fields that it does not set, and map entries that it does not name;
//   - of a list that it states as a whole, nothing: the row's takes its place;
//   - of a list out of which a value was left, all: what it was to be is not known. The row's
//     entries come first, each with what the customer's entry of the same number, address or
//     street says besides; the customer's others follow;
//   - the other parts of the first address, and the other addresses, of a row that completes it.
void Overlay(const Row& row, v1::Customer* customer);

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_TRANSFER_OVERLAY_H_
