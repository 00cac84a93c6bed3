#include "customer-svc/transfer/row_reader.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/base/status_macros.h"
#include "common/tabular/csv_parser.h"
#include "common/tabular/csv_writer.h"
#include "common/tabular/line_parser.h"
#include "customer-svc/transfer/layout.h"
#include "google/protobuf/util/json_util.h"
#include "nlohmann/json.hpp"

namespace guanxi::customer {
namespace {

using Json = nlohmann::ordered_json;

constexpr char kRowKey[] = "_row";
constexpr char kErrorKey[] = "_error";

Json ParseJsonObject(const std::string& text) {
  Json json = Json::parse(text, /*callback=*/nullptr, /*allow_exceptions=*/false);
  return json.is_object() ? json : Json(Json::value_t::discarded);
}

std::string Dump(const Json& json) {
  return json.dump(-1, ' ', /*ensure_ascii=*/false, Json::error_handler_t::replace);
}

// What the server alone sets: an export of ours has it, an import leaves it out.
void ClearOutputOnly(v1::Customer* customer) {
  customer->clear_create_time();
  customer->clear_update_time();
  customer->clear_delete_time();
  customer->clear_etag();
  customer->clear_normalized_name();
}

}  // namespace

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
  for (size_t i = 0; i < width_; ++i) {
    const std::string& meaning = layout.meanings(static_cast<int>(i));
    if (meaning.empty()) continue;
    auto column = Column::Parse(meaning, source_system);
    if (!column.ok()) continue;  // FindLayout has checked them.
    columns_.push_back(*std::move(column));
    column_at_.push_back(i);
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
  row->stated.Clear();
  row->status = row->record.status;
  if (!row->status.ok()) return true;
  if (format_ == v1::CSV) {
    ParseCsv(row);
  } else if (format_ == v1::JSON_LINES) {
    ParseJson(row);
  } else {
    row->stated.set_display_name(row->record.fields[0]);
  }
  return true;
}

void RowReader::ParseCsv(Row* row) const {
  std::vector<std::string>& fields = row->record.fields;
  // Spreadsheets pad rows with empty cells.
  while (fields.size() > width_ && fields.back().empty()) fields.pop_back();
  if (fields.size() != width_) {
    row->status = absl::InvalidArgumentError(
        absl::StrCat("the row has ", fields.size(), " columns, the header has ", width_));
    return;
  }
  std::vector<std::string> errors;
  for (size_t i = 0; i < columns_.size(); ++i) {
    const absl::Status status =
        columns_[i].Set(fields[column_at_[i]], types_, &row->stated, phone_region_);
    if (!status.ok()) errors.emplace_back(status.message());
  }
  if (!errors.empty()) row->status = absl::InvalidArgumentError(absl::StrJoin(errors, "; "));
}

void RowReader::ParseJson(Row* row) const {
  std::string text = row->record.fields[0];
  if (absl::StrContains(text, kErrorKey)) {
    Json json = ParseJsonObject(text);
    if (!json.is_discarded()) {
      json.erase(kRowKey);
      json.erase(kErrorKey);
      text = Dump(json);
    }
  }
  const auto parsed = google::protobuf::util::JsonStringToMessage(text, &row->stated);
  if (!parsed.ok()) {
    row->status = absl::InvalidArgumentError(
        absl::StrCat("not a customer in JSON: ", std::string(parsed.message())));
  }
  ClearOutputOnly(&row->stated);
}

std::string ErrorHeader(const transfer::Layout& layout) {
  if (layout.format() == v1::JSON_LINES) return "";
  std::vector<std::string> names;
  for (const std::string& name : layout.header()) {
    if (!IsErrorColumn(name)) names.push_back(name);
  }
  if (layout.format() == v1::TEXT_LINES) names.push_back("display_name");
  names.insert(names.end(), {kRowKey, kErrorKey});
  std::string text;
  tabular::AppendCsvRow(names, &text);
  return text;
}

std::string ErrorRow(const transfer::Layout& layout, const tabular::Record& record,
                     const absl::Status& error) {
  const std::string row = absl::StrCat(record.row);
  const std::string message(error.message());
  if (layout.format() == v1::JSON_LINES) {
    Json json = ParseJsonObject(record.fields[0]);
    if (json.is_discarded()) json = Json{{"_text", record.fields[0]}};
    json[kRowKey] = record.row;
    json[kErrorKey] = message;
    return Dump(json) + "\n";
  }
  std::vector<std::string> fields = record.fields;
  if (layout.format() == v1::CSV) {
    fields.resize(std::max<size_t>(fields.size(), layout.header_size()));
    for (int i = layout.header_size() - 1; i >= 0; --i) {
      if (IsErrorColumn(layout.header(i))) fields.erase(fields.begin() + i);
    }
  }
  fields.insert(fields.end(), {row, message});
  std::string text;
  tabular::AppendCsvRow(fields, &text);
  return text;
}

}  // namespace guanxi::customer
