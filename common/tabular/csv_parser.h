// Reads CSV as it arrives, piece by piece, in bounded memory.
//
// libcsv finds fields and quotes; this class adds what it lacks: row numbers and
// byte ranges, the byte order mark, the delimiter's detection, limits, and going on
// after a broken row.
//
// The dialect is what spreadsheets write (RFC 4180), and a little more:
//   - delimiter comma, semicolon, tab or `|`; line ends LF, CRLF or CR;
//   - blanks around an unquoted field are not part of it (`a, "b, c"` is two fields);
//   - a quote inside an unquoted field is an ordinary character (`12" pipe`);
//   - a row without any text is blank: it counts as a row and gives no record;
//   - the mark that CsvWriter and spreadsheets put before text is taken off (formula.h).
//
// A broken row (text after a closing quote, a quote that is never closed, a limit
// passed) gives one error record for its *first line*, and reading goes on at the
// next line: one stray quote costs one line, not the rest of the file. No byte is
// looked at more than twice because of that.
#ifndef GUANXI_COMMON_TABULAR_CSV_PARSER_H_
#define GUANXI_COMMON_TABULAR_CSV_PARSER_H_

#include <memory>
#include <vector>

#include "absl/strings/string_view.h"
#include "common/tabular/record.h"

namespace guanxi::tabular {

// The likeliest of comma, semicolon, tab and `|` for the file that begins with `text`: the
// one that makes the most rows of one number of fields, and then the most fields; comma when
// none makes two. What is quoted does not count, nor does a last line without its end.
char DetectDelimiter(absl::string_view text);

// Thread safety: none; one parser reads one file.
class CsvParser {
 public:
  struct Options {
    char delimiter = '\0';  // '\0': detected from the first line.
    Limits limits;
  };

  // Reads a file from its start, or from a `start` that an earlier parser of the same
  // file reported (`Record::Next`); then `options.delimiter` must be given.
  explicit CsvParser(const Options& options, Position start = {});
  ~CsvParser();
  CsvParser(const CsvParser&) = delete;
  CsvParser& operator=(const CsvParser&) = delete;

  // Takes the next bytes of the file (any cut, also inside a character) and appends
  // the rows that they complete to `records`. The header is a record like any other.
  void Feed(absl::string_view bytes, std::vector<Record>* records);

  // The file has ended: appends its last row, if that had no line end.
  void Finish(std::vector<Record>* records);

  // The delimiter in use; '\0' as long as it is not known.
  char delimiter() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace guanxi::tabular

#endif  // GUANXI_COMMON_TABULAR_CSV_PARSER_H_
