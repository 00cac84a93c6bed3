#include "lead-svc/contracts/invoice_number.h"

#include "absl/strings/str_cat.h"

namespace guanxi::lead {

using v1::Invoice;

std::string FullNumber(const Invoice& invoice) {
  if (invoice.code().empty()) return invoice.number();
  return absl::StrCat(invoice.code(), "-", invoice.number());
}

void NumberInFull(google::protobuf::Message* message) {
  auto* const invoice = static_cast<Invoice*>(message);
  if (invoice->state() == Invoice::ISSUED) invoice->set_full_number(FullNumber(*invoice));
}

void YieldNumber(google::protobuf::Message* message) {
  static_cast<Invoice*>(message)->clear_full_number();
}

}  // namespace guanxi::lead
