// Writes CSV that spreadsheets open safely and CsvParser reads back exactly.
#ifndef GUANXI_COMMON_TABULAR_CSV_WRITER_H_
#define GUANXI_COMMON_TABULAR_CSV_WRITER_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace guanxi::tabular {

// Appends one row to `out`: fields apart by `delimiter`, CRLF at the end. Fields that
// need it are quoted (RFC 4180); those that a spreadsheet would run as a formula or change
// are marked (formula.h). What CsvParser reads from it are the same fields, except that
// it takes a row of empty fields for a blank one.
void AppendCsvRow(const std::vector<std::string>& fields, std::string* out, char delimiter = ',');

}  // namespace guanxi::tabular

#endif  // GUANXI_COMMON_TABULAR_CSV_WRITER_H_
