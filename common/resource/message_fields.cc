#include "common/resource/message_fields.h"

#include <string>

#include "google/protobuf/util/message_differencer.h"

namespace guanxi::resource {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::util::MessageDifferencer;

bool SameList(const Message& a, const Message& b, const FieldDescriptor* field) {
  const auto* reflection = a.GetReflection();
  const int size = reflection->FieldSize(a, field);
  if (size != reflection->FieldSize(b, field)) return false;
  return size == 0 || MessageDifferencer().CompareWithFields(a, b, {field}, {field});
}

}  // namespace

std::unique_ptr<Message> CopyMessage(const Message& message) {
  std::unique_ptr<Message> copy(message.New());
  copy->MergeFrom(message);
  return copy;
}

void SetMessage(const Message& from, Message* to) {
  if (&from == to) return;
  to->Clear();
  to->MergeFrom(from);
}

void CopyField(const Message& from, const FieldDescriptor* field, Message* to) {
  const auto* reflection = from.GetReflection();
  if (!reflection->HasField(from, field)) return reflection->ClearField(to, field);
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return SetMessage(reflection->GetMessage(from, field), reflection->MutableMessage(to, field));
    case FieldDescriptor::CPPTYPE_STRING:
      return reflection->SetString(to, field, reflection->GetString(from, field));
    case FieldDescriptor::CPPTYPE_ENUM:
      return reflection->SetEnumValue(to, field, reflection->GetEnumValue(from, field));
    case FieldDescriptor::CPPTYPE_BOOL:
      return reflection->SetBool(to, field, reflection->GetBool(from, field));
    case FieldDescriptor::CPPTYPE_INT32:
      return reflection->SetInt32(to, field, reflection->GetInt32(from, field));
    case FieldDescriptor::CPPTYPE_INT64:
      return reflection->SetInt64(to, field, reflection->GetInt64(from, field));
    case FieldDescriptor::CPPTYPE_UINT32:
      return reflection->SetUInt32(to, field, reflection->GetUInt32(from, field));
    case FieldDescriptor::CPPTYPE_UINT64:
      return reflection->SetUInt64(to, field, reflection->GetUInt64(from, field));
    case FieldDescriptor::CPPTYPE_FLOAT:
      return reflection->SetFloat(to, field, reflection->GetFloat(from, field));
    case FieldDescriptor::CPPTYPE_DOUBLE:
      return reflection->SetDouble(to, field, reflection->GetDouble(from, field));
  }
}

bool SameMessage(const Message& a, const Message& b) {
  const auto* type = a.GetDescriptor();
  const auto* reflection = a.GetReflection();
  // What is not known here, or packed, is protobuf's to compare.
  if (type->well_known_type() == Descriptor::WELLKNOWNTYPE_ANY ||
      !reflection->GetUnknownFields(a).empty() || !reflection->GetUnknownFields(b).empty()) {
    return MessageDifferencer::Equals(a, b);
  }
  for (int i = 0; i < type->field_count(); ++i) {
    if (!SameField(a, b, type->field(i))) return false;
  }
  return true;
}

bool SameField(const Message& a, const Message& b, const FieldDescriptor* field) {
  if (field->is_repeated()) return SameList(a, b, field);
  const auto* reflection = a.GetReflection();
  const bool is_set = reflection->HasField(a, field);
  if (is_set != reflection->HasField(b, field)) return false;
  if (!is_set) return true;
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return SameMessage(reflection->GetMessage(a, field), reflection->GetMessage(b, field));
    case FieldDescriptor::CPPTYPE_STRING: {
      std::string of_a, of_b;
      return reflection->GetStringReference(a, field, &of_a) ==
             reflection->GetStringReference(b, field, &of_b);
    }
    case FieldDescriptor::CPPTYPE_ENUM:
      return reflection->GetEnumValue(a, field) == reflection->GetEnumValue(b, field);
    case FieldDescriptor::CPPTYPE_BOOL:
      return reflection->GetBool(a, field) == reflection->GetBool(b, field);
    case FieldDescriptor::CPPTYPE_INT32:
      return reflection->GetInt32(a, field) == reflection->GetInt32(b, field);
    case FieldDescriptor::CPPTYPE_INT64:
      return reflection->GetInt64(a, field) == reflection->GetInt64(b, field);
    case FieldDescriptor::CPPTYPE_UINT32:
      return reflection->GetUInt32(a, field) == reflection->GetUInt32(b, field);
    case FieldDescriptor::CPPTYPE_UINT64:
      return reflection->GetUInt64(a, field) == reflection->GetUInt64(b, field);
    case FieldDescriptor::CPPTYPE_FLOAT:
      return reflection->GetFloat(a, field) == reflection->GetFloat(b, field);
    case FieldDescriptor::CPPTYPE_DOUBLE:
      return reflection->GetDouble(a, field) == reflection->GetDouble(b, field);
  }
  return false;
}

}  // namespace guanxi::resource
