#include "workflow-svc/rules/condition.h"

#include <map>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "common/base/status_macros.h"
#include "common/filter/checker.h"
#include "common/filter/from_form.h"

namespace guanxi::workflow {
namespace {

using filter::Field;
using filter::FieldPtr;
using filter::Kind;
using filter::Predicate;
using filter::Truth;
using filter::Values;

constexpr char kOld[] = "old.";
constexpr char kChanged[] = "changed.";
constexpr char kParent[] = "parent.";
constexpr char kCustom[] = "custom";

std::string TopOf(absl::string_view path) { return std::string(path.substr(0, path.find('.'))); }

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

std::unique_ptr<const filter::Schema> MakeSchema(const RecordKind& kind, bool with_event) {
  std::vector<Field> fields;
  AddScope(kind.type->filter_schema(), "", &fields);
  if (with_event) {
    AddScope(kind.type->filter_schema(), kOld, &fields);
    AddChanged(kind, &fields);
  }
  if (kind.has_parent) AddScope(CustomerKind().type->filter_schema(), kParent, &fields);
  return std::make_unique<const filter::Schema>(std::move(fields), OpenFields(kind, with_event));
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

filter::FieldResolver ResolverOf(const RecordKind& kind, const resource::TenantFields* custom) {
  if (custom == nullptr) return nullptr;
  return [&kind, custom](absl::string_view prefix, absl::string_view key) {
    const bool of_parent = SplitScope(prefix).scope == Scope::kParent;
    const RecordKind& of = of_parent ? CustomerKind() : kind;
    return CustomField(resource::FieldsOf(*custom, *of.type), key);
  };
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

const filter::Schema& ConditionSchema(const RecordKind& kind, bool with_event) {
  using Schemas =
      std::map<std::pair<const RecordKind*, bool>, std::unique_ptr<const filter::Schema>>;
  static const Schemas* const schemas = [] {
    auto* const all = new Schemas();
    for (const RecordKind& each : RecordKinds()) {
      for (const bool event : {false, true}) (*all)[{&each, event}] = MakeSchema(each, event);
    }
    return all;
  }();
  return *schemas->at({&kind, with_event});
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

absl::StatusOr<FactField> FactField::Bind(const RecordKind& kind, const FieldPtr& field) {
  ScopedPath place = SplitScope(field->path);
  std::string top = TopOf(place.path);
  FactField bound(std::move(place), std::move(top));
  if (bound.place_.scope == Scope::kChanged) return bound;
  auto bare = std::make_shared<Field>(*field);
  bare->path = bound.place_.path;
  const bool of_parent = bound.place_.scope == Scope::kParent;
  GUANXI_ASSIGN_OR_RETURN(
      filter::MessageField read,
      filter::MessageField::Bind(std::move(bare),
                                 of_parent ? CustomerKind().descriptor() : kind.descriptor()));
  bound.field_ = std::make_shared<const filter::MessageField>(std::move(read));
  return bound;
}

void FactField::Read(const Facts& facts, Values* values) const {
  const bool is_changed = facts.changed != nullptr && facts.changed->contains(top_);
  switch (place_.scope) {
    case Scope::kChanged:
      values->push_back(is_changed);
      return;
    case Scope::kParent:
      if (facts.parent != nullptr) field_->Read(*facts.parent, values);
      return;
    case Scope::kOld:
      // What the event did not change was what it is.
      if (facts.before != nullptr) field_->Read(is_changed ? *facts.before : *facts.record, values);
      return;
    case Scope::kRecord:
      field_->Read(*facts.record, values);
      return;
  }
}

Condition::Condition(Predicate predicate)
    : predicate_(std::make_shared<const Predicate>(std::move(predicate))), matcher_(*predicate_) {}

absl::StatusOr<Condition> Condition::Create(const RecordKind& kind, Predicate predicate) {
  Condition condition(std::move(predicate));
  for (const FieldPtr& field : condition.matcher_.fields()) {
    GUANXI_ASSIGN_OR_RETURN(FactField slot, FactField::Bind(kind, field));
    const Scope scope = slot.place().scope;
    if (scope == Scope::kParent) {
      condition.reads_parent_ = true;
    } else {
      condition.fields_.insert(TopOf(slot.place().path));
    }
    if (scope == Scope::kOld || scope == Scope::kChanged) condition.reads_event_ = true;
    condition.slots_.push_back(std::move(slot));
  }
  return condition;
}

absl::StatusOr<Condition> Condition::FromText(const RecordKind& kind, bool with_event,
                                              absl::string_view text,
                                              const resource::TenantFields* custom) {
  GUANXI_ASSIGN_OR_RETURN(
      Predicate predicate,
      filter::Compile(text, ConditionSchema(kind, with_event), ResolverOf(kind, custom)));
  return Create(kind, std::move(predicate));
}

absl::StatusOr<Condition> Condition::FromForm(const RecordKind& kind, bool with_event,
                                              const type::v1::Condition& form,
                                              const resource::TenantFields* custom) {
  GUANXI_ASSIGN_OR_RETURN(
      Predicate predicate,
      filter::FromForm(form, ConditionSchema(kind, with_event), ResolverOf(kind, custom)));
  return Create(kind, std::move(predicate));
}

Truth Condition::Evaluate(const Facts& facts, const filter::Moment& moment) const {
  return matcher_.Evaluate([&](size_t slot, Values* values) { slots_[slot].Read(facts, values); },
                           moment);
}

filter::Explanation Condition::Explain(const Facts& facts, const filter::Moment& moment) const {
  return matcher_.Explain([&](size_t slot, Values* values) { slots_[slot].Read(facts, values); },
                          moment);
}

}  // namespace guanxi::workflow
