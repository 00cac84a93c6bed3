// Keeps a spreadsheet from running a cell of ours as a formula.
//
// A cell that starts with one of `= + - @`, tab or carriage return is a formula to a
// spreadsheet, whoever typed it into a CRM. Such text is exported with an apostrophe
// before it, which spreadsheets take as "this is text". The marking is reversible:
// text that already looks marked gets one apostrophe more, so
//
//   UnmarkFormula(MarkFormula(x)) == x    for every x.
//
//   text      exported
//   +8613800000000   '+8613800000000
//   '=1+1            ''=1+1
//   it's, 'tis       unchanged: no formula character follows the apostrophe
#ifndef GUANXI_COMMON_TABULAR_FORMULA_H_
#define GUANXI_COMMON_TABULAR_FORMULA_H_

#include "absl/strings/string_view.h"

namespace guanxi::tabular {

// Whether `text` is a formula character after any number of apostrophes, including none.
inline bool NeedsFormulaMark(absl::string_view text) {
  const size_t first = text.find_first_not_of('\'');
  return first != absl::string_view::npos &&
         absl::string_view("=+-@\t\r").find(text[first]) != absl::string_view::npos;
}

// Takes off the mark, if there is one. (CsvWriter puts it on.)
inline absl::string_view UnmarkFormula(absl::string_view text) {
  if (!text.empty() && text[0] == '\'' && NeedsFormulaMark(text)) text.remove_prefix(1);
  return text;
}

}  // namespace guanxi::tabular

#endif  // GUANXI_COMMON_TABULAR_FORMULA_H_
