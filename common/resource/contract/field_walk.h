// Walks through all fields that a client may set, lists and messages in lists too.
#ifndef GUANXI_COMMON_RESOURCE_CONTRACT_FIELD_WALK_H_
#define GUANXI_COMMON_RESOURCE_CONTRACT_FIELD_WALK_H_

#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "common/resource/contract/subject.h"

namespace guanxi::contract {

// A field that the message has something in.
struct Spot {
  google::protobuf::Message* holder;
  const google::protobuf::FieldDescriptor* field;
  int index;         // of the element; -1 of a single field, or of a list as a whole
  std::string path;  // "phones[0].number"; of a list as a whole "phones"

  bool is_list() const { return field->is_repeated() && index < 0; }
};

// Each field of the message, of the messages of ours inside, and the first element of each list;
// lists as a whole, too. Those that clients do not set are left out. `visit` may change the holder:
// the spot is as it was when the next one is visited.
void ForEachSpot(const Subject& subject, Dynamic* message,
                 absl::FunctionRef<void(const Spot&)> visit);

}  // namespace guanxi::contract

#endif  // GUANXI_COMMON_RESOURCE_CONTRACT_FIELD_WALK_H_
