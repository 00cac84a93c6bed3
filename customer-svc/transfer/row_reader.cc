#include "customer-svc/transfer/row_reader.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/base/status_macros.h"
#include "common/tabular/csv_parser.h"
#include "common/tabular/csv_writer.h"
#include "common/tabular/header.h"
#include "common/tabular/line_parser.h"
#include "customer-svc/transfer/json_row.h"
#include "customer-svc/transfer/layout.h"

namespace guanxi::customer {

// The one of the two parsers that the format needs.
class RowReader::Parser {
 public:
  Parser(const transfer::Layout& layout, tabular::Position start) {
    if (layout.format() == v1::CSV) {
      tabular::CsvParser::Options options;
      options.delimiter = layout.delimiter()[0];
      csv_ = std::make_unique<tabular::CsvParser>(options, start);
    } else {
      lines_ = std::make_unique<tabular::LineParser>(tabular::Limits(), start);
    }
  }

  void Feed(absl::string_view bytes, std::vector<tabular::Record>* records) {
    csv_ ? csv_->Feed(bytes, records) : lines_->Feed(bytes, records);
  }
  void Finish(std::vector<tabular::Record>* records) {
    csv_ ? csv_->Finish(records) : lines_->Finish(records);
  }

 private:
  std::unique_ptr<tabular::CsvParser> csv_;
  std::unique_ptr<tabular::LineParser> lines_;
};

RowReader::RowReader(const transfer::Layout& layout, const std::string& source_system,
                     CustomTypes types, tabular::Position start, ReadBytes read,
                     std::string phone_region)
    : format_(layout.format()),
      width_(static_cast<size_t>(layout.meanings_size())),
      types_(std::move(types)),
      phone_region_(std::move(phone_region)),
      read_(std::move(read)),
      parser_(std::make_unique<Parser>(layout, start)),
      offset_(start.offset) {
  if (format_ == v1::CSV) headers_ = std::make_shared<const HeaderNames>(layout, source_system);
  for (size_t i = 0; i < width_; ++i) {
    AddColumn(layout.meanings(static_cast<int>(i)), i, source_system);
  }
  std::stable_partition(columns_.begin(), columns_.end(),
                        [](const auto& column) { return !column.first.reads_last(); });
}

void RowReader::AddColumn(const std::string& meaning, size_t place,
                          const std::string& source_system) {
  if (meaning.empty()) return;
  if (meaning == tabular::kUnnamed) {
    unnamed_.push_back(place);
  } else if (meaning == kCustomerKey) {
    kept_ = place;
  } else if (auto column = Column::Parse(meaning, source_system); column.ok()) {
    columns_.emplace_back(*std::move(column), place);  // FindLayout has checked the others.
  }
}

RowReader::~RowReader() = default;

absl::StatusOr<bool> RowReader::Next(Row* row) {
  while (records_.empty() && !at_end_) {
    GUANXI_ASSIGN_OR_RETURN(const std::string bytes, read_(offset_));
    offset_ += static_cast<int64_t>(bytes.size());
    std::vector<tabular::Record> records;
    parser_->Feed(bytes, &records);
    at_end_ = bytes.empty();
    if (at_end_) parser_->Finish(&records);
    std::move(records.begin(), records.end(), std::back_inserter(records_));
  }
  if (records_.empty()) return false;
  row->record = std::move(records_.front());
  records_.pop_front();
  row->headers = headers_;
  row->stated.Clear();
  row->left_out.clear();
  row->kept.clear();
  row->custom_texts.Clear();
  row->completes_address = false;
  row->content.clear();
  row->status = row->record.status;
  if (!row->status.ok()) return true;
  if (format_ == v1::CSV) {
    ParseCsv(row);
  } else if (format_ == v1::JSON_LINES) {
    ReadJsonRow(row->record.fields[0], row);
  } else {
    row->stated.set_display_name(row->record.fields[0]);
  }
  return true;
}

void RowReader::ParseCsv(Row* row) const {
  std::vector<std::string>& fields = row->record.fields;
  // Spreadsheets pad rows with empty cells, or leave them out.
  while (fields.size() > width_ && fields.back().empty()) fields.pop_back();
  if (fields.size() > width_) {
    row->status = absl::InvalidArgumentError(
        absl::StrCat("the row has ", fields.size(), " columns, the header has ", width_,
                     ": a text that has the separator in it must be quoted"));
    return;
  }
  fields.resize(width_);
  if (kept_) row->kept = fields[*kept_];
  std::vector<std::string> refused;
  for (const auto& [column, place] : columns_) {
    if (column.reads_last() && row->stated.addresses().empty()) row->completes_address = true;
    const absl::Status status = column.Set(fields[place], types_, &row->stated, phone_region_);
    if (column.is_custom()) column.Set(fields[place], {}, &row->custom_texts).IgnoreError();
    if (status.ok()) continue;
    row->left_out.push_back({column.field(), std::string(status.message()), fields[place]});
    if (column.identifies()) refused.emplace_back(status.message());
  }
  for (const size_t place : unnamed_) {
    if (fields[place].empty()) continue;
    row->left_out.push_back(
        {"",
         absl::StrCat("column ", place + 1, " has no name: map it, '#", place + 1,
                      "=field', or leave it out, '#", place + 1, "='"),
         fields[place]});
  }
  if (!refused.empty()) row->status = absl::InvalidArgumentError(absl::StrJoin(refused, "; "));
}

std::string ErrorHeader(const transfer::Layout& layout) {
  if (layout.format() == v1::JSON_LINES) return "";
  std::vector<std::string> names;
  for (const std::string& name : layout.header()) {
    if (!IsErrorColumn(name)) names.push_back(name);
  }
  if (layout.format() == v1::TEXT_LINES) names.push_back("display_name");
  names.insert(names.end(), {kCustomerKey, kRowKey, kErrorKey, kTextKey});
  std::string text(tabular::kByteOrderMark);
  tabular::AppendCsvRow(names, &text);
  return text;
}

std::string ErrorRow(const transfer::Layout& layout, const tabular::Record& record,
                     const std::string& customer, const std::string& error) {
  if (layout.format() == v1::JSON_LINES) {
    return JsonErrorRow(record.fields[0], record.row, customer, error);
  }
  std::vector<std::string> fields = record.fields;
  std::string text;
  const size_t width = layout.format() == v1::CSV ? static_cast<size_t>(layout.header_size()) : 1;
  if (!record.status.ok()) {
    text.swap(fields[0]);
  } else if (fields.size() > width) {
    tabular::AppendCsvRow(fields, &text);
    absl::StripTrailingAsciiWhitespace(&text);
    fields.clear();
  }
  fields.resize(width);
  for (int i = layout.header_size() - 1; i >= 0; --i) {
    if (!IsErrorColumn(layout.header(i))) continue;
    // What could not be taken apart is still to be corrected.
    if (text.empty() && layout.header(i) == kTextKey) text = fields[static_cast<size_t>(i)];
    fields.erase(fields.begin() + i);
  }
  fields.insert(fields.end(), {customer, absl::StrCat(record.row), error, text});
  std::string line;
  tabular::AppendCsvRow(fields, &line);
  return line;
}

}  // namespace guanxi::customer
