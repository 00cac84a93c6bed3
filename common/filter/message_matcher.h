// Evaluates a checked filter over protobuf messages.
#ifndef GUANXI_COMMON_FILTER_MESSAGE_MATCHER_H_
#define GUANXI_COMMON_FILTER_MESSAGE_MATCHER_H_

#include <vector>

#include "absl/status/statusor.h"
#include "common/filter/matcher.h"
#include "common/filter/message_field.h"
#include "common/filter/moment.h"
#include "common/filter/predicate.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace guanxi::filter {

// Fields are bound to descriptors once; evaluation looks up nothing by name but the keys of maps.
// Immutable, thus thread-safe.
class MessageMatcher {
 public:
  // The paths of the filter's fields are those of the message; see MessageField for the types.
  // INTERNAL if one is not there or has a type that does not fit its kind: then the schema and the
  // message disagree; or if `descriptor` is not that of a generated class.
  static absl::StatusOr<MessageMatcher> Create(const Predicate& predicate,
                                               const google::protobuf::Descriptor* descriptor);

  // `message` must be of that class.
  Truth Evaluate(const google::protobuf::Message& message, const Moment& moment) const;
  Explanation Explain(const google::protobuf::Message& message, const Moment& moment) const;

 private:
  explicit MessageMatcher(Matcher matcher) : matcher_(std::move(matcher)) {}

  Matcher matcher_;
  // By slot.
  std::vector<MessageField> fields_;
};

}  // namespace guanxi::filter

#endif  // GUANXI_COMMON_FILTER_MESSAGE_MATCHER_H_
