// Personal data apart from the rest: the split that sealing and erasure stand on.
#ifndef GUANXI_COMMON_RESOURCE_PERSONAL_H_
#define GUANXI_COMMON_RESOURCE_PERSONAL_H_

#include "google/protobuf/message.h"

namespace guanxi::resource {

// Moves all fields marked `personal`, at any depth, from `message` to `personal`, an empty message
// of the same type. Repeated messages keep their places: entry i of one belongs to entry i of the
// other.
void SplitPersonal(google::protobuf::Message* message, google::protobuf::Message* personal);

// The reverse; empties `personal`.
void MergePersonal(google::protobuf::Message* personal, google::protobuf::Message* message);

}  // namespace guanxi::resource

#endif  // GUANXI_COMMON_RESOURCE_PERSONAL_H_
