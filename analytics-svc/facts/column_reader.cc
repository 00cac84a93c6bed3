#include "analytics-svc/facts/column_reader.h"

#include <utility>

#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "common/money/amount.h"
#include "google/protobuf/duration.pb.h"
#include "google/protobuf/timestamp.pb.h"
#include "google/protobuf/util/time_util.h"
#include "google/type/date.pb.h"
#include "google/type/decimal.pb.h"
#include "google/type/money.pb.h"

namespace guanxi::analytics {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::util::TimeUtil;

// Of which message a field must be for a column; "" for fields that are none.
absl::string_view MessageOf(ColumnKind kind) {
  switch (kind) {
    case ColumnKind::kDecimal:
      return "google.type.Decimal";
    case ColumnKind::kAmount:
    case ColumnKind::kCurrency:
      return "google.type.Money";
    case ColumnKind::kDate:
      return "google.type.Date";
    case ColumnKind::kTime:
      return "google.protobuf.Timestamp";
    case ColumnKind::kDuration:
      return "google.protobuf.Duration";
    default:
      return "";
  }
}

bool Fits(ColumnKind kind, const FieldDescriptor& field) {
  if (kind == ColumnKind::kChangedTime) return true;
  if (field.is_repeated()) return false;
  switch (kind) {
    case ColumnKind::kEnum:
    case ColumnKind::kEnteredTime:
      return field.cpp_type() == FieldDescriptor::CPPTYPE_ENUM;
    case ColumnKind::kInt:
      return field.cpp_type() == FieldDescriptor::CPPTYPE_INT32 ||
             field.cpp_type() == FieldDescriptor::CPPTYPE_INT64;
    case ColumnKind::kBool:
      return field.cpp_type() == FieldDescriptor::CPPTYPE_BOOL;
    case ColumnKind::kId:
    case ColumnKind::kCollection:
    case ColumnKind::kText:
      return field.cpp_type() == FieldDescriptor::CPPTYPE_STRING;
    default:
      return field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE &&
             field.message_type()->full_name() == MessageOf(kind);
  }
}

db::Value DateValue(const google::type::Date& date) {
  if (date.year() == 0 || date.month() == 0 || date.day() == 0) return {};
  return db::Value(absl::StrFormat("%04d-%02d-%02d", date.year(), date.month(), date.day()));
}

db::Value DecimalValue(const google::type::Decimal& decimal) {
  const auto scaled = money::ParseScaled(decimal.value(), money::kMaxPlaces);
  if (!scaled.ok()) return {};
  return db::Value::Decimal(money::FormatScaled(*scaled, money::kMaxPlaces));
}

// Amounts without a currency are none.
db::Value MoneyValue(ColumnKind kind, const google::type::Money& amount) {
  if (amount.currency_code().empty()) return {};
  if (kind == ColumnKind::kCurrency) return db::Value(amount.currency_code());
  return db::Value::Decimal(money::FormatScaled(money::NanosOf(amount), money::kMaxPlaces));
}

// Of the kind that MessageOf says.
db::Value MessageValue(ColumnKind kind, const Message& value) {
  switch (kind) {
    case ColumnKind::kDecimal:
      return DecimalValue(static_cast<const google::type::Decimal&>(value));
    case ColumnKind::kAmount:
    case ColumnKind::kCurrency:
      return MoneyValue(kind, static_cast<const google::type::Money&>(value));
    case ColumnKind::kDate:
      return DateValue(static_cast<const google::type::Date&>(value));
    case ColumnKind::kTime:
      return db::Value(absl::FromUnixMicros(TimeUtil::TimestampToMicroseconds(
          static_cast<const google::protobuf::Timestamp&>(value))));
    case ColumnKind::kDuration:
      return db::Value(
          TimeUtil::DurationToMicroseconds(static_cast<const google::protobuf::Duration&>(value)));
    default:
      return {};
  }
}

}  // namespace

ColumnReader::ColumnReader(const Column& column, const Descriptor* descriptor)
    : kind_(column.kind), size_(column.size) {
  for (const absl::string_view step : absl::StrSplit(column.path, '.')) {
    const FieldDescriptor* const field =
        descriptor == nullptr ? nullptr : descriptor->FindFieldByName(std::string(step));
    if (field == nullptr || (!path_.empty() && path_.back()->is_repeated())) {
      path_.clear();
      return;
    }
    path_.push_back(field);
    descriptor = field->message_type();
  }
  if (!Fits(kind_, *path_.back())) path_.clear();
}

db::Value ColumnReader::Read(const Message& message) const {
  const auto nothing = [this] {
    return kind_ == ColumnKind::kInt || kind_ == ColumnKind::kBool ? db::Value(0) : db::Value();
  };
  if (!is_bound() || kind_ == ColumnKind::kChangedTime) return nothing();
  const Message* at = &message;
  for (size_t i = 0; i + 1 < path_.size(); ++i) {
    const auto* const reflection = at->GetReflection();
    if (!reflection->HasField(*at, path_[i])) return nothing();
    at = &reflection->GetMessage(*at, path_[i]);
  }
  return ReadField(*at);
}

db::Value ColumnReader::ReadField(const Message& message) const {
  const FieldDescriptor* const field = path_.back();
  const auto* const reflection = message.GetReflection();
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_ENUM: {
      const auto* const value = reflection->GetEnum(message, field);
      return value->number() == 0 ? db::Value() : db::Value(value->name());
    }
    case FieldDescriptor::CPPTYPE_INT32:
      return db::Value(int64_t{reflection->GetInt32(message, field)});
    case FieldDescriptor::CPPTYPE_INT64:
      return db::Value(int64_t{reflection->GetInt64(message, field)});
    case FieldDescriptor::CPPTYPE_BOOL:
      return db::Value(reflection->GetBool(message, field) ? 1 : 0);
    case FieldDescriptor::CPPTYPE_STRING:
      return ReadText(reflection->GetString(message, field));
    default:
      if (!reflection->HasField(message, field)) return {};
      return MessageValue(kind_, reflection->GetMessage(message, field));
  }
}

db::Value ColumnReader::ReadText(std::string text) const {
  if (kind_ == ColumnKind::kId) return IdOfName(text);
  if (kind_ == ColumnKind::kCollection) return CollectionOfName(text);
  if (text.empty()) return {};
  return db::Value(CutText(std::move(text), size_));
}

db::Value IdOfName(absl::string_view name) {
  const auto id = Uuid::Parse(name.substr(name.rfind('/') + 1));
  return id.ok() ? db::Value(id->bytes()) : db::Value();
}

db::Value CollectionOfName(absl::string_view name) {
  const std::vector<absl::string_view> parts = absl::StrSplit(name, '/');
  return parts.size() < 2 ? db::Value() : db::Value(parts[parts.size() - 2]);
}

std::string CutText(std::string text, int characters) {
  size_t at = 0;
  for (; at < text.size(); ++at) {
    const bool begins = (static_cast<unsigned char>(text[at]) & 0xC0) != 0x80;
    if (begins && characters-- == 0) break;
  }
  text.resize(at);
  return text;
}

}  // namespace guanxi::analytics
