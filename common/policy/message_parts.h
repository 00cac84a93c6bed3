// Single fields of messages, and entries of maps whose keys are texts, by reflection.
#ifndef GUANXI_COMMON_POLICY_MESSAGE_PARTS_H_
#define GUANXI_COMMON_POLICY_MESSAGE_PARTS_H_

#include <string>
#include <vector>

#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace guanxi::policy {

// Whether there is anything but the type's zero.
bool IsSet(const google::protobuf::Message& message,
           const google::protobuf::FieldDescriptor* field);
// Makes the field of `to` what that of `from` is.
void CopyField(const google::protobuf::Message& from,
               const google::protobuf::FieldDescriptor* field, google::protobuf::Message* to);
bool SameField(const google::protobuf::Message& a, const google::protobuf::Message& b,
               const google::protobuf::FieldDescriptor* field);

// The keys of a map's entries.
std::vector<std::string> Keys(const google::protobuf::Message& message,
                              const google::protobuf::FieldDescriptor* map);
// The entry with that key; null if there is none.
const google::protobuf::Message* FindEntry(const google::protobuf::Message& message,
                                           const google::protobuf::FieldDescriptor* map,
                                           const std::string& key);
google::protobuf::Message* MutableEntry(google::protobuf::Message* message,
                                        const google::protobuf::FieldDescriptor* map,
                                        const std::string& key);

// Makes `entry` the one with its key; null: there is none any more.
void SetEntry(const google::protobuf::FieldDescriptor* map, const std::string& key,
              const google::protobuf::Message* entry, google::protobuf::Message* message);

// Whether both are there and have the same value, or neither is there.
bool SameEntry(const google::protobuf::Message* a, const google::protobuf::Message* b);

}  // namespace guanxi::policy

#endif  // GUANXI_COMMON_POLICY_MESSAGE_PARTS_H_
