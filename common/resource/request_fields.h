// The standard fields of request messages (AIP-131 ff.), read by their names.
//
// A message without the field reads as if it were not set.
#ifndef GUANXI_COMMON_RESOURCE_REQUEST_FIELDS_H_
#define GUANXI_COMMON_RESOURCE_REQUEST_FIELDS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/field_mask.pb.h"
#include "google/protobuf/message.h"

namespace guanxi::resource {

std::string StringField(const google::protobuf::Message& request, const std::string& name);
bool BoolField(const google::protobuf::Message& request, const std::string& name);
int IntField(const google::protobuf::Message& request, const std::string& name);
google::protobuf::FieldMask MaskField(const google::protobuf::Message& request,
                                      const std::string& name);
// nullptr if it is not set.
const google::protobuf::Message* MessageField(const google::protobuf::Message& request,
                                              const std::string& name);
std::vector<std::string> StringsField(const google::protobuf::Message& request,
                                      const std::string& name);
std::vector<const google::protobuf::Message*> MessagesField(
    const google::protobuf::Message& request, const std::string& name);

// As MessageField; INVALID_ARGUMENT, naming the field of the request at `path`, if it is not set.
absl::StatusOr<const google::protobuf::Message*> RequiredMessage(
    const google::protobuf::Message& request, const std::string& path, const std::string& name);

// The path of a field in a request, or in the entry of a batch at `path`.
std::string JoinPath(absl::string_view path, absl::string_view field);

// For responses: a new entry of a repeated message field, a string, a number.
google::protobuf::Message* AddMessage(const std::string& name, google::protobuf::Message* response);
void SetString(const std::string& name, const std::string& value,
               google::protobuf::Message* response);
void SetInt(const std::string& name, int value, google::protobuf::Message* response);

}  // namespace guanxi::resource

#endif  // GUANXI_COMMON_RESOURCE_REQUEST_FIELDS_H_
