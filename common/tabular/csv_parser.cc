#include "common/tabular/csv_parser.h"

#include <csv.h>

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/tabular/formula.h"

namespace guanxi::tabular {
namespace {

constexpr char kLineEnds[] = "\r\n";
constexpr unsigned char kOptions = CSV_STRICT | CSV_STRICT_FINI | CSV_REPALL_NL;

// Only the space is blank: libcsv would take a tab for one, even as the delimiter.
int IsBlank(unsigned char c) { return c == ' '; }

// Rows of one number of fields, two or more, and that number.
using Shape = std::pair<int, size_t>;
constexpr int kSampledRows = 100;
constexpr absl::string_view kDelimiters = ",;\t|";

// The shape that most of the first rows have if `delimiter` parts their fields.
Shape CommonShape(absl::string_view text, char delimiter) {
  std::map<size_t, int> rows;  // by their fields
  size_t fields = 1;
  bool quoted = false, field_begins = true;
  int read = 0;
  const auto end_row = [&] {
    if (fields > 1) ++rows[fields];
    fields = 1;
    field_begins = true;
    ++read;
  };
  for (size_t i = 0; i < text.size() && read < kSampledRows; ++i) {
    const char c = text[i];
    if (c == '"' && (quoted || field_begins)) {
      quoted = !quoted;
      field_begins = true;  // A doubled quote goes on with the quotation.
    } else if (!quoted && (c == '\n' || c == '\r')) {
      if (i > 0 && text[i - 1] != '\n' && text[i - 1] != '\r') end_row();
    } else if (c != ' ') {
      // Whichever the delimiter is: a quotation that begins behind one may have others in it.
      field_begins = kDelimiters.find(c) != absl::string_view::npos;
      if (!quoted && c == delimiter) ++fields;
    }
  }
  if (read == 0) end_row();
  Shape best;
  for (const auto& [count, times] : rows) best = std::max(best, Shape(times, count));
  return best;
}

}  // namespace

char DetectDelimiter(absl::string_view text) {
  char best = kDelimiters[0];
  Shape best_shape;
  for (const char candidate : kDelimiters) {
    const Shape shape = CommonShape(text, candidate);
    if (shape > best_shape) {
      best = candidate;
      best_shape = shape;
    }
  }
  return best;
}

// `buffer_` holds the file from the start of the current row on (after what is done
// with, see Compact); libcsv has eaten it up to `eaten_`. Rows end only at line ends,
// so libcsv is fed up to one line end at a time and then asked whether the row is done.
class CsvParser::Impl {
 public:
  Impl(const Options& options, Position start)
      : limits_(options.limits), delimiter_(options.delimiter), position_(start) {
    started_ = start.offset > 0;
    csv_init(&csv_, kOptions);
    ConfigureLibrary();
  }
  ~Impl() { csv_free(&csv_); }

  void Feed(absl::string_view bytes, std::vector<Record>* records) {
    buffer_.append(bytes.data(), bytes.size());
    Drain(/*final=*/false, records);
    Compact();
  }

  void Finish(std::vector<Record>* records) {
    Drain(/*final=*/true, records);
    while (row_begin_ < buffer_.size()) {  // A last row without a line end.
      if (skipping_) {
        EmitError(buffer_.size(), records);
      } else if (csv_fini(&csv_, &OnField, &OnRow, this) != 0) {
        Fail("a quoted field is never closed");
        Drain(/*final=*/true, records);
      } else {
        EndRow(buffer_.size(), records);
      }
    }
  }

  char delimiter() const { return delimiter_; }

 private:
  static void OnField(void* text, size_t size, void* self) {
    static_cast<Impl*>(self)->AddField(absl::string_view(static_cast<const char*>(text), size));
  }
  static void OnRow(int, void* self) { static_cast<Impl*>(self)->row_done_ = true; }

  void ConfigureLibrary() {
    csv_set_space_func(&csv_, &IsBlank);
    if (delimiter_ != '\0') csv_set_delim(&csv_, delimiter_);
  }

  void AddField(absl::string_view text) {
    text = Unmark(text);
    if (fields_.size() == limits_.columns) {
      problem_ = absl::StrCat("the row has more than ", limits_.columns, " columns");
    } else if (text.size() > limits_.field_bytes) {
      problem_ = absl::StrCat("field ", fields_.size() + 1, " has ", text.size(),
                              " bytes, the limit is ", limits_.field_bytes);
    } else {
      fields_.emplace_back(text);
    }
  }

  // Takes off the byte order mark and finds the delimiter. False: more bytes are needed.
  bool Start(bool final) {
    if (started_) return true;
    const bool line_seen = buffer_.find_first_of(kLineEnds) != std::string::npos;
    if (!final && !line_seen && buffer_.size() <= limits_.row_bytes) return false;
    started_ = true;
    if (absl::string_view(buffer_).substr(0, kByteOrderMark.size()) == kByteOrderMark) {
      row_begin_ = eaten_ = kByteOrderMark.size();
      position_.offset += kByteOrderMark.size();
    }
    if (delimiter_ == '\0') {
      // Of the first line alone: what lies behind depends on how the file is cut.
      const absl::string_view text = absl::string_view(buffer_).substr(row_begin_);
      delimiter_ = DetectDelimiter(text.substr(0, text.find_first_of(kLineEnds)));
    }
    ConfigureLibrary();
    return true;
  }

