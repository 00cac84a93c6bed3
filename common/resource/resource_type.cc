#include "common/resource/resource_type.h"

#include <algorithm>
#include <map>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "common/base/status_macros.h"
#include "google/api/field_behavior.pb.h"
#include "google/api/resource.pb.h"

namespace guanxi::resource {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using metadata::v1::SEARCH_KIND_UNSPECIFIED;

constexpr absl::string_view kTimestamp = "google.protobuf.Timestamp";

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
    } else if (HoldsOurs(field)) {
      FindSearchFields(field->message_type(), path, out);
    }
    path->pop_back();
  }
}

filter::Field FilterField(const Column& column) {
  filter::Field field;
  field.path = column.path;
  field.binding = column.name;
  switch (column.kind) {
    case ColumnKind::kText:
      field.kind = filter::Kind::kString;
      break;
    case ColumnKind::kName:
      field.kind = filter::Kind::kName;
      field.to_id = filter::NameIn(column.collection);
      break;
    case ColumnKind::kEnum: {
      field.kind = filter::Kind::kEnum;
      const auto* type = column.field->enum_type();
      for (int i = 0; i < type->value_count(); ++i) {
        field.enum_values[type->value(i)->name()] = type->value(i)->number();
      }
      break;
    }
    case ColumnKind::kTime:
      field.kind = filter::Kind::kTimestamp;
      break;
    case ColumnKind::kInt:
      field.kind = filter::Kind::kInt64;
      break;
  }
  return field;
}

bool IsSortable(const Column& column) {
  return column.kind == ColumnKind::kTime || column.collated;
}

// What a column takes in an index's key at most: characters of four bytes, a length, a NULL.
int IndexBytes(const Column& column) {
  switch (column.kind) {
    case ColumnKind::kText:
      return column.collated ? 64 + 2 : 4 * Rules(column.field).max_bytes() + 2;
    case ColumnKind::kName:
      return 16 + 1;
    case ColumnKind::kEnum:
      return 2;
    case ColumnKind::kInt:
      return 8;
    case ColumnKind::kTime:
      return 8 + 1;
  }
  return 0;
}

}  // namespace

const metadata::v1::FieldRules& Rules(const FieldDescriptor* field) {
  return field->options().GetExtension(metadata::v1::field);
}

bool HoldsOurs(const FieldDescriptor* field) {
  return field->message_type() != nullptr && !field->is_map() &&
         absl::StartsWith(field->message_type()->full_name(), "guanxi.");
}

bool HasBehavior(const FieldDescriptor* field, int behavior) {
  const auto& options = field->options();
  for (int i = 0; i < options.ExtensionSize(google::api::field_behavior); ++i) {
    if (options.GetExtension(google::api::field_behavior, i) == behavior) return true;
  }
  return false;
}

