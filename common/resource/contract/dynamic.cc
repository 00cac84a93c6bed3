#include "common/resource/contract/dynamic.h"

#include <cstdlib>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/log.h"
#include "common/resource/request_fields.h"
#include "google/api/field_behavior.pb.h"
#include "google/protobuf/field_mask.pb.h"
#include "google/protobuf/util/message_differencer.h"

namespace guanxi::contract {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::MessageFactory;
using google::protobuf::util::MessageDifferencer;
using resource::HasBehavior;

const Message& Prototype(const Descriptor* type) {
  return *MessageFactory::generated_factory()->GetPrototype(type);
}

void AddLeaves(const Descriptor* type, const Leaf& above, std::vector<Leaf>* out) {
  for (int i = 0; i < type->field_count(); ++i) {
    const FieldDescriptor* field = type->field(i);
    if (above.steps.empty() && (field->name() == "name" || field->name() == "etag")) continue;
    Leaf leaf = above;
    leaf.steps.push_back(field);
    leaf.path = absl::StrCat(above.path, above.path.empty() ? "" : ".", field->name());
    leaf.output_only |= HasBehavior(field, google::api::OUTPUT_ONLY);
    leaf.immutable |= HasBehavior(field, google::api::IMMUTABLE);
    leaf.required = HasBehavior(field, google::api::REQUIRED);
    const bool has_parts = resource::HoldsOurs(field) && !field->is_repeated() &&
                           !resource::IsRecursive(field->message_type());
    if (has_parts && !leaf.output_only) {
      AddLeaves(field->message_type(), leaf, out);
    } else {
      out->push_back(std::move(leaf));
    }
  }
}

}  // namespace

Dynamic::Dynamic(const Descriptor* type) : message_(Prototype(type).New()) {}

Dynamic::Dynamic(const Message& message) : message_(message.New()) { message_->CopyFrom(message); }

const FieldDescriptor* Dynamic::Need(const std::string& field) const {
  const FieldDescriptor* const found = Find(field);
  if (found == nullptr) {
    Log(Severity::kError, "contract.no_such_field",
        {{"message", message_->GetDescriptor()->full_name()}, {"field", field}});
    std::abort();
  }
  return found;
}

std::string Dynamic::Text(const std::string& field) const {
  return resource::StringField(*message_, field);
}

std::vector<std::string> Dynamic::Texts(const std::string& field) const {
  if (Need(field)->is_repeated()) return resource::StringsField(*message_, field);
  const std::string text = Text(field);
  return text.empty() ? std::vector<std::string>() : std::vector<std::string>{text};
}

int Dynamic::Number(const std::string& field) const { return resource::IntField(*message_, field); }

std::vector<Dynamic> Dynamic::List(const std::string& field) const {
  std::vector<Dynamic> entries;
  for (const Message* entry : resource::MessagesField(*message_, field)) {
    entries.emplace_back(*entry);
  }
  return entries;
}

bool Dynamic::IsSet(const std::string& field) const {
  return resource::MessageField(*message_, field) != nullptr;
}

Dynamic& Dynamic::SetText(const std::string& field, const std::string& value) {
  message_->GetReflection()->SetString(message_.get(), Need(field), value);
  return *this;
}

Dynamic& Dynamic::SetFlag(const std::string& field, bool value) {
  message_->GetReflection()->SetBool(message_.get(), Need(field), value);
  return *this;
}

Dynamic& Dynamic::SetNumber(const std::string& field, int value) {
  message_->GetReflection()->SetInt32(message_.get(), Need(field), value);
  return *this;
}

Dynamic& Dynamic::SetMessage(const std::string& field, const Dynamic& value) {
  message_->GetReflection()->MutableMessage(message_.get(), Need(field))->CopyFrom(*value);
  return *this;
}

Dynamic& Dynamic::SetMask(const std::string& field, const std::vector<std::string>& paths) {
  google::protobuf::FieldMask mask;
  for (const std::string& path : paths) mask.add_paths(path);
  message_->GetReflection()->MutableMessage(message_.get(), Need(field))->CopyFrom(mask);
  return *this;
}

Dynamic& Dynamic::AddText(const std::string& field, const std::string& value) {
  message_->GetReflection()->AddString(message_.get(), Need(field), value);
  return *this;
}

Dynamic& Dynamic::AddMessage(const std::string& field, const Dynamic& value) {
  message_->GetReflection()->AddMessage(message_.get(), Need(field))->CopyFrom(*value);
  return *this;
}

bool Dynamic::Equals(const Dynamic& other) const {
  return message_->GetDescriptor() == other.message_->GetDescriptor() &&
         MessageDifferencer::Equals(*message_, *other.message_);
}

const Message* Leaf::Holder(const Dynamic& message) const {
  const Message* holder = &*message;
  for (size_t i = 0; i + 1 < steps.size(); ++i) {
    if (!holder->GetReflection()->HasField(*holder, steps[i])) return nullptr;
    holder = &holder->GetReflection()->GetMessage(*holder, steps[i]);
  }
  return holder;
}

Message* Leaf::Holder(Dynamic* message) const {
  Message* holder = message->get();
  for (size_t i = 0; i + 1 < steps.size(); ++i) {
    holder = holder->GetReflection()->MutableMessage(holder, steps[i]);
  }
  return holder;
}

bool Leaf::IsSet(const Dynamic& message) const {
  const Message* const holder = Holder(message);
  if (holder == nullptr) return false;
  const auto* reflection = holder->GetReflection();
  return field()->is_repeated() ? reflection->FieldSize(*holder, field()) > 0
                                : reflection->HasField(*holder, field());
}

void Leaf::Clear(Dynamic* message) const {
  if (!IsSet(*message)) return;
  Message* const holder = Holder(message);
  holder->GetReflection()->ClearField(holder, field());
}

void Leaf::Copy(const Dynamic& from, Dynamic* to) const {
  const Message* const source = Holder(from);
  if (source == nullptr) return Clear(to);
  Dynamic copy(*source);
  Message* const target = Holder(to);
  target->GetReflection()->SwapFields(copy.get(), target, {field()});
}

bool Leaf::Same(const Dynamic& a, const Dynamic& b) const {
  const Message& none = Prototype(field()->containing_type());
  const Message* const x = Holder(a);
  const Message* const y = Holder(b);
  MessageDifferencer differencer;
  return differencer.CompareWithFields(x != nullptr ? *x : none, y != nullptr ? *y : none,
                                       {field()}, {field()});
}

std::vector<Leaf> LeavesOf(const resource::ResourceType& type) {
  std::vector<Leaf> leaves;
  AddLeaves(type.descriptor(), {}, &leaves);
  return leaves;
}

void SetString(const FieldDescriptor* field, int index, const std::string& value,
               Message* message) {
  if (index < 0) {
    message->GetReflection()->SetString(message, field, value);
  } else {
    message->GetReflection()->SetRepeatedString(message, field, index, value);
  }
}

}  // namespace guanxi::contract