  void Drain(bool final, std::vector<Record>* records) {
    if (!Start(final)) return;
    while (eaten_ < buffer_.size()) {
      const size_t line_end = buffer_.find_first_of(kLineEnds, eaten_);
      // A CR at the very end may be half of a CRLF: it waits for the next byte.
      const bool wait = !final && line_end + 1 == buffer_.size() && buffer_[line_end] == '\r';
      const bool complete = line_end != std::string::npos && !wait;
      const size_t stop = std::min(complete ? line_end + 1 : line_end, buffer_.size());
      if (skipping_) {
        eaten_ = stop;
        if (complete) EmitError(LineEnd(line_end), records);
      } else if (!Eat(stop)) {
        Fail("text follows a closing quote: double the quotes inside a quoted field");
      } else if (eaten_ - row_begin_ > limits_.row_bytes) {
        Fail(absl::StrCat("the row is longer than ", limits_.row_bytes,
                          " bytes, or a quoted field is never closed"));
      } else if (row_done_) {
        EndRow(LineEnd(line_end), records);
      }
      if (wait) return;
    }
  }

  // Gives libcsv the bytes up to `stop`. False: the row is broken.
  bool Eat(size_t stop) {
    while (eaten_ < stop) {
      eaten_ += csv_parse(&csv_, buffer_.data() + eaten_, stop - eaten_, &OnField, &OnRow, this);
      if (eaten_ == stop) return true;
      if (csv_.quoted) return false;
      // A quote within an unquoted field: nothing is ambiguous, take it as it is.
      csv_set_opts(&csv_, kOptions & ~CSV_STRICT);
      eaten_ += csv_parse(&csv_, buffer_.data() + eaten_, 1, &OnField, &OnRow, this);
      csv_set_opts(&csv_, kOptions);
    }
    return true;
  }

  // The index after the line end at `index`; CRLF is one line end.
  size_t LineEnd(size_t index) const {
    return buffer_.compare(index, 2, "\r\n") == 0 ? index + 2 : index + 1;
  }

  // The row is broken: starts over at its first line, which is skipped.
  void Fail(std::string problem) {
    problem_ = std::move(problem);
    skipping_ = true;
    eaten_ = row_begin_;
    csv_free(&csv_);
    csv_init(&csv_, kOptions);
    ConfigureLibrary();
  }

  void EndRow(size_t end, std::vector<Record>* records) {
    if (!problem_.empty()) {
      EmitError(end, records);
      return;
    }
    std::vector<std::string> fields = std::move(fields_);
    Record record = NextRecord(end);
    const bool blank = std::all_of(fields.begin(), fields.end(),
                                   [](const std::string& field) { return field.empty(); });
    if (blank) return;
    record.fields = std::move(fields);
    records->push_back(std::move(record));
  }

  void EmitError(size_t end, std::vector<Record>* records) {
    absl::string_view text = absl::string_view(buffer_).substr(row_begin_, end - row_begin_);
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.remove_suffix(1);
    std::vector<std::string> fields = {std::string(text.substr(0, limits_.row_bytes))};
    absl::Status status = absl::InvalidArgumentError(problem_);
    Record record = NextRecord(end);
    record.status = std::move(status);
    record.fields = std::move(fields);
    records->push_back(std::move(record));
  }

  // A record for the row that ends before `end`; makes ready for the one after it.
  Record NextRecord(size_t end) {
    Record record;
    record.begin = position_.offset;
    record.end = position_.offset + (end - row_begin_) + dropped_;
    record.row = ++position_.row;
    position_.offset = record.end;
    row_begin_ = eaten_ = end;
    dropped_ = 0;
    row_done_ = skipping_ = false;
    problem_.clear();
    fields_.clear();
    return record;
  }

  // Forgets the bytes that are done with, and of an endless line all but its start.
  void Compact() {
    buffer_.erase(0, row_begin_);
    eaten_ -= row_begin_;
    row_begin_ = 0;
    if (skipping_ && eaten_ > limits_.row_bytes) {
      buffer_.erase(limits_.row_bytes, eaten_ - limits_.row_bytes);
      dropped_ += eaten_ - limits_.row_bytes;
      eaten_ = limits_.row_bytes;
    }
  }

  const Limits limits_;
  char delimiter_;
  csv_parser csv_;
  bool started_ = false;
  std::string buffer_;
  size_t row_begin_ = 0;  // Index of the current row in buffer_.
  size_t eaten_ = 0;      // Index up to which the current row has been read.
  size_t dropped_ = 0;    // Bytes of the current row that buffer_ no longer holds.
  Position position_;     // Of the current row.
  std::vector<std::string> fields_;
  bool row_done_ = false;
  bool skipping_ = false;  // To the end of the line: the row is broken.
  std::string problem_;
};

CsvParser::CsvParser(const Options& options, Position start)
    : impl_(std::make_unique<Impl>(options, start)) {}
CsvParser::~CsvParser() = default;

void CsvParser::Feed(absl::string_view bytes, std::vector<Record>* records) {
  impl_->Feed(bytes, records);
}
void CsvParser::Finish(std::vector<Record>* records) { impl_->Finish(records); }
char CsvParser::delimiter() const { return impl_->delimiter(); }

}  // namespace guanxi::tabular