absl::StatusOr<std::unique_ptr<const ResourceType>> ResourceType::Compile(
    const Descriptor* descriptor) {
  std::unique_ptr<ResourceType> type(new ResourceType(descriptor));
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
  GUANXI_RETURN_IF_ERROR(type->CompileFilterIndex());
  FindSearchFields(descriptor, &path, &type->search_fields_);
  type->CompileFilterSchema();
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
  if (collections_.empty() || collections_.size() > 2) {
    return Fault("names have one or two collections");
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
    if (!Rules(field).column().empty()) {
      GUANXI_RETURN_IF_ERROR(AddColumn(field, *parents));
    } else if (!field->is_map() && field->message_type() != nullptr &&
               absl::StartsWith(field->message_type()->full_name(), "guanxi.")) {
      parents->push_back(field);
      GUANXI_RETURN_IF_ERROR(CompileColumns(field->message_type(), parents));
      parents->pop_back();
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
  if (field->type() == FieldDescriptor::TYPE_STRING) {
    column.kind = column.collection.empty() ? ColumnKind::kText : ColumnKind::kName;
  } else if (field->type() == FieldDescriptor::TYPE_ENUM) {
    column.kind = ColumnKind::kEnum;
  } else if (field->message_type() != nullptr && field->message_type()->full_name() == kTimestamp) {
    column.kind = ColumnKind::kTime;
  } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_INT64) {
    column.kind = ColumnKind::kInt;
  } else {
    return Fault(absl::StrCat(column.path, ": no column can hold this type"));
  }
  column.projected = rules.projected();
  if (column.projected &&
      (!parents.empty() || column.collated || !HasBehavior(field, google::api::OUTPUT_ONLY))) {
    return Fault(absl::StrCat(column.path, ": only an OUTPUT_ONLY field at the top is projected"));
  }
  if (column.collated && column.kind != ColumnKind::kText) {
    return Fault(absl::StrCat(column.path, ": only text is collated"));
  }
  columns_.push_back(std::move(column));
  return absl::OkStatus();
}

absl::Status ResourceType::CompileListPaths() {
  for (const auto& path : rules().list_paths()) {
    ListPath compiled;
    std::vector<std::string> names, texts;
    for (const std::string& equal : path.equal()) {
      texts.push_back(absl::StrCat(equal, " = ..."));
      if (equal == "parent" && has_parent()) {
        compiled.by_parent = true;
        names.push_back("parent_id");
        continue;
      }
      const Column* column = FindColumn(equal);
      if (column == nullptr) return Fault(absl::StrCat("list path by undeclared field ", equal));
      compiled.equal.push_back(column);
      names.push_back(column->name);
    }
    compiled.sort = FindColumn(path.sort());
    if (compiled.sort == nullptr || !IsSortable(*compiled.sort)) {
      return Fault("a list path sorts by a declared time or collated text");
    }
    names.push_back(compiled.sort->sort_name());
    compiled.index = absl::StrCat("idx_", absl::StrJoin(names, "_"));
    compiled.description = absl::StrCat(absl::StrJoin(texts, " AND "), texts.empty() ? "" : " ",
                                        "ORDER BY ", path.sort());
    list_paths_.push_back(std::move(compiled));
  }
  if (list_paths_.empty()) return Fault("needs at least one list path");
  return absl::OkStatus();
}

absl::Status ResourceType::CompileFilterIndex() {
  int parts = 3, bytes = 33;  // tenant_id, live, id
  if (has_parent()) ++parts, bytes += 16;
  for (const std::string& path :
       descriptor_->options().GetExtension(metadata::v1::resource).filter_index()) {
    const Column* column = FindColumn(path);
    if (column == nullptr) return Fault(absl::StrCat("filter index on undeclared field ", path));
    if (column->kind == ColumnKind::kText && !column->collated &&
        Rules(column->field).max_bytes() > kMaxCodeBytes) {
      return Fault(absl::StrCat(path, " is too long for the filter index"));
    }
    if (filter_index_.empty() && !IsSortable(*column)) {
      return Fault("the filter index begins with a time or collated text");
    }
    filter_index_.push_back(column);
    ++parts;
    bytes += IndexBytes(*column);
  }
  if (parts <= kMaxIndexParts && bytes <= kMaxIndexBytes) return absl::OkStatus();
  return Fault(absl::StrCat("the filter index has ", parts, " columns of ", bytes,
                            " bytes, at most ", kMaxIndexParts, " of ", kMaxIndexBytes));
}

void ResourceType::CompileFilterSchema() {
  std::vector<filter::Field> fields;
  for (const Column& column : columns_) {
    filter::Field field = FilterField(column);
    field.sortable = std::any_of(list_paths_.begin(), list_paths_.end(),
                                 [&](const ListPath& path) { return path.sort == &column; });
    fields.push_back(std::move(field));
  }
  std::vector<std::string> open;
  if (external_ids_field() != nullptr) open.push_back("external_ids");
  if (custom_field() != nullptr) open.push_back("custom");
  filter_schema_ = std::make_unique<filter::Schema>(std::move(fields), std::move(open));
}

bool ResourceType::has_side_rows() const {
  return external_ids_field() != nullptr || custom_field() != nullptr || !search_fields_.empty();
}

const Column* ResourceType::FindColumn(absl::string_view field_path) const {
  for (const Column& column : columns_) {
    if (column.path == field_path) return &column;
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
