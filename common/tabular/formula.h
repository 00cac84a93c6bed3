// Keeps a spreadsheet from running a cell of ours as a formula, and from changing it.
//
// A cell that starts with one of `= + - @`, tab or carriage return is a formula to a
// spreadsheet, whoever typed it into a CRM. A cell of digits is a number: of more than
// eleven it shows, and saves, 1.38E+11; leading zeros go; 1-2 and 3/5 become dates, 12E3
// becomes 12000. Such text is written with an apostrophe before it: "this is text".
//
// On reading, an apostrophe is such a mark if what follows it could not begin a quotation:
// a formula character, a code that begins with a digit, or a character beyond ASCII. The
// marking is reversible: text that already looks marked gets one apostrophe more, so
//
//   Unmark(Mark(x)) == x    for every x.
//
//   text      exported
//   +8613800000000   '+8613800000000
//   913301060001     '913301060001
//   13800000000      unchanged: eleven digits stay as they are
//   2026-11-22       unchanged: whatever becomes of it is read as the same day
//   '=1+1            ''=1+1
//   it's, 'tis       unchanged: a letter follows the apostrophe
#ifndef GUANXI_COMMON_TABULAR_FORMULA_H_
#define GUANXI_COMMON_TABULAR_FORMULA_H_

#include "absl/strings/string_view.h"

namespace guanxi::tabular {

// Whether `text` has to be marked.
bool NeedsMark(absl::string_view text);

// Takes off the mark, if there is one. (CsvWriter puts it on.)
absl::string_view Unmark(absl::string_view text);

}  // namespace guanxi::tabular

#endif  // GUANXI_COMMON_TABULAR_FORMULA_H_
