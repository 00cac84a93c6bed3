// Entries of lists and maps, one by one.
#ifndef GUANXI_COMMON_MERGE_ENTRIES_H_
#define GUANXI_COMMON_MERGE_ENTRIES_H_

#include <string>
#include <vector>

#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace guanxi::merge {

// One entry of a repeated field or map. It refers to the message that it was read from.
struct Entry {
  // What makes two entries the same thing: of a map the key, of messages with a REQUIRED text that
  // (a phone's number, whatever its label), of others what they hold.
  std::string identity;
  // All that it holds: two that have it alike are alike.
  std::string content;
  const google::protobuf::Message* holder = nullptr;
  int index = 0;
};

// Whether the field is repeated (maps are), and its entries are texts or messages: others are
// values as a whole.
bool HasEntries(const google::protobuf::FieldDescriptor* field);

// In the order of the list; of a map by its keys.
std::vector<Entry> EntriesOf(const google::protobuf::Message& message,
                             const google::protobuf::FieldDescriptor* field);

// Makes the field of `*to` hold these. `*to` may be what they were read from.
void SetEntries(const std::vector<Entry>& entries, const google::protobuf::FieldDescriptor* field,
                google::protobuf::Message* to);

// Sets a field of whatever kind to that of a message of the same type.
void CopyAnyField(const google::protobuf::Message& from,
                  const google::protobuf::FieldDescriptor* field, google::protobuf::Message* to);

}  // namespace guanxi::merge

#endif  // GUANXI_COMMON_MERGE_ENTRIES_H_
