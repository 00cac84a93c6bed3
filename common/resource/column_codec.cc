#include "common/resource/column_codec.h"

#include <algorithm>
#include <string>
#include <utility>
#include <variant>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "common/base/status_macros.h"
#include "common/filter/bind.h"
#include "common/filter/literal.h"
#include "common/resource/resource_name.h"
#include "common/text/collation.h"
#include "google/protobuf/util/time_util.h"
#include "google/type/date.pb.h"
#include "google/type/decimal.pb.h"
#include "google/type/money.pb.h"

namespace guanxi::resource {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::util::TimeUtil;

constexpr size_t kNanosDigits = 9;

std::string TextOf(const Column& column, const Message& resource) {
  const Message& holder = column.HolderIn(resource);
  return holder.GetReflection()->GetString(holder, column.field);
}

// What filters over the message would compare.
void AppendFilterValue(const Column& column, const Message& resource,
                       std::vector<db::Value>* values) {
  filter::Values found;
  column.reader->Read(resource, &found);
  values->push_back(found.empty() ? db::Value() : filter::ToDbValue(found[0]));
  if (column.kind != ColumnKind::kMoney) return;
  values->push_back(found.empty() ? db::Value()
                                  : db::Value(std::get<filter::Money>(found[0]).currency));
}

template <typename Value>
void Put(const FieldDescriptor* field, const Value& value, Message* message) {
  message->GetReflection()->MutableMessage(message, field)->CopyFrom(value);
}

void PutWhole(const FieldDescriptor* field, int64_t number, Message* message) {
  const auto* reflection = message->GetReflection();
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
      return reflection->SetInt32(message, field, static_cast<int32_t>(number));
    case FieldDescriptor::CPPTYPE_UINT32:
      return reflection->SetUInt32(message, field, static_cast<uint32_t>(number));
    default:
      return reflection->SetInt64(message, field, number);
  }
}

absl::StatusOr<google::type::Date> DateOf(absl::string_view text) {
  absl::CivilDay day;
  if (!absl::ParseCivilTime(text, &day)) return absl::InternalError("a stored date is none");
  google::type::Date date;
  date.set_year(static_cast<int>(day.year()));
  date.set_month(day.month());
  date.set_day(day.day());
  return date;
}

absl::StatusOr<google::type::Money> MoneyOf(absl::string_view amount, absl::string_view currency) {
  absl::string_view digits = amount;
  const bool negative = absl::ConsumePrefix(&digits, "-");
  const size_t point = std::min(digits.find('.'), digits.size());
  std::string fraction(absl::StripPrefix(digits.substr(point), "."));
  fraction.resize(kNanosDigits, '0');
  google::type::Money money;
  int64_t units = 0;
  int32_t nanos = 0;
  // With its sign: the smallest whole number has no positive twin.
  if (!absl::SimpleAtoi(absl::StrCat(negative ? "-" : "", digits.substr(0, point)), &units) ||
      !absl::SimpleAtoi(fraction, &nanos)) {
    return absl::InternalError("a stored amount is none");
  }
  money.set_units(units);
  money.set_nanos(negative ? -nanos : nanos);
  money.set_currency_code(std::string(currency));
  return money;
}

}  // namespace

absl::Status AppendColumn(const Column& column, const Message& resource,
                          std::vector<db::Value>* values) {
  switch (column.kind) {
    case ColumnKind::kText: {
      const std::string text = TextOf(column, resource);
      values->emplace_back(text);
      if (!column.collated) return absl::OkStatus();
      GUANXI_ASSIGN_OR_RETURN(std::string key, text::SortKey(text));
      values->emplace_back(std::move(key));
      return absl::OkStatus();
    }
    case ColumnKind::kName: {
      const std::string text = TextOf(column, resource);
      if (text.empty()) {
        values->emplace_back(nullptr);
        return absl::OkStatus();
      }
      GUANXI_ASSIGN_OR_RETURN(const Uuid id, ParseReference(column.collection, text));
      values->emplace_back(id.bytes());
      return absl::OkStatus();
    }
    case ColumnKind::kEnum: {
      const Message& holder = column.HolderIn(resource);
      values->emplace_back(holder.GetReflection()->GetEnumValue(holder, column.field));
      return absl::OkStatus();
    }
    default:
      AppendFilterValue(column, resource, values);
      return absl::OkStatus();
  }
}

absl::Status DecodeColumn(const Column& column, const db::Row& row, size_t at, Message* resource) {
  const auto* reflection = resource->GetReflection();
  if (row.IsNull(at)) return absl::OkStatus();
  switch (column.kind) {
    case ColumnKind::kText:
      reflection->SetString(resource, column.field, std::string(row.String(at)));
      return absl::OkStatus();
    case ColumnKind::kName: {
      GUANXI_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(row.String(at)));
      reflection->SetString(resource, column.field,
                            absl::StrCat(column.collection, "/", id.ToString()));
      return absl::OkStatus();
    }
    case ColumnKind::kEnum:
      reflection->SetEnumValue(resource, column.field, static_cast<int>(row.Int64(at)));
      return absl::OkStatus();
    case ColumnKind::kTime:
      Put(column.field, TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(row.Time(at))),
          resource);
      return absl::OkStatus();
    case ColumnKind::kInt:
      PutWhole(column.field, row.Int64(at), resource);
      return absl::OkStatus();
    case ColumnKind::kBool:
      reflection->SetBool(resource, column.field, row.Bool(at));
      return absl::OkStatus();
    case ColumnKind::kDate: {
      GUANXI_ASSIGN_OR_RETURN(const auto date, DateOf(row.String(at)));
      Put(column.field, date, resource);
      return absl::OkStatus();
    }
    case ColumnKind::kDecimal: {
      GUANXI_ASSIGN_OR_RETURN(const filter::Decimal number, filter::ParseDecimal(row.String(at)));
      google::type::Decimal decimal;
      decimal.set_value(number.text);
      Put(column.field, decimal, resource);
      return absl::OkStatus();
    }
    case ColumnKind::kMoney: {
      GUANXI_ASSIGN_OR_RETURN(const auto money, MoneyOf(row.String(at), row.String(at + 1)));
      Put(column.field, money, resource);
      return absl::OkStatus();
    }
  }
  return absl::InternalError("unknown column kind");
}

bool IsSet(const Column& column, const db::Value& value) {
  if (value.is_null()) return false;
  if (column.kind == ColumnKind::kText) return !std::get<std::string>(value.data()).empty();
  return column.kind != ColumnKind::kEnum || std::get<int64_t>(value.data()) != 0;
}

}  // namespace guanxi::resource
