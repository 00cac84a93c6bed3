#include "common/resource/resource_type.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/base/status_macros.h"
#include "google/api/field_behavior.pb.h"
#include "google/api/resource.pb.h"

namespace guanxi::resource {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using metadata::v1::SEARCH_KIND_UNSPECIFIED;

// The column `set_values.field` is a SMALLINT.
constexpr int kMaxSetNumber = 32767;

// "ownershipRecord" becomes "ownership_record".
std::string SnakeCase(absl::string_view camel) {
  std::string snake;
  for (const char c : camel) {
    if (absl::ascii_isupper(static_cast<unsigned char>(c))) snake.push_back('_');
    snake.push_back(absl::ascii_tolower(static_cast<unsigned char>(c)));
  }
  return snake;
}

void FindSearchFields(const Descriptor* descriptor, std::vector<const FieldDescriptor*>* path,
                      std::vector<SearchField>* out) {
  for (int i = 0; i < descriptor->field_count(); ++i) {
    const FieldDescriptor* field = descriptor->field(i);
    path->push_back(field);
    if (Rules(field).search() != SEARCH_KIND_UNSPECIFIED) {
      out->push_back({*path, Rules(field).search()});
    } else if (HoldsOurs(field) && !IsRecursive(field->message_type())) {
      FindSearchFields(field->message_type(), path, out);
    }
    path->pop_back();
  }
}

// The types of messages that may lie inside `message`.
void Reach(const Descriptor* message, std::set<const Descriptor*>* reached) {
  for (int i = 0; i < message->field_count(); ++i) {
    const FieldDescriptor* field = message->field(i);
    if (!HoldsOurs(field) || !reached->insert(field->message_type()).second) continue;
    Reach(field->message_type(), reached);
  }
}

}  // namespace

bool HoldsOurs(const FieldDescriptor* field) {
  return field->message_type() != nullptr && !field->is_map() &&
         absl::StartsWith(field->message_type()->full_name(), "guanxi.");
}

bool IsRecursive(const Descriptor* message) {
  std::set<const Descriptor*> reached;
  Reach(message, &reached);
  return reached.count(message) != 0;
}

bool HasBehavior(const FieldDescriptor* field, int behavior) {
  const auto& options = field->options();
  for (int i = 0; i < options.ExtensionSize(google::api::field_behavior); ++i) {
    if (options.GetExtension(google::api::field_behavior, i) == behavior) return true;
  }
  return false;
}

ResourceType::ResourceType(const Descriptor* descriptor, Normalizer normalize)
    : descriptor_(descriptor),
      normalize_(std::move(normalize)),
      output_only_(descriptor),
      names_(descriptor) {}

absl::StatusOr<std::unique_ptr<const ResourceType>> ResourceType::Compile(
    const Descriptor* descriptor, Normalizer normalize) {
  std::unique_ptr<ResourceType> type(new ResourceType(descriptor, std::move(normalize)));
  GUANXI_RETURN_IF_ERROR(type->CompileName());
  std::vector<const FieldDescriptor*> path;
  GUANXI_RETURN_IF_ERROR(type->CompileColumns(descriptor, &path));
  for (const Column& declared : type->columns_) {
    if (declared.projected) type->projected_.push_back(&declared);
  }
  GUANXI_RETURN_IF_ERROR(type->CompileListPaths());
  GUANXI_RETURN_IF_ERROR(type->CompileUniqueKeys());
  GUANXI_RETURN_IF_ERROR(type->CompileReferences());
  GUANXI_RETURN_IF_ERROR(type->CompileDeletion());
  GUANXI_RETURN_IF_ERROR(type->CompileEdge());
  GUANXI_RETURN_IF_ERROR(type->CompileScope());
  GUANXI_RETURN_IF_ERROR(type->CompileFilterIndex());
  FindSearchFields(descriptor, &path, &type->search_fields_);
  GUANXI_RETURN_IF_ERROR(type->CompileFilterSchema());
  if (type->has_side_rows() && (type->number_ < 1 || type->number_ > 32767)) {
    return type->Fault("needs a number from 1 to 32767: it has rows in side tables");
  }
  return std::unique_ptr<const ResourceType>(std::move(type));
}

absl::Status ResourceType::Fault(absl::string_view what) const {
  return absl::InternalError(absl::StrCat(descriptor_->full_name(), ": ", what));
}

absl::Status ResourceType::CompileName() {
  const auto& resource = descriptor_->options().GetExtension(google::api::resource);
  if (resource.pattern_size() != 1) return Fault("needs google.api.resource with one pattern");
  for (absl::string_view segment : absl::StrSplit(resource.pattern(0), '/')) {
    if (!absl::StartsWith(segment, "{")) collections_.push_back(std::string(segment));
  }
  if (collections_.empty() || collections_.size() > 3) {
    return Fault("names have one to three collections");
  }
  if (name_field() == nullptr) return Fault("needs the field name");
  full_type_ = resource.type();
  singular_ = SnakeCase(resource.singular());
  plural_ = SnakeCase(resource.plural());
  code_ = absl::AsciiStrToUpper(singular_);
  table_ = rules().table();
  number_ = rules().number();
  if (table_.empty() || singular_.empty()) return Fault("needs a table and a singular");
  return absl::OkStatus();
}

