// Finds out how the rows of an uploaded file are to be read.
#ifndef GUANXI_CUSTOMER_SVC_TRANSFER_LAYOUT_H_
#define GUANXI_CUSTOMER_SVC_TRANSFER_LAYOUT_H_

#include <cstddef>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "customer-svc/transfer/state.pb.h"
#include "guanxi/customer/v1/customer_service.pb.h"

namespace guanxi::customer {

// So many bytes of a file show its layout.
inline constexpr size_t kHeadBytes = 512 << 10;

// `head` is the file's start in UTF-8: all of it, or kHeadBytes at least. A format that is not
// stated is found out: a first line that starts with `{` is JSON, one that has a known column name
// or several columns is CSV, anything else is one name a line.
//
// Errors: INVALID_ARGUMENT on `columns` (UNKNOWN_COLUMN: a column or a field is not known) or on
// `file` (FILE_EMPTY: no header).
absl::StatusOr<transfer::Layout> FindLayout(absl::string_view head,
                                            const v1::ImportCustomersRequest& options);

// Whether a column is one of the two that an error file adds: an import leaves them out.
bool IsErrorColumn(absl::string_view name);

// The system of ids and name space of rows that the options state.
std::string SourceSystem(const v1::ImportCustomersRequest& options);

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_TRANSFER_LAYOUT_H_
