#include "workflow-svc/rules/condition_schema.h"

#include <map>
#include <memory>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace guanxi::workflow {
namespace {

using filter::Field;
using filter::FieldPtr;
using filter::Kind;

constexpr char kOld[] = "old.";
constexpr char kChanged[] = "changed.";
constexpr char kParent[] = "parent.";
constexpr char kCustom[] = "custom";

void AddScope(const filter::Schema& schema, absl::string_view scope, std::vector<Field>* fields) {
  for (const FieldPtr& field : schema.Fields()) {
    Field scoped = *field;
    scoped.path = absl::StrCat(scope, field->path);
    fields->push_back(std::move(scoped));
  }
}

// Whether a field of the message, or one that holds fields, was changed.
void AddChanged(const RecordKind& kind, std::vector<Field>* fields) {
  for (int i = 0; i < kind.descriptor()->field_count(); ++i) {
    Field changed;
    changed.path = absl::StrCat(kChanged, kind.descriptor()->field(i)->name());
    changed.kind = Kind::kBool;
    fields->push_back(std::move(changed));
  }
}

// Where keys are the tenant's.
std::vector<std::string> OpenFields(const RecordKind& kind, bool with_event) {
  std::vector<std::string> open;
  if (kind.type->custom_field() != nullptr) {
    open.push_back(kCustom);
    if (with_event) open.push_back(absl::StrCat(kOld, kCustom));
  }
  if (kind.has_parent) open.push_back(absl::StrCat(kParent, kCustom));
  return open;
}

std::unique_ptr<const filter::Schema> MakeSchema(const RecordKind& kind, bool with_event,
                                                 bool with_custom) {
  std::vector<Field> fields;
  AddScope(kind.type->filter_schema(), "", &fields);
  if (with_event) {
    AddScope(kind.type->filter_schema(), kOld, &fields);
    AddChanged(kind, &fields);
  }
  if (kind.has_parent) AddScope(CustomerKind().type->filter_schema(), kParent, &fields);
  return std::make_unique<const filter::Schema>(
      std::move(fields), with_custom ? OpenFields(kind, with_event) : std::vector<std::string>());
}

// What a custom field is, by its definition. Retired ones are still read.
absl::StatusOr<Field> CustomField(const resource::CustomFields& fields, absl::string_view key) {
  const auto found = fields.find(std::string(key));
  if (found == fields.end() || found->second.live()) {
    return resource::CustomFilterField(fields, key);
  }
  resource::CustomField retired = found->second;
  retired.definition.clear_delete_time();
  return resource::CustomFilterField({{found->first, std::move(retired)}}, key);
}

// Texts of the message that nobody filters by.
void AddTexts(const RecordKind& kind, absl::string_view scope, std::vector<Field>* fields) {
  const auto* const descriptor = kind.descriptor();
  for (int i = 0; i < descriptor->field_count(); ++i) {
    const auto* const field = descriptor->field(i);
    const bool is_text = field->type() == google::protobuf::FieldDescriptor::TYPE_STRING;
    const auto declared = kind.type->filter_schema().Lookup({field->name()});
    if (!is_text || (declared.ok() && *declared != nullptr)) continue;
    Field text;
    text.path = absl::StrCat(scope, field->name());
    text.repeated = field->is_repeated();
    fields->push_back(std::move(text));
  }
}

}  // namespace

ScopedPath SplitScope(absl::string_view path) {
  if (absl::ConsumePrefix(&path, kOld)) return {Scope::kOld, std::string(path)};
  if (absl::ConsumePrefix(&path, kChanged)) return {Scope::kChanged, std::string(path)};
  if (absl::ConsumePrefix(&path, kParent)) return {Scope::kParent, std::string(path)};
  return {Scope::kRecord, std::string(path)};
}

const filter::Schema& ConditionSchema(const RecordKind& kind, bool with_event, bool with_custom) {
  using Key = std::tuple<const RecordKind*, bool, bool>;
  using Schemas = std::map<Key, std::unique_ptr<const filter::Schema>>;
  static const Schemas* const schemas = [] {
    auto* const all = new Schemas();
    for (const RecordKind& each : RecordKinds()) {
      for (const bool event : {false, true}) {
        for (const bool custom : {false, true}) {
          (*all)[Key(&each, event, custom)] = MakeSchema(each, event, custom);
        }
      }
    }
    return all;
  }();
  return *schemas->at(Key(&kind, with_event, with_custom));
}

const filter::Schema& TextSchema(const RecordKind& kind) {
  using Schemas = std::map<const RecordKind*, std::unique_ptr<const filter::Schema>>;
  static const Schemas* const schemas = [] {
    auto* const all = new Schemas();
    for (const RecordKind& each : RecordKinds()) {
      std::vector<Field> fields;
      for (const FieldPtr& field : ConditionSchema(each, /*with_event=*/false).Fields()) {
        fields.push_back(*field);
      }
      AddTexts(each, "", &fields);
      if (each.has_parent) AddTexts(CustomerKind(), kParent, &fields);
      (*all)[&each] = std::make_unique<const filter::Schema>(std::move(fields));
    }
    return all;
  }();
  return *schemas->at(&kind);
}

filter::FieldResolver CustomResolver(const RecordKind& kind, const resource::TenantFields* custom) {
  if (custom == nullptr) return nullptr;
  return [&kind, custom](absl::string_view prefix, absl::string_view key) {
    const bool of_parent = SplitScope(prefix).scope == Scope::kParent;
    const RecordKind& of = of_parent ? CustomerKind() : kind;
    return CustomField(resource::FieldsOf(*custom, *of.type), key);
  };
}

}  // namespace guanxi::workflow