absl::Status ResourceType::CompileColumns(const Descriptor* message,
                                          std::vector<const FieldDescriptor*>* parents) {
  for (int i = 0; i < message->field_count(); ++i) {
    const FieldDescriptor* field = message->field(i);
    if (Rules(field).set()) {
      GUANXI_RETURN_IF_ERROR(AddSet(field, parents->empty()));
    } else if (!Rules(field).column().empty()) {
      GUANXI_RETURN_IF_ERROR(AddColumn(field, *parents));
    } else if (HoldsOurs(field) && IsRecursive(field->message_type())) {
      GUANXI_RETURN_IF_ERROR(CheckRecursive(field->message_type()));
    } else if (HoldsOurs(field)) {
      parents->push_back(field);
      GUANXI_RETURN_IF_ERROR(CompileColumns(field->message_type(), parents));
      parents->pop_back();
    }
  }
  return absl::OkStatus();
}

absl::Status ResourceType::CheckRecursive(const Descriptor* message) const {
  std::set<const Descriptor*> reached;
  Reach(message, &reached);
  for (const Descriptor* type : reached) {
    for (int i = 0; i < type->field_count(); ++i) {
      const auto& rules = Rules(type->field(i));
      if (rules.set() || !rules.column().empty() || rules.search() != SEARCH_KIND_UNSPECIFIED) {
        return Fault(absl::StrCat(type->field(i)->full_name(),
                                  ": in a message that may hold itself nothing is declared"));
      }
    }
  }
  return absl::OkStatus();
}

absl::Status ResourceType::AddColumn(const FieldDescriptor* field,
                                     const std::vector<const FieldDescriptor*>& parents) {
  const auto& rules = Rules(field);
  Column column;
  column.field = field;
  column.parents = parents;
  for (const FieldDescriptor* step : parents) absl::StrAppend(&column.path, step->name(), ".");
  absl::StrAppend(&column.path, field->name());
  column.name = rules.column();
  column.collated = rules.collated();
  column.collection = rules.collection();
  if (field->is_repeated() || std::any_of(parents.begin(), parents.end(),
                                          [](const auto* step) { return step->is_repeated(); })) {
    return Fault(absl::StrCat(column.path, ": a column of a list"));
  }
  const std::optional<ColumnKind> kind = ColumnKindOf(field);
  if (!kind.has_value()) return Fault(absl::StrCat(column.path, ": no column can hold this type"));
  column.kind = *kind;
  column.projected = rules.projected();
  if (column.projected &&
      (!parents.empty() || column.collated || !HasBehavior(field, google::api::OUTPUT_ONLY))) {
    return Fault(absl::StrCat(column.path, ": only an OUTPUT_ONLY field at the top is projected"));
  }
  if (column.collated && column.kind != ColumnKind::kText) {
    return Fault(absl::StrCat(column.path, ": only text is collated"));
  }
  column.nullable = MayLackValue(column);
  columns_.push_back(std::move(column));
  return absl::OkStatus();
}

bool ResourceType::MayLackValue(const Column& column) const {
  switch (column.kind) {
    case ColumnKind::kText:
    case ColumnKind::kEnum:
      return false;  // "" and 0 stand for none
    case ColumnKind::kBool:
    case ColumnKind::kInt:
      return !column.parents.empty() || column.field->has_presence();
    case ColumnKind::kTime:
      return column.field != create_time_field() && column.field != update_time_field() &&
             (!column.parents.empty() || !HasBehavior(column.field, google::api::REQUIRED));
    default:
      return true;
  }
}

absl::Status ResourceType::AddSet(const FieldDescriptor* field, bool at_the_top) {
  const auto& rules = Rules(field);
  if (!at_the_top || !field->is_repeated() || field->type() != FieldDescriptor::TYPE_STRING ||
      !rules.column().empty()) {
    return Fault(absl::StrCat(
        field->name(), ": a set is a repeated string of the resource itself, without a column"));
  }
  const bool of_texts = rules.collection().empty();
  if (of_texts && (rules.max_bytes() < 1 || rules.max_bytes() > kMaxSetValueBytes)) {
    return Fault(absl::StrCat(field->name(), ": texts of a set have a max_bytes of at most ",
                              kMaxSetValueBytes));
  }
  if (field->number() > kMaxSetNumber) {
    return Fault(absl::StrCat(field->name(), ": the number of a set is at most ", kMaxSetNumber));
  }
  SetField set;
  set.field = field;
  set.collection = rules.collection();
  sets_.push_back(std::move(set));
  return absl::OkStatus();
}

bool ResourceType::has_side_rows() const {
  return external_ids_field() != nullptr || custom_field() != nullptr || !search_fields_.empty() ||
         !sets_.empty();
}

const Column* ResourceType::FindColumn(absl::string_view field_path) const {
  for (const Column& column : columns_) {
    if (column.path == field_path) return &column;
  }
  return nullptr;
}

const SetField* ResourceType::FindSet(absl::string_view field_path) const {
  for (const SetField& set : sets_) {
    if (set.field->name() == field_path) return &set;
  }
  return nullptr;
}

bool ResourceType::has_text_search() const {
  return std::any_of(search_fields_.begin(), search_fields_.end(),
                     [](const SearchField& f) { return f.kind == metadata::v1::TEXT; });
}

bool ResourceType::has_blind_search() const {
  return std::any_of(search_fields_.begin(), search_fields_.end(),
                     [](const SearchField& f) { return f.kind != metadata::v1::TEXT; });
}

}  // namespace guanxi::resource
