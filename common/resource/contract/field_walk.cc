#include "common/resource/contract/field_walk.h"

#include "absl/strings/str_cat.h"
#include "google/api/field_behavior.pb.h"

namespace guanxi::contract {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using Visit = absl::FunctionRef<void(const Spot&)>;

// Visits, and puts back what was there.
void Probe(const Spot& spot, Visit visit) {
  Dynamic before(*spot.holder);
  visit(spot);
  spot.holder->GetReflection()->Swap(spot.holder, before.get());
}

void Walk(const Subject& subject, const std::string& prefix, Message* message, Visit visit) {
  const auto* reflection = message->GetReflection();
  const auto& type = subject.type();
  for (int i = 0; i < message->GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor* field = message->GetDescriptor()->field(i);
    if (resource::HasBehavior(field, google::api::OUTPUT_ONLY) || field == type.name_field() ||
        field == type.etag_field()) {
      continue;
    }
    const std::string path = absl::StrCat(prefix, field->name());
    if (!field->is_repeated()) {
      if (!reflection->HasField(*message, field)) continue;
      Probe({message, field, -1, path}, visit);
      if (!resource::HoldsOurs(field)) continue;
      Walk(subject, path + ".", reflection->MutableMessage(message, field), visit);
      continue;
    }
    if (reflection->FieldSize(*message, field) == 0) continue;
    Probe({message, field, -1, path}, visit);
    if (field->is_map()) continue;
    const std::string element = path + "[0]";
    if (resource::HoldsOurs(field)) {
      Walk(subject, element + ".", reflection->MutableRepeatedMessage(message, field, 0), visit);
    } else {
      Probe({message, field, 0, element}, visit);
    }
  }
}

}  // namespace

void ForEachSpot(const Subject& subject, Dynamic* message, Visit visit) {
  Walk(subject, "", message->get(), visit);
}

}  // namespace guanxi::contract
