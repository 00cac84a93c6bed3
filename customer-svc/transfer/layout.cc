#include "customer-svc/transfer/layout.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/tabular/header.h"
#include "common/text/json_check.h"
#include "common/text/utf8.h"
#include "customer-svc/transfer/columns.h"
#include "customer-svc/transfer/file_kind.h"
#include "customer-svc/transfer/header_row.h"
#include "customer-svc/transfer/json_row.h"

namespace guanxi::customer {
namespace {

constexpr char kUnknownColumn[] = "UNKNOWN_COLUMN";
constexpr size_t kShownBytes = 60;  // of a column's name

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

// One name a line, and nothing that looks like another kind of file.
absl::Status CheckNames(absl::string_view head) {
  head = head.substr(0, kSampleBytes);
  for (const char c : head) {
    const bool control = absl::ascii_iscntrl(static_cast<unsigned char>(c));
    if (control && !absl::StrContains("\t\r\n\f", c)) {
      return WrongFormat("is no list of names: it has control characters");
    }
  }
  const absl::string_view text = absl::StripAsciiWhitespace(head);
  const absl::string_view line = text.substr(0, text.find_first_of("\r\n"));
  if ((absl::StartsWith(line, "{") || absl::StartsWith(line, "[")) && text::CheckJson(line).ok()) {
    return WrongFormat("is JSON and no list of names: say the format JSON_LINES");
  }
  return absl::OkStatus();
}

absl::StatusOr<v1::FileFormat> DetectFormat(absl::string_view head,
                                            const tabular::HeaderRules& rules) {
  const absl::string_view text = absl::StripLeadingAsciiWhitespace(head);
  if (absl::StartsWith(text, "{") || absl::StartsWith(text, "[")) return v1::JSON_LINES;
  const auto header = FindHeader(head, rules);
  if (!header.ok() && Reason(header.status()) != "INVALID_FIELD") return header.status();
  if (!header.ok()) return v1::TEXT_LINES;  // Quotes that are none.
  if (header->record.fields.size() > 1 || CountKnown(header->record, rules) > 0) return v1::CSV;
  // A line of two cells below a line of one is no name.
  const auto records = FirstRecords(head.substr(0, kSampleBytes), header->delimiter, {});
  const auto several = std::count_if(records.begin(), records.end(),
                                     [](const auto& record) { return record.fields.size() > 1; });
  return several * 2 > static_cast<int64_t>(records.size()) ? v1::CSV : v1::TEXT_LINES;
}

// JSON lines begin with a whole object.
absl::Status CheckJsonLines(absl::string_view head) {
  const absl::string_view text = absl::StripLeadingAsciiWhitespace(head);
  const absl::string_view line =
      absl::StripTrailingAsciiWhitespace(text.substr(0, text.find_first_of("\r\n")));
  if (absl::StartsWith(line, "[")) {
    return WrongFormat("is a JSON array: want JSON lines, one object a line");
  }
  if (line == "{") return WrongFormat("has JSON over several lines: want one object a line");
  return absl::OkStatus();
}

// Whether the file is an error file in CSV, as that of a list of names also is.
bool IsErrorFile(const absl::StatusOr<Header>& header) {
  if (!header.ok()) return false;
  const auto& names = header->record.fields;
  return std::find(names.begin(), names.end(), kErrorKey) != names.end();
}

// A list of names that has a header of several columns is none.
absl::Status CheckNoHeader(const absl::StatusOr<Header>& header,
                           const tabular::HeaderRules& rules) {
  if (!header.ok() || CountKnown(header->record, rules) < 2) return absl::OkStatus();
  return WrongFormat(absl::StrCat("is CSV with the columns ",
                                  absl::StrJoin(header->record.fields, ", "),
                                  ", and no list of names: say the format CSV"));
}

absl::StatusOr<transfer::Layout> CsvLayout(absl::string_view head, tabular::HeaderRules rules) {
  GUANXI_ASSIGN_OR_RETURN(const Header header, FindHeader(head, rules));
  for (const std::string& name : header.record.fields) {
    if (IsErrorColumn(name)) rules.mapping[name] = name == kCustomerKey ? name : "";
  }
  const auto meanings = tabular::MapColumns(header.record.fields, rules);
  if (!meanings.ok()) return InvalidField("columns", meanings.status().message(), kUnknownColumn);
  transfer::Layout layout;
  layout.set_format(v1::CSV);
  layout.set_delimiter(std::string(1, header.delimiter));
  for (const std::string& name : header.record.fields) layout.add_header(name);
  for (const std::string& meaning : *meanings) layout.add_meanings(meaning);
  layout.set_first_offset(header.record.end);
  layout.set_first_row(header.record.row);
  return layout;
}

}  // namespace

absl::StatusOr<transfer::Layout> FindLayout(absl::string_view head,
                                            const v1::ImportCustomersRequest& options) {
  GUANXI_ASSIGN_OR_RETURN(const tabular::HeaderRules rules, Rules(options));
  v1::FileFormat format = options.format();
  if (format == v1::FILE_FORMAT_UNSPECIFIED) {
    GUANXI_ASSIGN_OR_RETURN(format, DetectFormat(head, rules));
  }
  if (format == v1::CSV) return CsvLayout(head, rules);
  if (format == v1::JSON_LINES) GUANXI_RETURN_IF_ERROR(CheckJsonLines(head));
  if (format == v1::TEXT_LINES) {
    GUANXI_RETURN_IF_ERROR(CheckNames(head));
    const auto header = FindHeader(head, rules);
    if (IsErrorFile(header)) return CsvLayout(head, rules);
    GUANXI_RETURN_IF_ERROR(CheckNoHeader(header, rules));
  }
  transfer::Layout layout;
  layout.set_format(format);
  return layout;
}

bool IsErrorColumn(absl::string_view name) {
  return name == kRowKey || name == kErrorKey || name == kTextKey || name == kCustomerKey;
}

std::vector<std::string> DescribeColumns(const transfer::Layout& layout) {
  std::vector<std::string> columns;
  for (int i = 0; i < layout.header_size(); ++i) {
    const std::string& name = layout.header(i);
    if (IsErrorColumn(name)) continue;
    const std::string& meaning = layout.meanings(i);
    columns.push_back(absl::StrCat(name.empty()
                                       ? absl::StrCat("#", i + 1)
                                       : std::string(text::TruncateUtf8(name, kShownBytes)),
                                   "=", meaning == tabular::kUnnamed ? "" : meaning));
  }
  return columns;
}

std::string SourceSystem(const v1::ImportCustomersRequest& options) {
  return options.source_system().empty() ? "import" : options.source_system();
}

}  // namespace guanxi::customer
