// Finds out how the rows of an uploaded file are to be read.
#ifndef GUANXI_CUSTOMER_SVC_TRANSFER_LAYOUT_H_
#define GUANXI_CUSTOMER_SVC_TRANSFER_LAYOUT_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "customer-svc/transfer/state.pb.h"
#include "guanxi/customer/v1/customer_service.pb.h"

namespace guanxi::customer {

// So many bytes of a file show its layout.
inline constexpr size_t kHeadBytes = 512 << 10;

// `head` is the file's start in UTF-8: all of it, or kHeadBytes at least.
//
// A format that is not stated is found out: a file that starts with `{` is JSON, one with a known
// column name in one of its first rows, or with several columns, is CSV, anything else is one name
// a line. What is stated is not believed where the file shows that it is another one.
//
// The header is the first row, or, where that has no known column, one of the first ten that has:
// what stands above it is a title. A line `sep=;` before all says the separator; else it is the one
// of comma, semicolon, tab and `|` that makes the most rows of one length.
//
// Errors: INVALID_ARGUMENT on `columns` (UNKNOWN_COLUMN: a column or a field is not known) or on
// `file` (FILE_EMPTY: no header; FILE_FORMAT: none of the formats, or another than was stated).
absl::StatusOr<transfer::Layout> FindLayout(absl::string_view head,
                                            const v1::ImportCustomersRequest& options);

// Whether a column is one of those that an error file adds (json_row.h).
bool IsErrorColumn(absl::string_view name);

// How the columns of CSV were understood, each as in ImportCustomersRequest.columns.
std::vector<std::string> DescribeColumns(const transfer::Layout& layout);

// The system of ids and name space of rows that the options state.
std::string SourceSystem(const v1::ImportCustomersRequest& options);

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_TRANSFER_LAYOUT_H_
