#include "common/tabular/line_parser.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace guanxi::tabular {

LineParser::LineParser(const Limits& limits, Position start) : limits_(limits), position_(start) {}

void LineParser::Feed(absl::string_view bytes, std::vector<Record>* records) {
  while (!bytes.empty()) {
    const size_t line_end = bytes.find('\n');
    const bool complete = line_end != absl::string_view::npos;
    const absl::string_view piece = bytes.substr(0, complete ? line_end + 1 : bytes.size());
    const size_t room = limits_.row_bytes + 1 - line_.size();
    line_.append(piece.data(), std::min(room, piece.size()));
    size_ += piece.size();
    if (complete) EndLine(records);
    bytes.remove_prefix(piece.size());
  }
}

void LineParser::Finish(std::vector<Record>* records) {
  if (size_ > 0) EndLine(records);
}

void LineParser::EndLine(std::vector<Record>* records) {
  Record record;
  record.row = ++position_.row;
  record.begin = position_.offset;
  record.end = position_.offset += size_;
  absl::string_view text = line_;
  if (record.begin == 0) absl::ConsumePrefix(&text, kByteOrderMark);
  if (size_ > limits_.row_bytes) {
    text = text.substr(0, limits_.row_bytes);
    record.status = absl::InvalidArgumentError(
        absl::StrCat("the line is longer than ", limits_.row_bytes, " bytes"));
  }
  absl::ConsumeSuffix(&text, "\n");
  absl::ConsumeSuffix(&text, "\r");
  if (!absl::StripAsciiWhitespace(text).empty()) {
    record.fields.emplace_back(text);
    records->push_back(std::move(record));
  }
  line_.clear();
  size_ = 0;
}

}  // namespace guanxi::tabular
