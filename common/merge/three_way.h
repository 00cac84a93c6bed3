// Takes a change back out of what a message has become since.
#ifndef GUANXI_COMMON_MERGE_THREE_WAY_H_
#define GUANXI_COMMON_MERGE_THREE_WAY_H_

#include <string>
#include <vector>

#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace guanxi::merge {

// Field by field of `fields`, the top-level ones that the change was of, where `before` and `after`
// hold what they were and became (as a change row has them), and `*now` is what the message has
// come to be:
//   - what is as the change left it becomes what it was before;
//   - what was changed since stays, and its path is added to `*kept`;
//   - messages of ours are gone into, field by field;
//   - of lists and maps, entry by entry: what the change added leaves, if it is as it was added;
//     what it took comes back behind the others, unless something has its place; what came since
//     stays. Such a field is in `*kept` if it was changed since.
//
// So with `*now` equal to `after` in these fields it becomes `before` in them, exactly. Pure.
void TakeBack(const std::vector<const google::protobuf::FieldDescriptor*>& fields,
              const google::protobuf::Message& before, const google::protobuf::Message& after,
              google::protobuf::Message* now, std::vector<std::string>* kept);

}  // namespace guanxi::merge

#endif  // GUANXI_COMMON_MERGE_THREE_WAY_H_
