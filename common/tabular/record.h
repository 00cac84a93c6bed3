// What the parsers of this folder hand out: rows of a file, one by one, with
// their place in it, so that a load can stop anywhere and go on later.
#ifndef GUANXI_COMMON_TABULAR_RECORD_H_
#define GUANXI_COMMON_TABULAR_RECORD_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace guanxi::tabular {

// Of UTF-8. Spreadsheets take a file without it for one in the charset of their country.
inline constexpr absl::string_view kByteOrderMark = "\xEF\xBB\xBF";

// Bounds on one row. A row over a bound becomes an error record; the rows after
// it are read as usual.
struct Limits {
  size_t row_bytes = 256 << 10;
  size_t field_bytes = 64 << 10;
  size_t columns = 512;
};

// A place between two rows, at which parsing can start again.
struct Position {
  int64_t offset = 0;  // Bytes before it.
  int64_t row = 0;     // Rows before it: the header and blank ones count.
};

// One row of a file.
struct Record {
  // 1-based, as a spreadsheet counts: the header is row 1, a blank line is a row,
  // a line break inside quotes is not.
  int64_t row = 0;
  int64_t begin = 0;  // Byte range in the file, line end included.
  int64_t end = 0;
  // INVALID_ARGUMENT when the row cannot be read; `fields` is then one field, the
  // row's text (at most Limits::row_bytes of it).
  absl::Status status;
  std::vector<std::string> fields;

  // Where the next row starts.
  Position Next() const { return Position{end, row}; }
};

}  // namespace guanxi::tabular

#endif  // GUANXI_COMMON_TABULAR_RECORD_H_
