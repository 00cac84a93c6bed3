// Single values of fields as texts: for snapshot.h alone.
#ifndef GUANXI_COMMON_APPROVALS_VALUE_TEXT_H_
#define GUANXI_COMMON_APPROVALS_VALUE_TEXT_H_

#include <string>

#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace guanxi::approvals {

// "": it is not set, or of a kind that has no text.
std::string TextOf(const google::protobuf::Message& message,
                   const google::protobuf::FieldDescriptor* field);
// False: the text is no value of the field's type; what the field holds then says nothing.
bool SetText(const std::string& text, const google::protobuf::FieldDescriptor* field,
             google::protobuf::Message* message);

}  // namespace guanxi::approvals

#endif  // GUANXI_COMMON_APPROVALS_VALUE_TEXT_H_
