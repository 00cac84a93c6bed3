// Splits a text into lines as it arrives: JSON lines, or a list with one name a line.
#ifndef GUANXI_COMMON_TABULAR_LINE_PARSER_H_
#define GUANXI_COMMON_TABULAR_LINE_PARSER_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "common/tabular/record.h"

namespace guanxi::tabular {

// A record has one field: the line without its end (LF or CRLF). Lines without text
// count as rows and give no record; a line over `limits.row_bytes` gives an error
// record with its start. A byte order mark is taken off.
//
// Thread safety: none; one parser reads one file.
class LineParser {
 public:
  explicit LineParser(const Limits& limits, Position start = {});

  // Takes the next bytes of the file and appends the lines that they complete.
  void Feed(absl::string_view bytes, std::vector<Record>* records);

  // The file has ended: appends its last line, if that had no line end.
  void Finish(std::vector<Record>* records);

 private:
  void EndLine(std::vector<Record>* records);

  const Limits limits_;
  Position position_;  // Of the current line.
  std::string line_;   // At most limits_.row_bytes + 1 bytes of it.
  size_t size_ = 0;    // All its bytes so far, line end included.
};

}  // namespace guanxi::tabular

#endif  // GUANXI_COMMON_TABULAR_LINE_PARSER_H_
