// The rows of an uploaded file as customers, whatever its format.
#ifndef GUANXI_CUSTOMER_SVC_TRANSFER_ROW_READER_H_
#define GUANXI_CUSTOMER_SVC_TRANSFER_ROW_READER_H_

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/tabular/record.h"
#include "customer-svc/transfer/columns.h"
#include "customer-svc/transfer/row.h"
#include "customer-svc/transfer/state.pb.h"
#include "guanxi/customer/v1/customer_service.pb.h"

namespace guanxi::customer {

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

  void AddColumn(const std::string& meaning, size_t place, const std::string& source_system);
  void ParseCsv(Row* row) const;

  const v1::FileFormat format_;
  // Of CSV: the columns that mean something, and their places, in the order of reading.
  std::vector<std::pair<Column, size_t>> columns_;
  std::vector<size_t> unnamed_;
  std::shared_ptr<const HeaderNames> headers_;
  std::optional<size_t> kept_;  // The column `_customer`.
  size_t width_ = 0;            // Columns of a row.
  const CustomTypes types_;
  const std::string phone_region_;
  const ReadBytes read_;
  const std::unique_ptr<Parser> parser_;
  int64_t offset_;  // Of the next bytes to read.
  bool at_end_ = false;
  std::deque<tabular::Record> records_;
};

// The row as the error file has it: its own columns, and `_customer` (the customer, if the row was
// stored without what `error` names), `_row`, `_error` and `_text` (a row that cannot be taken
// apart, as it was). Sent again it is the same row of the same customer. Lists of names become CSV.
std::string ErrorHeader(const transfer::Layout& layout);
std::string ErrorRow(const transfer::Layout& layout, const tabular::Record& record,
                     const std::string& customer, const std::string& error);

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_TRANSFER_ROW_READER_H_
