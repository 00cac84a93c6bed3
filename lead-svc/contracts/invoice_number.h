// By what the tax office tells invoices apart.
#ifndef GUANXI_LEAD_SVC_CONTRACTS_INVOICE_NUMBER_H_
#define GUANXI_LEAD_SVC_CONTRACTS_INVOICE_NUMBER_H_

#include <string>

#include "google/protobuf/message.h"
#include "guanxi/lead/v1/invoice.pb.h"

namespace guanxi::lead {

// `full_number` of one with this code and number.
std::string FullNumber(const v1::Invoice& invoice);

// For FillColumns, of an Invoice that was issued before numbers were looked after.
void NumberInFull(google::protobuf::Message* message);
// The same of one whose number an older one has: that keeps it.
void YieldNumber(google::protobuf::Message* message);

}  // namespace guanxi::lead

#endif  // GUANXI_LEAD_SVC_CONTRACTS_INVOICE_NUMBER_H_
