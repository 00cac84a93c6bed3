// Fields that this binary does not know: what a newer one stored, kept and never shown.
#ifndef GUANXI_COMMON_RESOURCE_UNKNOWN_FIELDS_H_
#define GUANXI_COMMON_RESOURCE_UNKNOWN_FIELDS_H_

#include <memory>

#include "google/protobuf/message.h"

namespace guanxi::resource {

// Moves all unknown fields of `message` and of messages of ours inside it to a message of the same
// type that holds nothing else, entry i of a repeated field belonging to entry i; null if there are
// none. Those in values of google.* and in maps are dropped. Afterwards `message` has none at all.
std::unique_ptr<google::protobuf::Message> TakeUnknownFields(google::protobuf::Message* message);

// Puts back what TakeUnknownFields took, where its place is still there: see AlignRest.
void PutUnknownFields(const google::protobuf::Message& taken, google::protobuf::Message* message);

}  // namespace guanxi::resource

#endif  // GUANXI_COMMON_RESOURCE_UNKNOWN_FIELDS_H_
