#include "common/resource/request_fields.h"

#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"

namespace guanxi::resource {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

const FieldDescriptor* Find(const Message& message, const std::string& name) {
  return message.GetDescriptor()->FindFieldByName(name);
}

}  // namespace

std::string StringField(const Message& request, const std::string& name) {
  const FieldDescriptor* field = Find(request, name);
  return field == nullptr ? "" : request.GetReflection()->GetString(request, field);
}

bool BoolField(const Message& request, const std::string& name) {
  const FieldDescriptor* field = Find(request, name);
  return field != nullptr && request.GetReflection()->GetBool(request, field);
}

int IntField(const Message& request, const std::string& name) {
  const FieldDescriptor* field = Find(request, name);
  return field == nullptr ? 0 : request.GetReflection()->GetInt32(request, field);
}

google::protobuf::FieldMask MaskField(const Message& request, const std::string& name) {
  const Message* mask = MessageField(request, name);
  return mask == nullptr ? google::protobuf::FieldMask()
                         : static_cast<const google::protobuf::FieldMask&>(*mask);
}

const Message* MessageField(const Message& request, const std::string& name) {
  const FieldDescriptor* field = Find(request, name);
  if (field == nullptr || !request.GetReflection()->HasField(request, field)) return nullptr;
  return &request.GetReflection()->GetMessage(request, field);
}

std::vector<std::string> StringsField(const Message& request, const std::string& name) {
  std::vector<std::string> values;
  const FieldDescriptor* field = Find(request, name);
  if (field == nullptr) return values;
  const auto* reflection = request.GetReflection();
  for (int i = 0; i < reflection->FieldSize(request, field); ++i) {
    values.push_back(reflection->GetRepeatedString(request, field, i));
  }
  return values;
}

std::vector<const Message*> MessagesField(const Message& request, const std::string& name) {
  std::vector<const Message*> values;
  const FieldDescriptor* field = Find(request, name);
  if (field == nullptr) return values;
  const auto* reflection = request.GetReflection();
  for (int i = 0; i < reflection->FieldSize(request, field); ++i) {
    values.push_back(&reflection->GetRepeatedMessage(request, field, i));
  }
  return values;
}

absl::StatusOr<const Message*> RequiredMessage(const Message& request, const std::string& path,
                                               const std::string& name) {
  const Message* message = MessageField(request, name);
  if (message == nullptr) return InvalidField(JoinPath(path, name), "is required");
  return message;
}

std::string JoinPath(absl::string_view path, absl::string_view field) {
  return absl::StrCat(path, path.empty() ? "" : ".", field);
}

Message* AddMessage(const std::string& name, Message* response) {
  return response->GetReflection()->AddMessage(response, Find(*response, name));
}

void SetString(const std::string& name, const std::string& value, Message* response) {
  response->GetReflection()->SetString(response, Find(*response, name), value);
}

void SetInt(const std::string& name, int value, Message* response) {
  response->GetReflection()->SetInt32(response, Find(*response, name), value);
}

}  // namespace guanxi::resource
