// A row of an uploaded file, read.
#ifndef GUANXI_CUSTOMER_SVC_TRANSFER_ROW_H_
#define GUANXI_CUSTOMER_SVC_TRANSFER_ROW_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "common/tabular/record.h"
#include "customer-svc/transfer/header_names.h"
#include "guanxi/customer/v1/customer.pb.h"

namespace guanxi::customer {

// A value that the row is taken without.
struct LeftOut {
  // The field of the customer that it is a value of: "phones", "custom.area"; empty if of none.
  std::string field;
  std::string why;    // "phones[0].number: there is no such number in +86"
  std::string value;  // As it stood.
};

struct Row {
  // As it stands in the file, to be written to the error file; see ErrorRow.
  tabular::Record record;
  // Of CSV, what its columns are called; else null.
  std::shared_ptr<const HeaderNames> headers;
  // INVALID_ARGUMENT if the row as a whole is refused: it cannot be taken apart, or does not say
  // which customer it means.
  absl::Status status;
  // What the row states and can be read. A type that it does not state is left open.
  v1::Customer stated;
  // What it states besides.
  std::vector<LeftOut> left_out;
  // Its columns of custom fields as texts: what these fields are defined as may change.
  v1::Customer custom_texts;
  // The addresses in `stated` are parts of the first one, and not the whole list.
  bool completes_address = false;
  // Of a row of an error file: the customer that was stored without what was left out then.
  std::string kept;
  // What tells rows without ids apart: `stated` in normal form, and what was left out of it when it
  // was read, whatever custom fields there are today.
  std::string content;
};

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_TRANSFER_ROW_H_
