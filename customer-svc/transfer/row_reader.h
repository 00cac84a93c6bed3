// The rows of an uploaded file as customers, whatever its format.
#ifndef GUANXI_CUSTOMER_SVC_TRANSFER_ROW_READER_H_
#define GUANXI_CUSTOMER_SVC_TRANSFER_ROW_READER_H_

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/tabular/record.h"
#include "customer-svc/transfer/columns.h"
#include "customer-svc/transfer/state.pb.h"
#include "guanxi/customer/v1/customer.pb.h"

namespace guanxi::customer {

// One row.
struct Row {
  // As it stands in the file, to be written to the error file; see ErrorRow.
  tabular::Record record;
  // INVALID_ARGUMENT if the row cannot be read; says what is wrong, in all its columns.
  absl::Status status;
  // What the row states. A type that it does not state is left open.
  v1::Customer stated;
};

// Thread safety: none.
class RowReader {
 public:
  // Some bytes of the file from an offset on; none at its end.
  using ReadBytes = std::function<absl::StatusOr<std::string>(int64_t offset)>;

  // Reads from `start`, which is the layout's first row or `record.Next()` of an earlier row.
  RowReader(const transfer::Layout& layout, const std::string& source_system, CustomTypes types,
            tabular::Position start, ReadBytes read, std::string phone_region = "CN");
  ~RowReader();

  // Moves the next row to `*row`; false at the end of the file. Errors are those of `read`.
  absl::StatusOr<bool> Next(Row* row);

 private:
  class Parser;

  void ParseCsv(Row* row) const;
  void ParseJson(Row* row) const;

  const v1::FileFormat format_;
  std::vector<Column> columns_;    // Of CSV: the columns that mean something,
  std::vector<size_t> column_at_;  // and their places.
  size_t width_ = 0;               // Columns of a row.
  const CustomTypes types_;
  const std::string phone_region_;
  const ReadBytes read_;
  const std::unique_ptr<Parser> parser_;
  int64_t offset_;  // Of the next bytes to read.
  bool at_end_ = false;
  std::deque<tabular::Record> records_;
};

// The row as the error file has it: its own columns and `_row` and `_error`. Sent again it is the
// same row: those two columns are left out. Lists of names become CSV.
std::string ErrorHeader(const transfer::Layout& layout);
std::string ErrorRow(const transfer::Layout& layout, const tabular::Record& record,
                     const absl::Status& error);

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_TRANSFER_ROW_READER_H_
