// Personal data apart from the rest: the split that sealing and erasure stand on.
#ifndef GUANXI_COMMON_RESOURCE_PERSONAL_H_
#define GUANXI_COMMON_RESOURCE_PERSONAL_H_

#include <memory>

#include "google/protobuf/message.h"

namespace guanxi::resource {

// Moves all fields marked `personal`, at any depth, from `message` to `personal`, a message of the
// same type that has none of them: it is empty, or what AlignRest returned for `message`. Repeated
// messages keep their places: entry i of one belongs to entry i of the other.
void SplitPersonal(google::protobuf::Message* message, google::protobuf::Message* personal);

// The reverse. What stays in `personal` is what this binary does not know: the rest. It is never
// shown, and goes back into the row with the next write.
void MergePersonal(google::protobuf::Message* personal, google::protobuf::Message* message);

// Whether anything was left at any depth.
bool HasRest(const google::protobuf::Message& personal);

// What belongs to `next` of a rest that was read with `old` (this one, or unknown fields): a part
// of a message that `next` does not have goes with it, and that of an entry of a list follows the
// entry. An entry that was changed is the same one as long as its personal data are (a phone number
// that got another label); with others it is a new one, of which the rest may not be true.
std::unique_ptr<google::protobuf::Message> AlignRest(const google::protobuf::Message& rest,
                                                     const google::protobuf::Message& old,
                                                     const google::protobuf::Message& next);

}  // namespace guanxi::resource

#endif  // GUANXI_COMMON_RESOURCE_PERSONAL_H_
