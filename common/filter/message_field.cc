#include "common/filter/message_field.h"

#include <cmath>
#include <cstdint>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "common/base/status_macros.h"
#include "common/filter/message_kind.h"
#include "common/filter/value.h"
#include "google/protobuf/struct.pb.h"

namespace guanxi::filter {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

constexpr int64_t kMicros = 1000000;
// Doubles from here on are no decimals: see DecimalOf.
constexpr double kDoublesEnd = 1e29;

// The value of a whole number of any width.
int64_t Whole(const Message& message, const FieldDescriptor* field, int index) {
  const Reflection* r = message.GetReflection();
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

void AddDouble(double number, Values* values) {
  if (std::abs(number) < kDoublesEnd) values->push_back(DecimalOf(number));
}

}  // namespace

absl::StatusOr<MessageField> MessageField::Bind(FieldPtr field, const Descriptor* descriptor) {
  MessageField bound(std::move(field));
  GUANXI_RETURN_IF_ERROR(bound.BindPath(descriptor));
  GUANXI_RETURN_IF_ERROR(bound.BindType());
  return bound;
}

absl::Status MessageField::BindPath(const Descriptor* descriptor) {
  std::vector<std::string> steps = absl::StrSplit(field_->path, '.');
  // The key, which may hold dots itself, is no field.
  if (!field_->key.empty()) steps.resize(1);
  for (const std::string& step : steps) {
    const FieldDescriptor* found =
        descriptor != nullptr ? descriptor->FindFieldByName(step) : nullptr;
    if (found == nullptr) {
      return absl::InternalError(
          absl::StrCat("filter field ", field_->path, " is not in the message"));
    }
    path_.push_back(found);
    descriptor = found->message_type();
  }
  return absl::OkStatus();
}

absl::Status MessageField::BindType() {
  const FieldDescriptor* last = path_.back();
  const absl::Status wrong =
      absl::InternalError(absl::StrCat("filter field ", field_->path, " has another type"));
  if (!field_->key.empty()) {
    if (!last->is_map()) return wrong;
    const FieldDescriptor* value = last->message_type()->map_value();
    const bool is_value = value->message_type() == google::protobuf::Value::descriptor();
    return is_value || FitsKind(field_->kind, value) ? absl::OkStatus() : wrong;
  }
  if (last->is_map() || !FitsKind(field_->kind, last)) return wrong;
  for (int i = 0; last->message_type() != nullptr && i < 3; ++i) {
    parts_[i] = last->message_type()->FindFieldByNumber(i + 1);
  }
  return absl::OkStatus();
}

void MessageField::Read(const Message& message, Values* values) const {
  ReadStep(message, 0, values);
}

void MessageField::ReadStep(const Message& message, size_t step, Values* values) const {
  const FieldDescriptor* field = path_[step];
  const Reflection* reflection = message.GetReflection();
  const bool last = step + 1 == path_.size();
  if (field->is_map()) return ReadEntry(message, field, values);
  if (field->is_repeated()) {
    const int size = reflection->FieldSize(message, field);
    for (int i = 0; i < size; ++i) {
      if (last) {
        ReadScalar(message, field, i, values);
      } else {
        ReadStep(reflection->GetRepeatedMessage(message, field, i), step + 1, values);
      }
    }
    return;
  }
  if (field->has_presence() && !reflection->HasField(message, field)) return;
  if (last) return ReadScalar(message, field, -1, values);
  ReadStep(reflection->GetMessage(message, field), step + 1, values);
}

void MessageField::ReadEntry(const Message& message, const FieldDescriptor* map,
                             Values* values) const {
  const FieldDescriptor* key = map->message_type()->map_key();
  const FieldDescriptor* value = map->message_type()->map_value();
  const Reflection* reflection = message.GetReflection();
  const int size = reflection->FieldSize(message, map);
  std::string scratch;
  for (int i = 0; i < size; ++i) {
    const Message& entry = reflection->GetRepeatedMessage(message, map, i);
    const Reflection* inner = entry.GetReflection();
    if (inner->GetStringReference(entry, key, &scratch) != field_->key) continue;
    if (value->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) {
      return ReadScalar(entry, value, -1, values);
    }
    const auto& any = static_cast<const google::protobuf::Value&>(inner->GetMessage(entry, value));
    if (any.kind_case() == google::protobuf::Value::kNumberValue && field_->kind == Kind::kDouble) {
      AddDouble(any.number_value(), values);
    } else if (any.kind_case() == google::protobuf::Value::kBoolValue &&
               field_->kind == Kind::kBool) {
      values->push_back(any.bool_value());
    } else if (any.kind_case() == google::protobuf::Value::kStringValue && IsText(field_->kind)) {
      ReadText(any.string_value(), values);
    }
    return;
  }
}

void MessageField::ReadScalar(const Message& message, const FieldDescriptor* field, int index,
                              Values* values) const {
  const Reflection* r = message.GetReflection();
  const bool one = index < 0;
  std::string scratch;
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      return ReadText(one ? r->GetStringReference(message, field, &scratch)
                          : r->GetRepeatedStringReference(message, field, index, &scratch),
                      values);
    case FieldDescriptor::CPPTYPE_ENUM:
      values->push_back(int64_t{one ? r->GetEnumValue(message, field)
                                    : r->GetRepeatedEnumValue(message, field, index)});
      return;
    case FieldDescriptor::CPPTYPE_BOOL:
      values->push_back(one ? r->GetBool(message, field)
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
      values->push_back(Whole(message, field, index));
  }
}

void MessageField::ReadMessage(const Message& value, Values* values) const {
  const Reflection* r = value.GetReflection();
  switch (field_->kind) {
    case Kind::kTimestamp: {
      const absl::Time time = absl::FromUnixSeconds(r->GetInt64(value, parts_[0])) +
                              absl::Nanoseconds(r->GetInt32(value, parts_[1]));
      values->push_back(absl::FromUnixMicros(absl::ToUnixMicros(time)));
      return;
    }
    case Kind::kDuration:
      values->push_back(r->GetInt64(value, parts_[0]) * kMicros +
                        r->GetInt32(value, parts_[1]) / 1000);
      return;
    case Kind::kDate: {
      const int year = r->GetInt32(value, parts_[0]);
      const int month = r->GetInt32(value, parts_[1]);
      const int day = r->GetInt32(value, parts_[2]);
      if (year > 0 && month > 0 && day > 0) values->push_back(absl::CivilDay(year, month, day));
      return;
    }
    case Kind::kMoney: {
      std::string currency = r->GetString(value, parts_[0]);
      if (currency.empty()) return;
      values->push_back(
          Money{DecimalOf(r->GetInt64(value, parts_[1]), r->GetInt32(value, parts_[2])),
                std::move(currency)});
      return;
    }
    default:
      ReadText(r->GetString(value, parts_[0]), values);
  }
}

void MessageField::ReadText(const std::string& text, Values* values) const {
  if (field_->kind == Kind::kString) {
    values->push_back(text);
    return;
  }
  if (text.empty()) return;
  absl::StatusOr<Value> value = ParseValue(*field_, text);
  if (value.ok()) values->push_back(std::move(value->literal));
}

}  // namespace guanxi::filter
