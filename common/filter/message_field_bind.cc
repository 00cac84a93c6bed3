// Follows a field's path through the descriptors.
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/base/status_macros.h"
#include "common/filter/message_field.h"
#include "common/filter/message_kind.h"
#include "google/protobuf/struct.pb.h"

namespace guanxi::filter {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::MessageFactory;

// See Step::unset. An `optional` message that was cleared may stay, empty, and of a oneof that is
// another's there is none to see: those are asked.
const Message* UnsetOf(const FieldDescriptor* field) {
  if (field->message_type() == nullptr || field->is_repeated() || field->has_optional_keyword() ||
      field->is_required() || field->containing_oneof() != nullptr) {
    return nullptr;
  }
  return MessageFactory::generated_factory()->GetPrototype(field->message_type());
}

}  // namespace

absl::StatusOr<MessageField> MessageField::Bind(FieldPtr field, const Descriptor* descriptor) {
  MessageField bound(std::move(field));
  GUANXI_RETURN_IF_ERROR(bound.BindPath(descriptor));
  GUANXI_RETURN_IF_ERROR(bound.BindType());
  return bound;
}

absl::Status MessageField::BindPath(const Descriptor* descriptor) {
  std::vector<std::string> steps = absl::StrSplit(field_->path, '.');
  // The key, which may hold dots itself, is no field.
  if (!field_->key.empty()) steps.resize(1);
  for (const std::string& step : steps) {
    const FieldDescriptor* found =
        descriptor != nullptr ? descriptor->FindFieldByName(step) : nullptr;
    if (found == nullptr) {
      return absl::InternalError(
          absl::StrCat("filter field ", field_->path, " is not in the message"));
    }
    const Message* const prototype = MessageFactory::generated_factory()->GetPrototype(descriptor);
    path_.push_back({found, prototype != nullptr ? prototype->GetReflection() : nullptr,
                     found->cpp_type(), found->is_repeated(), found->has_presence(),
                     UnsetOf(found)});
    descriptor = found->message_type();
  }
  return absl::OkStatus();
}

absl::Status MessageField::BindType() const {
  const FieldDescriptor* last = path_.back().field;
  const absl::Status wrong =
      absl::InternalError(absl::StrCat("filter field ", field_->path, " has another type"));
  if (!field_->key.empty()) {
    if (!last->is_map()) return wrong;
    const FieldDescriptor* value = last->message_type()->map_value();
    const bool is_value = value->message_type() == google::protobuf::Value::descriptor();
    return is_value || FitsKind(field_->kind, value) ? absl::OkStatus() : wrong;
  }
  return !last->is_map() && FitsKind(field_->kind, last) ? absl::OkStatus() : wrong;
}

}  // namespace guanxi::filter
