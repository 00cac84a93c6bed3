// What the payments of a contract come to.
//
// Pure functions: no I/O, no clock.
#ifndef GUANXI_LEAD_SVC_CONTRACTS_RECEIPTS_H_
#define GUANXI_LEAD_SVC_CONTRACTS_RECEIPTS_H_

#include <vector>

#include "guanxi/lead/v1/contract.pb.h"
#include "guanxi/lead/v1/payment.pb.h"

namespace guanxi::lead {

// Whether money of it was received, or went back: CONFIRMED.
bool Counts(const v1::Payment& payment);

// Sets what a contract says of its receipts, by all its payments: `received_base_amount`,
// `receipt_count`, `first_receipt_date` and `last_receipt_date`.
void ShowReceipts(const std::vector<v1::Payment>& payments, v1::Contract* contract);

}  // namespace guanxi::lead

#endif  // GUANXI_LEAD_SVC_CONTRACTS_RECEIPTS_H_
