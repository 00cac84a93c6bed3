#include "analytics-svc/facts/parts.h"

#include <cmath>
#include <map>
#include <utility>

#include "absl/strings/str_format.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "analytics-svc/facts/column_reader.h"
#include "common/money/amount.h"
#include "common/money/exact.h"
#include "google/protobuf/struct.pb.h"
#include "google/protobuf/util/time_util.h"
#include "guanxi/lead/v1/lead_source.pb.h"
#include "guanxi/lead/v1/opportunity.pb.h"
#include "guanxi/lead/v1/quote.pb.h"

namespace guanxi::analytics {
namespace {

using google::protobuf::Message;
using google::protobuf::util::TimeUtil;

// Sets values of a row by the names of its columns.
class Row {
 public:
  explicit Row(const Table& table) : table_(table), values_(table.columns.size()) {}

  void Set(absl::string_view column, db::Value value) {
    for (size_t i = 0; i < values_.size(); ++i) {
      if (table_.columns[i].name == column) values_[i] = std::move(value);
    }
  }
  PartValues Take() { return std::move(values_); }

 private:
  const Table& table_;
  PartValues values_;
};

db::Value TimeValue(int64_t micros) { return db::Value(absl::FromUnixMicros(micros)); }

// `pipelines/{pipeline}/stages/{stage}`: the first of them.
db::Value PipelineOf(const std::string& stage) {
  return IdOfName(stage.substr(0, stage.rfind("/stages/")));
}

std::vector<PartValues> MakeStageChanges(const Message& message) {
  std::vector<PartValues> rows;
  for (const auto& stay : static_cast<const lead::v1::Opportunity&>(message).stage_history()) {
    Row row(FactStageChange());
    row.Set("ordinal", db::Value(static_cast<int64_t>(rows.size())));
    row.Set("pipeline_id", PipelineOf(stay.stage()));
    row.Set("stage_id", IdOfName(stay.stage()));
    const int64_t enter = TimeUtil::TimestampToMicroseconds(stay.enter_time());
    row.Set("enter_time", TimeValue(enter));
    if (stay.has_duration()) {
      const int64_t duration = TimeUtil::DurationToMicroseconds(stay.duration());
      row.Set("duration", db::Value(duration));
      row.Set("leave_time", TimeValue(enter + duration));
    }
    rows.push_back(row.Take());
  }
  return rows;
}

db::Value AmountValue(money::Int nanos) {
  return db::Value::Decimal(money::FormatScaled(nanos, money::kMaxPlaces));
}

std::vector<PartValues> MakeSourceCosts(const Message& message) {
  std::vector<PartValues> rows;
  for (const auto& cost : static_cast<const lead::v1::LeadSource&>(message).costs()) {
    Row row(FactSourceCost());
    row.Set("month", db::Value(int64_t{cost.year()} * 100 + cost.month()));
    row.Set("start_date",
            db::Value(absl::FormatCivilTime(absl::CivilDay(cost.year(), cost.month(), 1))));
    row.Set("amount", AmountValue(money::NanosOf(cost.amount())));
    row.Set("currency", db::Value(cost.amount().currency_code()));
    rows.push_back(row.Take());
  }
  return rows;
}

std::vector<PartValues> MakeQuoteLines(const Message& message) {
  std::vector<PartValues> rows;
  for (const auto& line : static_cast<const lead::v1::Quote&>(message).priced_lines()) {
    Row row(FactQuoteLine());
    row.Set("line", db::Value(static_cast<int64_t>(rows.size())));
    row.Set("product_id", IdOfName(line.product()));
    row.Set("list_amount", AmountValue(money::NanosOf(line.list_amount())));
    row.Set("discount_amount", AmountValue(money::NanosOf(line.line_discount()) +
                                           money::NanosOf(line.header_discount())));
    row.Set("net_amount", AmountValue(money::NanosOf(line.net_amount())));
    row.Set("currency", db::Value(line.net_amount().currency_code()));
    rows.push_back(row.Take());
  }
  return rows;
}

// Years that a DATETIME has. Texts may speak of others, and of the infinite future.
bool IsYear(absl::civil_year_t year) { return year >= 1 && year <= 9999; }

// NULL if the text is neither a time nor a day.
db::Value TimeOfText(const std::string& text) {
  absl::Time time;
  absl::CivilDay day;
  if (!absl::ParseTime(absl::RFC3339_full, text, &time, nullptr)) {
    if (text.size() != 10 || !absl::ParseCivilTime(text, &day)) return {};
    time = absl::FromCivil(day, absl::UTCTimeZone());
  }
  return IsYear(absl::ToCivilYear(time, absl::UTCTimeZone()).year()) ? db::Value(time)
                                                                     : db::Value();
}

// What a column of DECIMAL(38,9) can hold.
bool IsDecimal(double number) { return std::isfinite(number) && std::abs(number) < 1e28; }

void SetValue(const google::protobuf::Value& value, Row* row) {
  constexpr int kCharacters = 255;
  switch (value.kind_case()) {
    case google::protobuf::Value::kStringValue:
      if (value.string_value().empty()) break;
      row->Set("text_value", db::Value(CutText(value.string_value(), kCharacters)));
      row->Set("time_value", TimeOfText(value.string_value()));
      break;
    case google::protobuf::Value::kNumberValue:
      if (IsDecimal(value.number_value())) {
        row->Set("number_value", db::Value::Decimal(absl::StrFormat("%.9f", value.number_value())));
      }
      break;
    case google::protobuf::Value::kBoolValue:
      row->Set("text_value", db::Value(value.bool_value() ? "true" : "false"));
      break;
    default:
      break;
  }
}

}  // namespace

PartsMaker StageChanges() { return {&FactStageChange(), "stage_history", MakeStageChanges}; }

PartsMaker SourceCosts() { return {&FactSourceCost(), "costs", MakeSourceCosts}; }

PartsMaker QuoteLines() { return {&FactQuoteLine(), "priced_lines", MakeQuoteLines}; }

PartsMaker CustomValues(const std::string& collection) {
  return {&FactCustomValue(), "custom", [collection](const Message& message) {
            const auto* const reflection = message.GetReflection();
            const auto* const field = message.GetDescriptor()->FindFieldByName("custom");
            std::vector<PartValues> rows;
            if (field == nullptr) return rows;
            // By key: maps have no order of their own.
            std::map<std::string, PartValues> by_key;
            for (int i = 0; i < reflection->FieldSize(message, field); ++i) {
              const Message& entry = reflection->GetRepeatedMessage(message, field, i);
              const auto* const map = entry.GetDescriptor();
              const std::string key = entry.GetReflection()->GetString(entry, map->map_key());
              Row row(FactCustomValue());
              row.Set("field_key", db::Value(key));
              row.Set("record_type", db::Value(collection));
              SetValue(static_cast<const google::protobuf::Value&>(
                           entry.GetReflection()->GetMessage(entry, map->map_value())),
                       &row);
              by_key[key] = row.Take();
            }
            for (auto& [key, row] : by_key) rows.push_back(std::move(row));
            return rows;
          }};
}

}  // namespace guanxi::analytics
