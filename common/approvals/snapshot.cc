#include "common/approvals/snapshot.h"

#include <utility>

#include "absl/strings/str_split.h"
#include "common/approvals/value_text.h"
#include "common/errors/errors.h"
#include "common/resource/resource_type.h"
#include "google/api/field_behavior.pb.h"
#include "google/protobuf/util/message_differencer.h"

namespace guanxi::approvals {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::util::MessageDifferencer;

// A field, and the message that has it; no field: there is no such path, or nothing lies there.
struct Place {
  const Message* message = nullptr;
  const FieldDescriptor* field = nullptr;
};

Place Find(const Message& message, absl::string_view path) {
  const std::pair<std::string, std::string> steps = absl::StrSplit(path, absl::MaxSplits('.', 1));
  const FieldDescriptor* const first = message.GetDescriptor()->FindFieldByName(steps.first);
  if (first == nullptr || steps.second.empty()) return {&message, first};
  if (first->is_repeated() || first->message_type() == nullptr) return {};
  const Message& inner = message.GetReflection()->GetMessage(message, first);
  return {&inner, inner.GetDescriptor()->FindFieldByName(steps.second)};
}

}  // namespace

std::vector<std::string> TextsAt(const Message& message, absl::string_view path) {
  const Place place = Find(message, path);
  if (place.field == nullptr) return {};
  if (!place.field->is_repeated()) {
    std::string text = TextOf(*place.message, place.field);
    if (text.empty()) return {};
    return {std::move(text)};
  }
  std::vector<std::string> texts;
  if (place.field->cpp_type() != FieldDescriptor::CPPTYPE_STRING) return texts;
  const auto* const reflection = place.message->GetReflection();
  for (int i = 0; i < reflection->FieldSize(*place.message, place.field); ++i) {
    texts.push_back(reflection->GetRepeatedString(*place.message, place.field, i));
  }
  return texts;
}

absl::Status SetTextsAt(absl::string_view path, const std::vector<std::string>& texts,
                        Message* message) {
  const Place place = Find(*message, path);
  const std::string top(path.substr(0, path.find('.')));
  const FieldDescriptor* const first = message->GetDescriptor()->FindFieldByName(top);
  if (place.field == nullptr || place.field->is_repeated() ||
      resource::HasBehavior(first, google::api::OUTPUT_ONLY) ||
      resource::HasBehavior(place.field, google::api::OUTPUT_ONLY) ||
      resource::HasBehavior(first, google::api::IMMUTABLE)) {
    return InvalidField(path, "is no field that people write");
  }
  Message* const inside = path.size() == top.size()
                              ? message
                              : message->GetReflection()->MutableMessage(message, first);
  if (texts.empty()) {
    inside->GetReflection()->ClearField(inside, place.field);
    return absl::OkStatus();
  }
  if (texts.size() > 1 || !SetText(texts[0], place.field, inside)) {
    return InvalidField(path, "is no value of the field's type");
  }
  return absl::OkStatus();
}

bool IsSameAt(absl::string_view path, const Message& a, const Message& b) {
  const Place first = Find(a, path);
  const Place second = Find(b, path);
  if (first.field == nullptr || second.field == nullptr) return first.field == second.field;
  MessageDifferencer differencer;
  return differencer.CompareWithFields(*first.message, *second.message, {first.field},
                                       {second.field});
}

}  // namespace guanxi::approvals
