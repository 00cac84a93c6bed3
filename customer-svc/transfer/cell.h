// One field of a message as the text of a cell, and back.
//
//   string, number, bool    as it is
//   enum                    the value's name; on reading any case, and the usual Chinese words
//   google.type.Date        2026-11-22; also read: what text::ParseDate reads
//   google.type.Money       CNY 1000000.50; also read: what text::ParseMoney reads, 1000万元
//   phones, e-mails         a; b     when each entry has nothing but its main value; also read:
//                           what text::SplitPhones and SplitEmails part
//   lists of texts          a; b
//   one address             its street, when it has nothing else
//   everything else         JSON as in the API: [{"number": "+86...", "label": "mobile"}]
//
// Decoding what was encoded gives the same field, always; save for a text that is nothing but #N/A
// or another of Excel's errors, and digits behind an apostrophe.
//
// A cell that says in a word that there is nothing (无, -, N/A; text::IsNothing) states nothing in
// a phone, e-mail, address, date, amount, enum, credit code, postal code, country or web site. In
// names, notes and other free text the word may be meant.
#ifndef GUANXI_CUSTOMER_SVC_TRANSFER_CELL_H_
#define GUANXI_CUSTOMER_SVC_TRANSFER_CELL_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace guanxi::customer {

// The field's text; empty if it is not set.
std::string EncodeCell(const google::protobuf::Message& message,
                       const google::protobuf::FieldDescriptor* field);

// Sets the field from `cell`, which is not empty; to a list or map it adds, as several columns may
// state parts of one, in any order. `region` is that of phone numbers without a country code and
// of amounts without a currency. INVALID_ARGUMENT says what was wanted: the field is then as it
// was, but a list has the entries that could be read.
absl::Status DecodeCell(absl::string_view cell, const google::protobuf::FieldDescriptor* field,
                        google::protobuf::Message* message, absl::string_view region = "CN");

// The entries of a list of texts: apart by `;` or `；`.
std::vector<std::string> SplitList(absl::string_view cell);

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_TRANSFER_CELL_H_
