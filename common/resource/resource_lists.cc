// What lists of a resource may ask for: paths, the filter index, the fields of filters.
#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "common/base/status_macros.h"
#include "common/resource/resource_type.h"

namespace guanxi::resource {
namespace {

// What orders lists and is not in the index; the id, which is in any, is no column.
const Column* FindOtherOrder(const std::vector<ListPath>& paths,
                             const std::vector<const Column*>& index) {
  for (const ListPath& path : paths) {
    if (path.sort != nullptr && !absl::c_linear_search(index, path.sort)) return path.sort;
  }
  return nullptr;
}

}  // namespace

absl::Status ResourceType::CompileListPaths() {
  for (const auto& path : rules().list_paths()) {
    if (path.sort() == kIdPath) {
      GUANXI_RETURN_IF_ERROR(CompileSetPath(path));
      continue;
    }
    ListPath compiled;
    std::vector<std::string> names, texts;
    for (const std::string& equal : path.equal()) {
      texts.push_back(absl::StrCat(equal, " = ..."));
      if (equal == "parent" && has_parent()) {
        compiled.by_parent = true;
        names.push_back("parent_id");
        continue;
      }
      if (equal == "grandparent" && has_grandparent()) {
        compiled.by_grandparent = true;
        names.push_back("grandparent_id");
        continue;
      }
      const Column* column = FindColumn(equal);
      if (column == nullptr) return Fault(absl::StrCat("list path by undeclared field ", equal));
      if (column->kind == ColumnKind::kMoney) return Fault("a list path by money");
      compiled.equal.push_back(column);
      names.push_back(column->name);
    }
    if (compiled.by_parent && compiled.by_grandparent) {
      return Fault("a list path by parent and grandparent: the one says who the other is");
    }
    compiled.sort = FindColumn(path.sort());
    if (compiled.sort == nullptr || !compiled.sort->is_sortable()) {
      return Fault("a list path sorts by a declared time, date, number or collated text");
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

absl::Status ResourceType::CompileSetPath(const metadata::v1::ListPath& path) {
  ListPath compiled;
  if (path.equal_size() == 1) compiled.set = FindSet(path.equal(0));
  if (compiled.set == nullptr || has_parent()) {
    return Fault("a list path sorts by name at the root alone, and with one set");
  }
  compiled.description = absl::StrCat(path.equal(0), ":... ORDER BY ", kIdPath);
  list_paths_.push_back(std::move(compiled));
  return absl::OkStatus();
}

absl::Status ResourceType::CompileFilterIndex() {
  int parts = 3, bytes = 33;  // tenant_id, live, id
  if (has_parent()) ++parts, bytes += 16;
  if (has_grandparent()) ++parts, bytes += 16;
  for (const std::string& path :
       descriptor_->options().GetExtension(metadata::v1::resource).filter_index()) {
    const Column* column = FindColumn(path);
    if (column == nullptr) return Fault(absl::StrCat("filter index on undeclared field ", path));
    if (column->kind == ColumnKind::kText && !column->collated &&
        Rules(column->field).max_bytes() > kMaxCodeBytes) {
      return Fault(absl::StrCat(path, " is too long for the filter index"));
    }
    if (filter_index_.empty() && !column->is_sortable()) {
      return Fault("the filter index begins with a time, date, number or collated text");
    }
    filter_index_.push_back(column);
    parts += column->kind == ColumnKind::kMoney ? 2 : 1;
    bytes += IndexBytes(*column);
  }
  if (parts > kMaxIndexParts || bytes > kMaxIndexBytes) {
    return Fault(absl::StrCat("the filter index has ", parts, " columns of ", bytes,
                              " bytes, at most ", kMaxIndexParts, " of ", kMaxIndexBytes));
  }
  const Column* const lacking = FindOtherOrder(list_paths_, filter_index_);
  if (filter_index_.empty() || lacking == nullptr) return absl::OkStatus();
  return Fault(
      absl::StrCat("lists are ordered by ", lacking->path, ", which the filter index lacks"));
}

absl::Status ResourceType::CompileFilterSchema() {
  using Path = std::vector<const google::protobuf::FieldDescriptor*>;
  const auto read_as_stored = [this](Path path, filter::Field* field) {
    field->stored_form = [this, path = std::move(path)](absl::string_view text) {
      return StoredForm(descriptor_, names_, normalize_, path, text);
    };
  };
  std::vector<filter::Field> fields;
  for (const Column& column : columns_) {
    filter::Field field = FilterField(column);
    if (column.kind == ColumnKind::kText) {
      Path path = column.parents;
      path.push_back(column.field);
      read_as_stored(std::move(path), &field);
    }
    field.sortable = std::any_of(list_paths_.begin(), list_paths_.end(),
                                 [&](const ListPath& path) { return path.sort == &column; });
    fields.push_back(std::move(field));
  }
  for (const SetField& set : sets_) {
    filter::Field field = FilterField(set);
    if (set.collection.empty()) read_as_stored({set.field}, &field);
    fields.push_back(std::move(field));
  }
  if (std::any_of(list_paths_.begin(), list_paths_.end(),
                  [](const ListPath& path) { return path.set != nullptr; })) {
    filter::Field id;
    id.path = kIdPath;
    id.kind = filter::Kind::kName;
    id.binding = "id";
    id.to_id = filter::NameIn(collections_[0]);
    id.from_id = filter::NameOf(collections_[0]);
    id.sortable = true;
    fields.push_back(std::move(id));
  }
  std::vector<std::string> open;
  if (external_ids_field() != nullptr) open.push_back("external_ids");
  if (custom_field() != nullptr) open.push_back("custom");
  filter_schema_ = std::make_unique<filter::Schema>(std::move(fields), std::move(open));
  for (Column& column : columns_) {
    GUANXI_ASSIGN_OR_RETURN(column.reader, BindReader(column.path));
  }
  for (SetField& set : sets_) {
    GUANXI_ASSIGN_OR_RETURN(set.reader, BindReader(set.field->name()));
  }
  return absl::OkStatus();
}

absl::StatusOr<filter::MessageField> ResourceType::BindReader(const std::string& path) const {
  GUANXI_ASSIGN_OR_RETURN(filter::FieldPtr field, filter_schema_->Find(absl::StrSplit(path, '.')));
  return filter::MessageField::Bind(std::move(field), descriptor_);
}

}  // namespace guanxi::resource
