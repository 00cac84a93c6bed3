#include "customer-svc/transfer/header_row.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/tabular/csv_parser.h"
#include "customer-svc/transfer/file_kind.h"

namespace guanxi::customer {
namespace {

// A header stands in one of the first rows with text: titles may stand above it.
constexpr size_t kHeaderRows = 10;

// Whether a row has a name for each of its cells, and knows all of them.
bool IsWholeHeader(const tabular::Record& record, const tabular::HeaderRules& rules) {
  const size_t named = std::count_if(record.fields.begin(), record.fields.end(),
                                     [](const std::string& name) { return !name.empty(); });
  return CountKnown(record, rules) == named;
}

// `sep=;`, as spreadsheets of some countries write it. Moves `start` behind it.
absl::StatusOr<std::optional<char>> SeparatorLine(absl::string_view head,
                                                  tabular::Position* start) {
  const size_t end = std::min(head.find('\n'), head.size());
  absl::string_view line = head.substr(0, end);
  absl::ConsumeSuffix(&line, "\r");
  absl::string_view separator = line;
  if (absl::ConsumePrefix(&separator, "\"")) absl::ConsumeSuffix(&separator, "\"");
  if (separator.size() < 4 || !absl::EqualsIgnoreCase(separator.substr(0, 4), "sep=")) {
    return std::nullopt;
  }
  separator.remove_prefix(4);
  if (separator.size() != 1 || separator[0] == '"') {
    return WrongFormat(absl::StrCat("says sep=", separator, ", and a separator is one character"));
  }
  start->offset = static_cast<int64_t>(std::min(end + 1, head.size()));
  start->row = 1;
  return separator[0];
}

// A header whose names are apart by something else stands in one cell.
absl::Status CheckSeparator(const tabular::Record& record, const tabular::HeaderRules& rules) {
  if (record.fields.size() != 1) return absl::OkStatus();
  for (const absl::string_view separator : {"，", "；", "、", "｜", "^", "~", ":", "\x1F"}) {
    tabular::Record parts;
    parts.fields = absl::StrSplit(record.fields[0], separator);
    // Of a name that merely ends with a sign there is one part.
    if (CountKnown(parts, rules) > 1 || (separator.size() > 1 && CountKnown(parts, rules) == 1 &&
                                         parts.fields.back() != "" && parts.fields.size() > 1)) {
      return WrongFormat(absl::StrCat("the separator ", separator,
                                      " is not supported: use a comma, semicolon, tab or |"));
    }
  }
  return absl::OkStatus();
}

}  // namespace

std::vector<tabular::Record> FirstRecords(absl::string_view head, char delimiter,
                                          tabular::Position start) {
  tabular::CsvParser::Options options;
  options.delimiter = delimiter;
  tabular::CsvParser parser(options, start);
  std::vector<tabular::Record> records;
  head.remove_prefix(start.offset);
  while (!head.empty() && records.size() < kHeaderRows) {
    parser.Feed(head.substr(0, kSampleBytes), &records);
    head.remove_prefix(std::min(head.size(), kSampleBytes));
  }
  if (head.empty()) parser.Finish(&records);
  records.resize(std::min(records.size(), kHeaderRows));
  return records;
}

size_t CountKnown(const tabular::Record& record, const tabular::HeaderRules& rules) {
  if (!record.status.ok()) return 0;
  return std::count_if(record.fields.begin(), record.fields.end(), [&](const std::string& name) {
    const bool mapped = rules.mapping.count(name) > 0 && !name.empty();
    return mapped || tabular::KnownTarget(name, rules).value_or("") != "";
  });
}

absl::StatusOr<Header> FindHeader(absl::string_view head, const tabular::HeaderRules& rules) {
  Header header;
  tabular::Position start;
  GUANXI_ASSIGN_OR_RETURN(const std::optional<char> said, SeparatorLine(head, &start));
  header.delimiter =
      said.value_or(tabular::DetectDelimiter(head.substr(start.offset, kSampleBytes)));
  std::vector<tabular::Record> records = FirstRecords(head, header.delimiter, start);
  if (records.empty()) {
    return InvalidField("file", "must have a header and rows", "FILE_EMPTY");
  }
  size_t row = 0;
  if (CountKnown(records[0], rules) == 0) {
    for (size_t i = 1; i < records.size() && row == 0; ++i) {
      const size_t known = CountKnown(records[i], rules);
      if (known > 1 || (known == 1 && IsWholeHeader(records[i], rules))) row = i;
    }
  }
  if (!records[row].status.ok()) return InvalidField("file", records[row].status.message());
  header.record = std::move(records[row]);
  GUANXI_RETURN_IF_ERROR(CheckSeparator(header.record, rules));
  return header;
}

}  // namespace guanxi::customer
