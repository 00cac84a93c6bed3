#include "common/resource/personal.h"

#include <algorithm>
#include <vector>

#include "absl/strings/match.h"
#include "common/resource/resource_type.h"

namespace guanxi::resource {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

bool IsPersonal(const FieldDescriptor* field) {
  return Rules(field).personal() != metadata::v1::PERSONAL_DATA_UNSPECIFIED;
}

// Whether personal fields may lie inside: only messages of ours are annotated.
bool MayHold(const FieldDescriptor* field) {
  return field->message_type() != nullptr && !field->is_map() &&
         absl::StartsWith(field->message_type()->full_name(), "guanxi.");
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
    } else if (MayHold(field) && field->is_repeated()) {
      for (int i = 0; i < reflection->FieldSize(*message, field); ++i) {
        SplitPersonal(reflection->MutableRepeatedMessage(message, field, i),
                      reflection->AddMessage(personal, field));
      }
    } else if (MayHold(field)) {
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

}  // namespace guanxi::resource
