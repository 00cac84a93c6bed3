#include "common/filter/message_matcher.h"

#include <utility>

#include "absl/status/status.h"
#include "common/base/status_macros.h"

namespace guanxi::filter {

using google::protobuf::Message;

absl::StatusOr<MessageMatcher> MessageMatcher::Create(
    const Predicate& predicate, const google::protobuf::Descriptor* descriptor) {
  if (google::protobuf::MessageFactory::generated_factory()->GetPrototype(descriptor) == nullptr) {
    return absl::InternalError("a matcher reads messages of classes in the program alone");
  }
  MessageMatcher matcher{Matcher(predicate)};
  for (const FieldPtr& field : matcher.matcher_.fields()) {
    GUANXI_ASSIGN_OR_RETURN(MessageField bound, MessageField::Bind(field, descriptor));
    matcher.fields_.push_back(std::move(bound));
  }
  return matcher;
}

Truth MessageMatcher::Evaluate(const Message& message, const Moment& moment) const {
  return matcher_.Evaluate(
      [&](size_t slot, Values* values) { fields_[slot].Read(message, values); }, moment);
}

Explanation MessageMatcher::Explain(const Message& message, const Moment& moment) const {
  return matcher_.Explain([&](size_t slot, Values* values) { fields_[slot].Read(message, values); },
                          moment);
}

}  // namespace guanxi::filter
