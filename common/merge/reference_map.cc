#include "common/merge/reference_map.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/resource/name_fields.h"
#include "google/api/resource.pb.h"

namespace guanxi::merge {
namespace {

using google::protobuf::FieldDescriptor;
using resource::Column;
using resource::ColumnKind;
using resource::Resource;
using resource::ResourceType;

db::Query SelectBy(const ResourceType& type, absl::string_view column,
                   absl::string_view condition = " = ?") {
  return {
      absl::StrCat(type.singular(), ".select_merged_by_", column),
      absl::StrCat("SELECT id FROM ", type.table(), " WHERE tenant_id = ? AND live IN (0, 1) AND ",
                   column, condition, " LIMIT ?")};
}

absl::Status Fault(const ResourceType& type, absl::string_view what) {
  return absl::InternalError(
      absl::StrCat(type.full_type(), ": ", what, ": it could not follow a merge"));
}

}  // namespace

std::vector<db::Value> Place::Bind(const Uuid& tenant, const std::string& collection,
                                   const Uuid& record, int64_t limit) const {
  if (!is_text()) return {tenant.bytes(), record.bytes(), limit};
  const std::string name = absl::StrCat(collection, "/", record.ToString());
  // "0" follows "/": its own name, and those of all that lies below it.
  return {tenant.bytes(), name, absl::StrCat(name, "0"), limit};
}

absl::StatusOr<std::unique_ptr<const ReferenceMap>> ReferenceMap::Create(
    absl::string_view collection, absl::Span<const Resource* const> all) {
  std::unique_ptr<ReferenceMap> map(new ReferenceMap(collection));
  for (const Resource* resource : all) {
    map->types_[resource->type().full_type()] = resource->type().collections();
  }
  for (const Resource* resource : all) GUANXI_RETURN_IF_ERROR(map->Add(*resource));
  for (const Resource* resource : all) GUANXI_RETURN_IF_ERROR(map->AddBelow(*resource));
  std::stable_sort(map->places_.begin(), map->places_.end(),
                   [](const Place& a, const Place& b) { return a.is_parent() && !b.is_parent(); });
  return std::unique_ptr<const ReferenceMap>(std::move(map));
}

absl::Status ReferenceMap::Add(const Resource& resource) {
  const std::vector<std::string>& collections = resource.type().collections();
  if (collections.size() == 1 && collections[0] == collection_) target_ = &resource;
  if (collections.size() == 2 && collections[0] == collection_) {
    GUANXI_RETURN_IF_ERROR(AddParent(resource));
  }
  return AddFields(resource);
}

absl::Status ReferenceMap::AddParent(const Resource& resource) {
  const ResourceType& type = resource.type();
  for (const resource::UniqueKey& key : type.unique_keys()) {
    if (key.in_parent) return Fault(type, absl::StrCat(key.fields, " are unique in the parent"));
  }
  places_.push_back({&resource, nullptr, SelectBy(type, "parent_id"), {}});
  return absl::OkStatus();
}

absl::Status ReferenceMap::AddBelow(const Resource& resource) {
  const ResourceType& type = resource.type();
  if (type.collections().size() != 3 || type.collections()[0] != collection_) {
    return absl::OkStatus();
  }
  for (Place& place : places_) {
    const std::vector<std::string>& above = place.resource->type().collections();
    if (!place.is_parent() || above[1] != type.collections()[1]) continue;
    place.below.push_back({&resource,
                           {absl::StrCat(type.singular(), ".select_merged_with_parent"),
                            absl::StrCat("SELECT id FROM ", type.table(),
                                         " WHERE tenant_id = ? AND live IN (0, 1) AND "
                                         "parent_id = ?")}});
    return absl::OkStatus();
  }
  return Fault(type, "lies below what is no resource here");
}

bool ReferenceMap::MayName(const Column& column) const {
  if (column.projected || resource::Rules(column.field).tells_of_merge()) return false;
  if (column.kind == ColumnKind::kName) return column.collection == collection_;
  if (column.kind != ColumnKind::kText || !resource::HoldsNames(column.field)) return false;
  const std::string& type =
      column.field->options().GetExtension(google::api::resource_reference).type();
  const auto root = types_.find(type);
  return root == types_.end() || root->second.front() == collection_;
}

bool ReferenceMap::NamesBelow(const Column& column) const {
  if (column.kind != ColumnKind::kText) return false;
  const auto type =
      types_.find(column.field->options().GetExtension(google::api::resource_reference).type());
  return type != types_.end() && type->second.size() > 1;
}

absl::Status ReferenceMap::AddFields(const Resource& resource) {
  const ResourceType& type = resource.type();
  for (const Column& column : type.columns()) {
    if (!MayName(column)) continue;
    for (const resource::UniqueKey& key : type.unique_keys()) {
      // What lies below keeps its id, so that no two come to be the same.
      if (!NamesBelow(column) && std::count(key.columns.begin(), key.columns.end(), &column) > 0) {
        return Fault(type, absl::StrCat(column.path, " is part of a unique key"));
      }
    }
    const auto& ends = type.edge_between();
    if (std::count(ends.begin(), ends.end(), column.field) > 0) {
      return Fault(type, absl::StrCat(column.path, " is part of an edge's id"));
    }
    if (column.kind == ColumnKind::kText) {
      const std::string between = absl::StrCat(" >= ? AND ", column.name, " < ?");
      places_.push_back({&resource, &column, SelectBy(type, column.name, between), {}});
    } else {
      places_.push_back({&resource, &column, SelectBy(type, column.name), {}});
    }
  }
  for (const resource::SetField& set : type.sets()) {
    if (set.collection == collection_) return Fault(type, set.field->name());
  }
  return absl::OkStatus();
}

const Place* ReferenceMap::Find(absl::string_view resource_type, absl::string_view field) const {
  const auto found = std::find_if(places_.begin(), places_.end(), [&](const Place& place) {
    return place.resource->type().singular() == resource_type && place.field() == field;
  });
  return found != places_.end() ? &*found : nullptr;
}

std::vector<db::Query> ReferenceMap::Queries() const {
  std::vector<db::Query> queries;
  for (const Place& place : places_) {
    queries.push_back(place.select);
    for (const Below& below : place.below) queries.push_back(below.select);
  }
  return queries;
}

}  // namespace guanxi::merge
