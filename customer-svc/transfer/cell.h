// One field of a message as the text of a cell, and back.
//
//   string, number, bool    as it is
//   enum                    the value's name; on reading any case, and the usual Chinese words
//   google.type.Date        2026-11-22; also read: 2026/11/22, 2026.11.22, 20261122, 2026年11月22日
//   google.type.Money       CNY 1000000.50
//   lists of texts, phones, e-mails
//                           a; b     when each entry has nothing but its main value
//   one address             its street, when it has nothing else
//   everything else         JSON as in the API: [{"number": "+86...", "label": "mobile"}]
//
// Decoding what was encoded gives the same field, always.
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
// state parts of one, in any order. INVALID_ARGUMENT says what was wanted.
absl::Status DecodeCell(absl::string_view cell, const google::protobuf::FieldDescriptor* field,
                        google::protobuf::Message* message);

// The entries of a list in plain form: apart by `;` or `；`, save the `;ext=` of a phone number.
std::vector<std::string> SplitList(absl::string_view cell);

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_TRANSFER_CELL_H_
