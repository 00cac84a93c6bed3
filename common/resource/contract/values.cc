#include "common/resource/contract/values.h"

#include <iterator>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/resource/resource_type.h"

namespace guanxi::contract {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr int64_t kSomeTime = 1780000000;  // in 2026
constexpr int kDay = 86400;
// Where the order of readers is not that of code points.
constexpr const char* kWords[] = {"杭州", "北京", "重庆", "acme", "上海", "Zeta", "广州"};
// The values that differ by serial.
constexpr int kSpread = 5;

// The place that a value takes: in a list, or alone.
class Place {
 public:
  Place(const FieldDescriptor* field, Message* message)
      : field_(field), message_(message), reflection_(message->GetReflection()) {}

  void Put(const std::string& value) {
    field_->is_repeated() ? reflection_->AddString(message_, field_, value)
                          : reflection_->SetString(message_, field_, value);
  }
  void Put(bool value) {
    field_->is_repeated() ? reflection_->AddBool(message_, field_, value)
                          : reflection_->SetBool(message_, field_, value);
  }
  void PutEnum(int value) {
    field_->is_repeated() ? reflection_->AddEnumValue(message_, field_, value)
                          : reflection_->SetEnumValue(message_, field_, value);
  }
  void PutNumber(int value);
  Message* Open() {
    return field_->is_repeated() ? reflection_->AddMessage(message_, field_)
                                 : reflection_->MutableMessage(message_, field_);
  }

 private:
  const FieldDescriptor* const field_;
  Message* const message_;
  const google::protobuf::Reflection* const reflection_;
};

void Place::PutNumber(int value) {
  const bool list = field_->is_repeated();
  switch (field_->cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
      return list ? reflection_->AddInt32(message_, field_, value)
                  : reflection_->SetInt32(message_, field_, value);
    case FieldDescriptor::CPPTYPE_INT64:
      return list ? reflection_->AddInt64(message_, field_, value)
                  : reflection_->SetInt64(message_, field_, value);
    case FieldDescriptor::CPPTYPE_UINT32:
      return list ? reflection_->AddUInt32(message_, field_, value)
                  : reflection_->SetUInt32(message_, field_, value);
    case FieldDescriptor::CPPTYPE_UINT64:
      return list ? reflection_->AddUInt64(message_, field_, value)
                  : reflection_->SetUInt64(message_, field_, value);
    case FieldDescriptor::CPPTYPE_FLOAT:
      return list ? reflection_->AddFloat(message_, field_, value)
                  : reflection_->SetFloat(message_, field_, value);
    default:
      return list ? reflection_->AddDouble(message_, field_, value)
                  : reflection_->SetDouble(message_, field_, value);
  }
}

// The value of an enum: one that says something, if it has two.
int EnumValue(const FieldDescriptor* field, Side side) {
  const auto* type = field->enum_type();
  int last = 0;
  for (int i = 0; i < type->value_count(); ++i) {
    if (type->value(i)->number() == 0) continue;
    const bool is_first = last == 0;
    last = type->value(i)->number();
    if (is_first == (side == Side::kFirst)) return last;
  }
  return last;
}

void SetNumberOf(const char* field, int64_t value, Message* message) {
  const FieldDescriptor* const found = message->GetDescriptor()->FindFieldByName(field);
  if (found->cpp_type() == FieldDescriptor::CPPTYPE_INT32) {
    message->GetReflection()->SetInt32(message, found, static_cast<int>(value));
  } else {
    message->GetReflection()->SetInt64(message, found, value);
  }
}

void SetTextOf(const char* field, const std::string& value, Message* message) {
  message->GetReflection()->SetString(message, message->GetDescriptor()->FindFieldByName(field),
                                      value);
}

// Of messages that are values.
void FillValue(Side side, int serial, Message* message) {
  const std::string& type = message->GetDescriptor()->full_name();
  const int which = side == Side::kFirst ? 0 : 1;
  const int step = serial % kSpread;
  if (type == "google.protobuf.Timestamp") {
    SetNumberOf("seconds", kSomeTime + which * kDay + step * 3600, message);
  } else if (type == "google.protobuf.Duration") {
    SetNumberOf("seconds", 60 * (which + 1) + step, message);
  } else if (type == "google.type.Date") {
    SetNumberOf("year", 2026 - which, message);
    SetNumberOf("month", 1 + step, message);
    SetNumberOf("day", 11 + which, message);
  } else if (type == "google.type.Money") {
    SetTextOf("currency_code", step == 0 ? "USD" : "CNY", message);
    SetNumberOf("units", 100 * (which + 1) + step, message);
    SetNumberOf("nanos", 500000000, message);
  } else if (type == "google.type.Decimal") {
    SetTextOf("value", absl::StrCat(which + 1, step, ".5"), message);
  } else if (type == "google.protobuf.Value") {
    SetTextOf("string_value", which == 0 ? "a" : "b", message);
  }
}

// No longer than the field may hold.
std::string TextFor(const FieldDescriptor* field, Side side, int serial, bool unique) {
  const auto& rules = resource::Rules(field);
  const size_t limit = rules.max_bytes() > 0 ? rules.max_bytes() : 64;
  std::string text;
  if (rules.collated()) {
    text = absl::StrCat(kWords[serial % std::size(kWords)], serial);
  } else {
    text = absl::StrCat(field->name(), side == Side::kFirst ? "_a" : "_b", unique ? "_" : "");
    if (unique) absl::StrAppend(&text, serial);
  }
  if (text.size() <= limit) return text;
  text = text.substr(text.size() - limit);
  if (text[0] == '_') text[0] = 'x';
  return text;
}

}  // namespace

void SetValue(const FieldDescriptor* field, Side side, int serial, bool unique, Message* message) {
  Place place(field, message);
  const int which = side == Side::kFirst ? 0 : 1;
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      return place.Put(TextFor(field, side, serial, unique));
    case FieldDescriptor::CPPTYPE_BOOL:
      return place.Put(side == Side::kFirst);
    case FieldDescriptor::CPPTYPE_ENUM:
      return place.PutEnum(EnumValue(field, side));
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return FillValue(side, serial, place.Open());
    default:
      return place.PutNumber(which + 1);
  }
}

}  // namespace guanxi::contract
