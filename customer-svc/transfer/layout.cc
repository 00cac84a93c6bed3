#include "customer-svc/transfer/layout.h"

#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/tabular/csv_parser.h"
#include "common/tabular/header.h"
#include "customer-svc/transfer/columns.h"

namespace guanxi::customer {
namespace {

constexpr char kUnknownColumn[] = "UNKNOWN_COLUMN";

absl::StatusOr<tabular::HeaderRules> Rules(const v1::ImportCustomersRequest& options) {
  tabular::HeaderRules rules = KnownHeaders();
  for (const std::string& entry : options.columns()) {
    const std::pair<std::string, std::string> parts =
        absl::StrSplit(entry, absl::MaxSplits('=', 1));
    if (!absl::StrContains(entry, '=') || parts.first.empty()) {
      return InvalidField("columns", "each must be header=field, or header= to leave it out",
                          kUnknownColumn);
    }
    if (!parts.second.empty()) {
      const auto column = Column::Parse(parts.second, SourceSystem(options));
      if (!column.ok()) return InvalidField("columns", column.status().message(), kUnknownColumn);
    }
    rules.mapping[parts.first] = parts.second;
  }
  return rules;
}

// The first row of text; a file without any has no layout.
absl::StatusOr<tabular::Record> FirstRecord(absl::string_view head, char delimiter) {
  tabular::CsvParser::Options options;
  options.delimiter = delimiter;
  tabular::CsvParser parser(options);
  std::vector<tabular::Record> records;
  parser.Feed(head, &records);
  if (records.empty()) parser.Finish(&records);
  if (records.empty()) {
    return InvalidField("file", "must have a header and rows", "FILE_EMPTY");
  }
  if (!records[0].status.ok()) return InvalidField("file", records[0].status.message());
  return records[0];
}

v1::FileFormat DetectFormat(absl::string_view head, const tabular::HeaderRules& rules) {
  const absl::string_view text = absl::StripLeadingAsciiWhitespace(head);
  if (absl::StartsWith(text, "{")) return v1::JSON_LINES;
  const auto first = FirstRecord(head, tabular::DetectDelimiter(text));
  if (!first.ok()) return v1::TEXT_LINES;
  const bool known = tabular::MapColumns(first->fields, rules).ok();
  return known || first->fields.size() > 1 ? v1::CSV : v1::TEXT_LINES;
}

absl::StatusOr<transfer::Layout> CsvLayout(absl::string_view head, tabular::HeaderRules rules) {
  const char delimiter = tabular::DetectDelimiter(absl::StripLeadingAsciiWhitespace(head));
  GUANXI_ASSIGN_OR_RETURN(const tabular::Record record, FirstRecord(head, delimiter));
  for (const std::string& name : record.fields) {
    if (IsErrorColumn(name)) rules.mapping[name] = "";
  }
  const auto meanings = tabular::MapColumns(record.fields, rules);
  if (!meanings.ok()) return InvalidField("columns", meanings.status().message(), kUnknownColumn);
  transfer::Layout layout;
  layout.set_format(v1::CSV);
  layout.set_delimiter(std::string(1, delimiter));
  for (const std::string& name : record.fields) layout.add_header(name);
  for (const std::string& meaning : *meanings) layout.add_meanings(meaning);
  layout.set_first_offset(record.end);
  layout.set_first_row(record.row);
  return layout;
}

}  // namespace

absl::StatusOr<transfer::Layout> FindLayout(absl::string_view head,
                                            const v1::ImportCustomersRequest& options) {
  GUANXI_ASSIGN_OR_RETURN(const tabular::HeaderRules rules, Rules(options));
  v1::FileFormat format = options.format();
  if (format == v1::FILE_FORMAT_UNSPECIFIED) format = DetectFormat(head, rules);
  if (format == v1::CSV) return CsvLayout(head, rules);
  transfer::Layout layout;
  layout.set_format(format);
  return layout;
}

bool IsErrorColumn(absl::string_view name) { return name == "_row" || name == "_error"; }

std::string SourceSystem(const v1::ImportCustomersRequest& options) {
  return options.source_system().empty() ? "import" : options.source_system();
}

}  // namespace guanxi::customer
