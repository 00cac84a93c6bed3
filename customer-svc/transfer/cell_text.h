// What spreadsheets and people leave in a cell beside its value.
#ifndef GUANXI_CUSTOMER_SVC_TRANSFER_CELL_TEXT_H_
#define GUANXI_CUSTOMER_SVC_TRANSFER_CELL_TEXT_H_

#include <cstddef>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace guanxi::customer {

// INVALID_ARGUMENT if the cell is one of Excel's errors, #REF! and the like, or #####, which it
// shows in place of a number that is wider than its column.
absl::Status CheckNoExcelError(absl::string_view cell);

// The cell without the marks by which a spreadsheet keeps digits as text: '0571, ="0571", "0571".
std::string WithoutTextMarks(absl::string_view cell);

// The digits of a code or number that a spreadsheet has taken for a float: 13800138000.0 and
// 1.3800138E+10 are 13800138000. Marks of text are taken off; other cells stay as they are.
// At most `max_zeros` are taken off behind a point: three may be thousands, as in 250.000.
// INVALID_ARGUMENT if digits are lost: 1.38E+10 is as many numbers as one likes.
absl::StatusOr<std::string> UndoFloat(absl::string_view cell, size_t max_zeros = 2);

// 是 or 否, in many words, of a cell without marks and in its normal form. INVALID_ARGUMENT for
// others: for x, which ticks a box for some and crosses it out for others, and for 有 and 无.
absl::StatusOr<bool> ParseFlag(absl::string_view text);

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_TRANSFER_CELL_TEXT_H_
