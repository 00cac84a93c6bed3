// Copies and comparisons of messages by their fields.
//
// Protobuf has both, and they cost more than what they do here: CopyFrom looks through the whole
// message for itself, and a MessageDifferencer is made for trees. Every write copies and compares.
#ifndef GUANXI_COMMON_RESOURCE_MESSAGE_FIELDS_H_
#define GUANXI_COMMON_RESOURCE_MESSAGE_FIELDS_H_

#include <memory>

#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace guanxi::resource {

std::unique_ptr<google::protobuf::Message> CopyMessage(const google::protobuf::Message& message);
// Makes `*to` the same as `from`, of its type. Neither is a part of the other.
void SetMessage(const google::protobuf::Message& from, google::protobuf::Message* to);

// Sets a field, which is not repeated, to that of a message of the same type.
void CopyField(const google::protobuf::Message& from,
               const google::protobuf::FieldDescriptor* field, google::protobuf::Message* to);
// Whether a field, of whatever kind, is the same in two messages of a type. A field without
// presence that has its default is not there; an empty message is not the same as none.
bool SameField(const google::protobuf::Message& a, const google::protobuf::Message& b,
               const google::protobuf::FieldDescriptor* field);

// Whether all of them are: two messages of a type without extensions, as
// MessageDifferencer::Equals.
bool SameMessage(const google::protobuf::Message& a, const google::protobuf::Message& b);

}  // namespace guanxi::resource

#endif  // GUANXI_COMMON_RESOURCE_MESSAGE_FIELDS_H_
