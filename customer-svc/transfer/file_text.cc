#include "customer-svc/transfer/file_text.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/tabular/csv_parser.h"
#include "customer-svc/transfer/file_kind.h"
#include "customer-svc/transfer/layout.h"

namespace guanxi::customer {
namespace {

// Longer lines are followed no further.
constexpr size_t kLineBytes = 64 << 10;

}  // namespace

FileText::FileText(const v1::ImportCustomersRequest* options, Store store)
    : options_(options),
      store_(std::move(store)),
      decoder_(text::FindCharset(options->encoding()).value_or(text::Charset::kDetect)) {}

absl::Status FileText::Take(absl::string_view bytes) {
  if (kind_known_) return Decode(bytes);
  absl::StrAppend(&start_, bytes);
  if (start_.size() < kKindBytes) return absl::OkStatus();
  kind_known_ = true;
  GUANXI_RETURN_IF_ERROR(CheckFileKind(start_));
  return Decode(std::exchange(start_, ""));
}

absl::Status FileText::Finish() {
  if (!kind_known_) {
    GUANXI_RETURN_IF_ERROR(CheckFileKind(start_));
    GUANXI_RETURN_IF_ERROR(Decode(start_));
  }
  std::string text;
  const absl::Status status = decoder_.Finish(&text);
  GUANXI_RETURN_IF_ERROR(Hand(text));
  if (!status.ok()) return EncodingError(status);
  if (!layout_found_) GUANXI_RETURN_IF_ERROR(Look());
  layout_.set_encoding(std::string(text::CharsetName(decoder_.charset())));
  return absl::OkStatus();
}

absl::Status FileText::Decode(absl::string_view bytes) {
  std::string text;
  const absl::Status status = decoder_.Push(bytes, &text);
  GUANXI_RETURN_IF_ERROR(Hand(text));
  return status.ok() ? status : EncodingError(status);
}

// The fault stands behind what was decoded.
absl::Status FileText::EncodingError(const absl::Status& status) const {
  std::string place;
  if (decoder_.charset() != text::Charset::kDetect) {
    tabular::CsvParser::Options options;
    options.delimiter = layout_found_ && !layout_.delimiter().empty()
                            ? layout_.delimiter()[0]
                            : tabular::DetectDelimiter(head_);
    tabular::CsvParser parser(options, {1, 0});
    std::vector<tabular::Record> records;
    parser.Feed(line_ + "x", &records);
    parser.Finish(&records);
    place = absl::StrCat(", in row ", lines_ + 1);
    if (!records.empty() && records[0].status.ok()) {
      absl::StrAppend(&place, ", column ", records[0].fields.size());
    }
  }
  return InvalidField("file", absl::StrCat(status.message(), place), "FILE_ENCODING");
}

absl::Status FileText::Hand(absl::string_view text) {
  const size_t last_line = text.rfind('\n');
  if (last_line != absl::string_view::npos) line_.clear();
  lines_ += std::count(text.begin(), text.end(), '\n');
  const absl::string_view line =
      last_line == absl::string_view::npos ? text : text.substr(last_line + 1);
  line_.append(line.data(), std::min(line.size(), kLineBytes - std::min(line_.size(), kLineBytes)));
  if (!layout_found_) {
    absl::StrAppend(&head_, text.substr(0, kHeadBytes - head_.size()));
    if (head_.size() == kHeadBytes) GUANXI_RETURN_IF_ERROR(Look());
  }
  return text.empty() ? absl::OkStatus() : store_(text);
}

absl::Status FileText::Look() {
  GUANXI_ASSIGN_OR_RETURN(layout_, FindLayout(head_, *options_));
  layout_found_ = true;
  head_.clear();
  return absl::OkStatus();
}

}  // namespace guanxi::customer
