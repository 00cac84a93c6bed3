#include "common/resource/personal.h"

#include <algorithm>
#include <set>
#include <vector>

#include "common/resource/resource_type.h"
#include "google/protobuf/util/message_differencer.h"

namespace guanxi::resource {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::util::MessageDifferencer;

bool IsPersonal(const FieldDescriptor* field) {
  return Rules(field).personal() != metadata::v1::PERSONAL_DATA_UNSPECIFIED;
}

void Align(const Message& old, const Message& next, Message* rest);

// Whether both hold the same personal data, and some: a number that got another label.
bool SamePersonal(const Message& a, const Message& b) {
  std::unique_ptr<Message> rest(a.New()), of_a(a.New()), of_b(b.New());
  rest->CopyFrom(a);
  SplitPersonal(rest.get(), of_a.get());
  rest->CopyFrom(b);
  SplitPersonal(rest.get(), of_b.get());
  return HasRest(*of_a) && MessageDifferencer::Equals(*of_a, *of_b);
}

using IsSame = bool (*)(const Message&, const Message&);

// The index of the first entry of `list` in `message` that is the same as `entry` and is not in
// `used`; -1 if there is none.
int FindEntry(const Message& message, const FieldDescriptor* list, const Message& entry,
              IsSame same, const std::set<int>& used) {
  const auto* reflection = message.GetReflection();
  for (int i = 0; i < reflection->FieldSize(message, list); ++i) {
    if (used.count(i) == 0 && same(reflection->GetRepeatedMessage(message, list, i), entry)) {
      return i;
    }
  }
  return -1;
}

// For each entry of `list` in `next` where it was in `old`, or -1.
std::vector<int> OldPlaces(const FieldDescriptor* list, const Message& old, const Message& next) {
  const auto* reflection = next.GetReflection();
  std::vector<int> places(reflection->FieldSize(next, list), -1);
  std::set<int> used;
  for (const IsSame same : {IsSame(&MessageDifferencer::Equals), IsSame(&SamePersonal)}) {
    for (size_t i = 0; i < places.size(); ++i) {
      if (places[i] >= 0) continue;
      const Message& entry = reflection->GetRepeatedMessage(next, list, static_cast<int>(i));
      places[i] = FindEntry(old, list, entry, same, used);
      used.insert(places[i]);
    }
  }
  return places;
}

// The parts of `rest` that belong to the entries of `list` in `old` go to the places that those
// entries have in `next`.
void AlignList(const FieldDescriptor* list, const Message& old, const Message& next,
               Message* rest) {
  const auto* reflection = rest->GetReflection();
  std::unique_ptr<Message> before(rest->New());
  reflection->SwapFields(rest, before.get(), {list});
  const std::vector<int> places = OldPlaces(list, old, next);
  for (size_t i = 0; i < places.size(); ++i) {
    Message* part = reflection->AddMessage(rest, list);
    if (places[i] < 0 || places[i] >= reflection->FieldSize(*before, list)) continue;
    part->CopyFrom(reflection->GetRepeatedMessage(*before, list, places[i]));
    Align(reflection->GetRepeatedMessage(old, list, places[i]),
          reflection->GetRepeatedMessage(next, list, static_cast<int>(i)), part);
  }
}

void Align(const Message& old, const Message& next, Message* rest) {
  const auto* reflection = rest->GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection->ListFields(*rest, &fields);
  for (const FieldDescriptor* field : fields) {
    if (field->is_extension() || !HoldsOurs(field)) continue;
    if (field->is_repeated()) {
      AlignList(field, old, next, rest);
    } else if (reflection->HasField(next, field)) {
      Align(reflection->GetMessage(old, field), reflection->GetMessage(next, field),
            reflection->MutableMessage(rest, field));
    } else {
      reflection->ClearField(rest, field);
    }
  }
}

}  // namespace

void SplitPersonal(Message* message, Message* personal) {
  const auto* reflection = message->GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection->ListFields(*message, &fields);
  for (const FieldDescriptor* field : fields) {
    if (field->is_extension()) continue;
    if (IsPersonal(field)) {
      reflection->SwapFields(message, personal, {field});
    } else if (HoldsOurs(field) && field->is_repeated()) {
      for (int i = 0; i < reflection->FieldSize(*message, field); ++i) {
        SplitPersonal(reflection->MutableRepeatedMessage(message, field, i),
                      i < reflection->FieldSize(*personal, field)
                          ? reflection->MutableRepeatedMessage(personal, field, i)
                          : reflection->AddMessage(personal, field));
      }
    } else if (HoldsOurs(field)) {
      Message* part = reflection->MutableMessage(personal, field);
      SplitPersonal(reflection->MutableMessage(message, field), part);
    }
  }
}

void MergePersonal(Message* personal, Message* message) {
  const auto* reflection = message->GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection->ListFields(*personal, &fields);
  for (const FieldDescriptor* field : fields) {
    if (field->is_extension()) continue;
    if (IsPersonal(field)) {
      reflection->SwapFields(personal, message, {field});
    } else if (!HoldsOurs(field)) {
      continue;  // another binary counts it as personal
    } else if (field->is_repeated()) {
      const int size =
          std::min(reflection->FieldSize(*personal, field), reflection->FieldSize(*message, field));
      for (int i = 0; i < size; ++i) {
        MergePersonal(reflection->MutableRepeatedMessage(personal, field, i),
                      reflection->MutableRepeatedMessage(message, field, i));
      }
    } else if (reflection->HasField(*message, field)) {
      MergePersonal(reflection->MutableMessage(personal, field),
                    reflection->MutableMessage(message, field));
    }
  }
}

bool HasRest(const Message& personal) {
  const auto* reflection = personal.GetReflection();
  if (!reflection->GetUnknownFields(personal).empty()) return true;
  std::vector<const FieldDescriptor*> fields;
  reflection->ListFields(personal, &fields);
  for (const FieldDescriptor* field : fields) {
    if (field->is_extension() || !HoldsOurs(field)) return true;
    if (!field->is_repeated()) {
      if (HasRest(reflection->GetMessage(personal, field))) return true;
      continue;
    }
    for (int i = 0; i < reflection->FieldSize(personal, field); ++i) {
      if (HasRest(reflection->GetRepeatedMessage(personal, field, i))) return true;
    }
  }
  return false;
}

std::unique_ptr<Message> AlignRest(const Message& rest, const Message& old, const Message& next) {
  std::unique_ptr<Message> aligned(rest.New());
  aligned->CopyFrom(rest);
  Align(old, next, aligned.get());
  return aligned;
}

}  // namespace guanxi::resource
