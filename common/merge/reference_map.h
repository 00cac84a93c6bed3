// What lies below the records of a collection, and what names them: found in the descriptors of all
// resources of a schema, so that a merge moves what comes to be declared without knowing of it.
#ifndef GUANXI_COMMON_MERGE_REFERENCE_MAP_H_
#define GUANXI_COMMON_MERGE_REFERENCE_MAP_H_

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "common/base/uuid.h"
#include "common/db/query.h"
#include "common/db/value.h"
#include "common/resource/column.h"
#include "common/resource/resource.h"

namespace guanxi::merge {

// Rows two levels below a record.
struct Below {
  const resource::Resource* resource = nullptr;
  // Their ids, deleted ones too; binds tenant and id of the row above.
  db::Query select;
};

// A place where a row names a record, or something below it: the row's parent, or one of its
// fields.
struct Place {
  const resource::Resource* resource = nullptr;
  const resource::Column* column = nullptr;  // null: the parent
  // Ids of the rows that name a record there, deleted ones too; binds Bind.
  db::Query select;
  // Of a parent: what lies below its rows, and goes where they go.
  std::vector<Below> below;

  bool is_parent() const { return column == nullptr; }
  // Of any record's name, as text, rather than the id of one of the collection.
  bool is_text() const { return column != nullptr && column->kind == resource::ColumnKind::kText; }
  std::vector<db::Value> Bind(const Uuid& tenant, const std::string& collection, const Uuid& record,
                              int64_t limit) const;
  // "" of a parent.
  std::string field() const { return column != nullptr ? column->path : std::string(); }
};

// Immutable, thus thread-safe.
class ReferenceMap {
 public:
  // Of the records of `collection` ("customers"), which may be another service's, among all
  // resources of this one's schema. A field takes part by a column and FieldRules.collection,
  // or a google.api.resource_reference, unless it is projected or tells of merges. Names without a
  // column go on to lead to what they named.
  //
  // Errors: INTERNAL, naming message and field, for what could not be moved whatever it holds, a
  // mistake in the protos that stops the service at start-up: a unique key or an edge that names
  // records of the collection or is counted below them, and a set of names of theirs. A key may
  // name what lies below them: a merge leaves it what it was.
  static absl::StatusOr<std::unique_ptr<const ReferenceMap>> Create(
      absl::string_view collection, absl::Span<const resource::Resource* const> all);

  const std::string& collection() const { return collection_; }
  // The resource of the collection itself; null if it is another service's.
  const resource::Resource* target() const { return target_; }
  // Children first, in the order of the resources.
  const std::vector<Place>& places() const { return places_; }
  // nullptr if there is none.
  const Place* Find(absl::string_view resource_type, absl::string_view field) const;

  // For the linter.
  std::vector<db::Query> Queries() const;

 private:
  explicit ReferenceMap(absl::string_view collection) : collection_(collection) {}
  absl::Status Add(const resource::Resource& resource);
  absl::Status AddParent(const resource::Resource& resource);
  absl::Status AddBelow(const resource::Resource& resource);
  absl::Status AddFields(const resource::Resource& resource);
  // Whether the column may name records of the collection, or what lies below them.
  bool MayName(const resource::Column& column) const;
  // Whether it names what lies below them alone.
  bool NamesBelow(const resource::Column& column) const;

  const std::string collection_;
  std::map<std::string, std::vector<std::string>> types_;  // of the schema: their collections
  const resource::Resource* target_ = nullptr;
  std::vector<Place> places_;
};

}  // namespace guanxi::merge

#endif  // GUANXI_COMMON_MERGE_REFERENCE_MAP_H_
