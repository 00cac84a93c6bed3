#include "common/filter/message_field.h"

#include <cmath>
#include <cstdint>
#include <utility>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "common/filter/message_kind.h"
#include "common/filter/value.h"
#include "google/protobuf/duration.pb.h"
#include "google/protobuf/struct.pb.h"
#include "google/protobuf/timestamp.pb.h"
#include "google/type/date.pb.h"
#include "google/type/decimal.pb.h"
#include "google/type/money.pb.h"

namespace guanxi::filter {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

constexpr int64_t kMicros = 1000000;
constexpr int64_t kNanosOfMicro = 1000;
// Doubles from here on are no decimals: see DecimalOf.
constexpr double kDoublesEnd = 1e29;

// The value of a whole number of any width.
int64_t Whole(const Message& message, const Reflection* r, const FieldDescriptor* field,
              int index) {
  const bool one = index < 0;
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
      return one ? r->GetInt32(message, field) : r->GetRepeatedInt32(message, field, index);
    case FieldDescriptor::CPPTYPE_UINT32:
      return one ? r->GetUInt32(message, field) : r->GetRepeatedUInt32(message, field, index);
    case FieldDescriptor::CPPTYPE_UINT64:
      return static_cast<int64_t>(one ? r->GetUInt64(message, field)
                                      : r->GetRepeatedUInt64(message, field, index));
    default:
      return one ? r->GetInt64(message, field) : r->GetRepeatedInt64(message, field, index);
  }
}

// Whole microseconds, as times are stored.
absl::Time TimeOf(const google::protobuf::Timestamp& timestamp) {
  return absl::FromUnixSeconds(timestamp.seconds()) +
         absl::Microseconds(timestamp.nanos() / kNanosOfMicro);
}

void AddDouble(double number, Values* values) {
  if (std::abs(number) < kDoublesEnd) values->emplace_back(DecimalOf(number));
}

}  // namespace

void MessageField::Read(const Message& message, Values* values) const {
  ReadStep(message, 0, values);
}

void MessageField::ReadStep(const Message& message, size_t number, Values* values) const {
  const Step& step = path_[number];
  const bool last = number + 1 == path_.size();
  if (last && !field_->key.empty()) return ReadEntry(message, step, values);
  if (step.is_repeated) {
    const int size = step.reflection->FieldSize(message, step.field);
    for (int i = 0; i < size; ++i) {
      if (last) {
        ReadScalar(message, step, i, values);
      } else {
        ReadStep(step.reflection->GetRepeatedMessage(message, step.field, i), number + 1, values);
      }
    }
    return;
  }
  if (step.unset != nullptr) {
    const Message& value = step.reflection->GetMessage(message, step.field);
    if (&value == step.unset) return;
    return last ? ReadMessage(value, values) : ReadStep(value, number + 1, values);
  }
  if (step.has_presence && !step.reflection->HasField(message, step.field)) return;
  if (last) return ReadScalar(message, step, -1, values);
  ReadStep(step.reflection->GetMessage(message, step.field), number + 1, values);
}

void MessageField::ReadEntry(const Message& message, const Step& map, Values* values) const {
  const FieldDescriptor* key = map.field->message_type()->map_key();
  const FieldDescriptor* value = map.field->message_type()->map_value();
  const int size = map.reflection->FieldSize(message, map.field);
  std::string scratch;
  for (int i = 0; i < size; ++i) {
    const Message& entry = map.reflection->GetRepeatedMessage(message, map.field, i);
    const Reflection* inner = entry.GetReflection();
    if (inner->GetStringReference(entry, key, &scratch) != field_->key) continue;
    if (value->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) {
      return ReadScalar(entry, {value, inner, value->cpp_type(), false, false, nullptr}, -1,
                        values);
    }
    const auto& any = static_cast<const google::protobuf::Value&>(inner->GetMessage(entry, value));
    if (any.kind_case() == google::protobuf::Value::kNumberValue && field_->kind == Kind::kDouble) {
      AddDouble(any.number_value(), values);
    } else if (any.kind_case() == google::protobuf::Value::kBoolValue &&
               field_->kind == Kind::kBool) {
      values->emplace_back(any.bool_value());
    } else if (any.kind_case() == google::protobuf::Value::kStringValue && IsText(field_->kind)) {
      ReadText(any.string_value(), values);
    }
    return;
  }
}

void MessageField::ReadScalar(const Message& message, const Step& step, int index,
                              Values* values) const {
  const Reflection* r = step.reflection;
  const FieldDescriptor* field = step.field;
  const bool one = index < 0;
  std::string scratch;
  switch (step.type) {
    case FieldDescriptor::CPPTYPE_STRING:
      return ReadText(one ? r->GetStringReference(message, field, &scratch)
                          : r->GetRepeatedStringReference(message, field, index, &scratch),
                      values);
    case FieldDescriptor::CPPTYPE_ENUM:
      values->emplace_back(int64_t{one ? r->GetEnumValue(message, field)
                                       : r->GetRepeatedEnumValue(message, field, index)});
      return;
    case FieldDescriptor::CPPTYPE_BOOL:
      values->emplace_back(one ? r->GetBool(message, field)
                               : r->GetRepeatedBool(message, field, index));
      return;
    case FieldDescriptor::CPPTYPE_DOUBLE:
      return AddDouble(
          one ? r->GetDouble(message, field) : r->GetRepeatedDouble(message, field, index), values);
    case FieldDescriptor::CPPTYPE_FLOAT:
      return AddDouble(
          one ? r->GetFloat(message, field) : r->GetRepeatedFloat(message, field, index), values);
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return ReadMessage(
          one ? r->GetMessage(message, field) : r->GetRepeatedMessage(message, field, index),
          values);
    default:
      values->emplace_back(Whole(message, step.reflection, field, index));
  }
}

// FitsKind has seen to the message's type.
void MessageField::ReadMessage(const Message& value, Values* values) const {
  switch (field_->kind) {
    case Kind::kTimestamp:
      values->emplace_back(TimeOf(static_cast<const google::protobuf::Timestamp&>(value)));
      return;
    case Kind::kDuration: {
      const auto& duration = static_cast<const google::protobuf::Duration&>(value);
      values->emplace_back(duration.seconds() * kMicros + duration.nanos() / kNanosOfMicro);
      return;
    }
    case Kind::kDate: {
      const auto& date = static_cast<const google::type::Date&>(value);
      if (date.year() > 0 && date.month() > 0 && date.day() > 0) {
        values->emplace_back(absl::CivilDay(date.year(), date.month(), date.day()));
      }
      return;
    }
    case Kind::kMoney: {
      const auto& money = static_cast<const google::type::Money&>(value);
      if (money.currency_code().empty()) return;
      values->push_back(Money{DecimalOf(money.units(), money.nanos()), money.currency_code()});
      return;
    }
    default:
      ReadText(static_cast<const google::type::Decimal&>(value).value(), values);
  }
}

void MessageField::ReadText(const std::string& text, Values* values) const {
  if (field_->kind == Kind::kString) {
    values->emplace_back(text);
    return;
  }
  if (text.empty()) return;
  absl::StatusOr<Value> value = ParseValue(*field_, text);
  if (value.ok()) values->emplace_back(std::move(value->literal));
}

}  // namespace guanxi::filter
