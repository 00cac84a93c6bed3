// The records whose fields the hunt for leaks looks for.
#include "absl/strings/str_cat.h"
#include "common/base/uuid.h"
#include "common/resource/contract/leak_hunt.h"
#include "common/resource/contract/viewers.h"
#include "google/protobuf/struct.pb.h"
#include "guanxi/metadata/v1/field_definition.pb.h"

namespace guanxi::contract {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using metadata::v1::FieldDefinition;

// Shorter ones may be somewhere by chance.
constexpr size_t kMinCanary = 6;
constexpr char kCustomKey[] = "veiled";

// `users/{uuid}`. Names are no secret: whoever sees a record sees its own.
bool IsName(const std::string& text) {
  constexpr size_t kUuid = 36;
  return text.size() > kUuid && Uuid::Parse(text.substr(text.size() - kUuid)).ok();
}

void AddTexts(const Message& message, const std::string& where,
              std::map<std::string, std::string>* texts);

void AddText(const std::string& text, const std::string& where,
             std::map<std::string, std::string>* texts) {
  if (text.size() >= kMinCanary && !IsName(text)) texts->emplace(text, where);
}

void AddTextsOf(const Message& message, const FieldDescriptor* field, const std::string& where,
                std::map<std::string, std::string>* texts) {
  const auto* reflection = message.GetReflection();
  const int count = field->is_repeated() ? reflection->FieldSize(message, field) : 1;
  for (int i = 0; i < count; ++i) {
    if (field->type() == FieldDescriptor::TYPE_STRING) {
      AddText(field->is_repeated() ? reflection->GetRepeatedString(message, field, i)
                                   : reflection->GetString(message, field),
              where, texts);
    } else if (field->message_type() != nullptr) {
      AddTexts(field->is_repeated() ? reflection->GetRepeatedMessage(message, field, i)
                                    : reflection->GetMessage(message, field),
               where, texts);
    }
  }
}

void AddTexts(const Message& message, const std::string& where,
              std::map<std::string, std::string>* texts) {
  std::vector<const FieldDescriptor*> fields;
  message.GetReflection()->ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) AddTextsOf(message, field, where, texts);
}

// The one custom field.
FieldDefinition DefinitionFor(const Kind& kind) {
  FieldDefinition definition;
  definition.set_resource_type(kind.type().full_type());
  definition.set_key(kCustomKey);
  definition.set_display_name("veiled definition");
  definition.set_value_type(FieldDefinition::STRING);
  definition.set_filterable(true);
  return definition;
}

void SetCustom(const Kind& kind, const std::string& value, Dynamic* message) {
  const FieldDescriptor* const field = kind.type().custom_field();
  Message* const entry = (**message).GetReflection()->AddMessage(message->get(), field);
  SetString(field->message_type()->map_key(), -1, kCustomKey, entry);
  google::protobuf::Value custom;
  custom.set_string_value(value);
  entry->GetReflection()
      ->MutableMessage(entry, field->message_type()->map_value())
      ->CopyFrom(custom);
}

}  // namespace

void LeakHunt::Sow() {
  const std::string definition = FieldDefinition::descriptor()->full_name();
  for (const auto& kind : world_.kinds()) {
    if (kind->type().custom_field() != nullptr) DefineField(kind.get());
  }
  // Definitions last: one that is required would be missed in what is made after it.
  for (const auto& kind : world_.kinds()) {
    if (kind->type().descriptor()->full_name() != definition) SowKind(kind.get());
  }
  for (const auto& kind : world_.kinds()) {
    if (kind->type().descriptor()->full_name() == definition) SowKind(kind.get());
  }
  FindCanaries();
}

void LeakHunt::DefineField(const Kind* kind) {
  const Kind* const definition = world_.OfMessage(FieldDefinition::descriptor()->full_name());
  if (definition == nullptr || !definition->Can("Create")) return;
  AddSeed(definition, Subject(&world_, definition, seer_).Put(Dynamic(DefinitionFor(*kind))));
}

void LeakHunt::SowKind(const Kind* kind) {
  const bool has_custom =
      kind->type().custom_field() != nullptr && SeedOf("guanxi.dev/FieldDefinition", "") != nullptr;
  Subject subject(&world_, kind, seer_);
  for (size_t sample = 0; sample < kind->samples.size(); ++sample) {
    Form form;
    form.sample = sample;
    Dynamic message = subject.Make(form);
    // What is required of all would be missed in what others make.
    if (kind->type().descriptor()->full_name() == FieldDefinition::descriptor()->full_name()) {
      message.SetFlag("required", false);
    }
    // Nobody else would be shown anything of it.
    if (kind->type().scope().owner_alone) {
      message.SetText(kind->type().scope().owner->path, UserName(viewer_));
    }
    if (has_custom) SetCustom(*kind, absl::StrCat("custom canary ", world_.Serial()), &message);
    absl::StatusOr<Dynamic> record = subject.Put(message);
    // Its history has more than how it was made.
    if (record.ok()) {
      const auto touched = subject.Touch(*record);
      if (touched.has_value() && touched->ok()) record = *touched;
    }
    AddSeed(kind, std::move(record));
  }
  if (!kind->Can("Undelete")) return;
  absl::StatusOr<Dynamic> gone = subject.Add(Form());
  if (gone.ok()) gone = subject.Delete(gone->name());
  AddSeed(kind, std::move(gone), /*deleted=*/true);
}

void LeakHunt::AddSeed(const Kind* kind, absl::StatusOr<Dynamic> record, bool deleted) {
  if (findings_.Ok(record.status(), absl::StrCat("a record of ", kind->type().full_type()))) {
    seeds_.push_back({kind, *std::move(record), deleted});
  }
}

// Names of types and of fields are no secret: filters, masks and audits are about them.
void LeakHunt::DropNames() {
  canaries_.erase(kCustomKey);
  for (const std::string& known : grounds_.known) canaries_.erase(known);
  for (const auto& kind : world_.kinds()) {
    canaries_.erase(kind->type().full_type());
    for (const Leaf& leaf : kind->leaves) canaries_.erase(leaf.path);
  }
}

void LeakHunt::FindCanaries() {
  for (const Seed& seed : seeds_) {
    std::vector<const FieldDescriptor*> fields;
    const Message& message = *seed.record;
    message.GetReflection()->ListFields(message, &fields);
    for (const FieldDescriptor* field : fields) {
      if (!IsVeiled(field)) continue;
      AddTextsOf(message, field, absl::StrCat(seed.kind->type().singular(), ".", field->name()),
                 &canaries_);
    }
  }
  DropNames();
}

const LeakHunt::Seed* LeakHunt::SeedOf(const std::string& full_type,
                                       const std::string& collection) const {
  for (const Seed& seed : seeds_) {
    const resource::ResourceType& type = seed.kind->type();
    const bool is_type = !full_type.empty() && type.full_type() == full_type;
    const bool is_collection =
        type.collections().size() == 1 && type.collections()[0] == collection;
    if ((is_type || is_collection) && !seed.deleted) return &seed;
  }
  return nullptr;
}

Subject LeakHunt::SubjectOf(const Seed& seed) const { return Subject(&world_, seed.kind, who_); }

}  // namespace guanxi::contract
