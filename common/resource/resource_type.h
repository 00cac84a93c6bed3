// What the engine knows of a resource, compiled once from its descriptor.
#ifndef GUANXI_COMMON_RESOURCE_RESOURCE_TYPE_H_
#define GUANXI_COMMON_RESOURCE_RESOURCE_TYPE_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/filter/schema.h"
#include "common/resource/column.h"
#include "common/resource/name_fields.h"
#include "common/resource/output_only.h"
#include "common/resource/stored_form.h"
#include "google/protobuf/descriptor.h"
#include "guanxi/metadata/v1/annotations.pb.h"

namespace guanxi::resource {

// One index-backed list. `index` is named after its columns: idx_<equal>_<sort>.
struct ListPath {
  std::vector<const Column*> equal;
  bool by_parent = false;       // `parent` is among the equalities
  bool by_grandparent = false;  // `grandparent` is
  const Column* sort = nullptr;
  std::string index;
  // Or else, instead of all these: by the rows of a set that has a value, in the order of ids.
  const SetField* set = nullptr;
  // As an error message names it: "owner = ... ORDER BY update_time".
  std::string description;
};

// What no two records may have alike; see metadata.v1.UniqueRule.
struct UniqueKey {
  std::vector<const Column*> columns;
  bool in_parent = false;
  std::string index;   // of the key: uq_<name>
  std::string claim;   // the column that is NULL where nothing is claimed; "" with deleted ones
  std::string reason;  // of the error
  std::string fields;  // as an error message names them: "code, region"
};

// A field that names a record of the same service.
struct ReferenceField {
  const google::protobuf::FieldDescriptor* field = nullptr;  // of the resource itself
  std::string target;                                        // "guanxi.dev/Customer"
  metadata::v1::Reference rule;
  const Column* column = nullptr;  // null if it has none
};

// The index that serves any combination of the fields in it; see ResourceRules.filter_index.
inline constexpr char kFilterIndex[] = "idx_filter";
// InnoDB's bounds of an index.
inline constexpr int kMaxIndexParts = 16;
inline constexpr int kMaxIndexBytes = 3072;
// Text in the filter index is a code, not prose.
inline constexpr int kMaxCodeBytes = 64;

// The path by which `name` orders lists: the order of ids.
inline constexpr char kIdPath[] = "name";

// A string that a search query finds, and the way to it through the message.
struct SearchField {
  std::vector<const google::protobuf::FieldDescriptor*> path;
  metadata::v1::SearchKind kind;
};

// Immutable after Compile, thus thread-safe. Lives as long as the process.
class ResourceType {
 public:
  // Reads the options of `descriptor`. Filters over the type read texts as `normalize` would have
  // them stored (docs/filters.md). INTERNAL, naming message and field, if they contradict each
  // other: a mistake in the protos that stops the service at start-up.
  static absl::StatusOr<std::unique_ptr<const ResourceType>> Compile(
      const google::protobuf::Descriptor* descriptor, Normalizer normalize = nullptr);

  const google::protobuf::Descriptor* descriptor() const { return descriptor_; }
  // "customer", "customers": keys of request fields and file names.
  const std::string& singular() const { return singular_; }
  const std::string& plural() const { return plural_; }
  // "CUSTOMER": the stem of error reasons.
  const std::string& code() const { return code_; }
  // "guanxi.dev/Customer".
  const std::string& full_type() const { return full_type_; }
  // The collections of the name pattern, from the root: {"customers", "contacts"}.
  const std::vector<std::string>& collections() const { return collections_; }
  bool has_parent() const { return collections_.size() > 1; }
  bool has_grandparent() const { return collections_.size() > 2; }

  const std::string& table() const { return table_; }
  // What tells its rows apart in the side tables; 0 for a type that has none there.
  int number() const { return number_; }
  bool has_side_rows() const;

  const std::vector<Column>& columns() const { return columns_; }
  const std::vector<SetField>& sets() const { return sets_; }
  const std::vector<ListPath>& list_paths() const { return list_paths_; }
  // In the order of the filter index; empty if the type has none.
  const std::vector<const Column*>& filter_index() const { return filter_index_; }
  const std::vector<SearchField>& search_fields() const { return search_fields_; }
  const std::vector<UniqueKey>& unique_keys() const { return unique_keys_; }
  const std::vector<ReferenceField>& references() const { return references_; }
  const std::vector<const Column*>& projected() const { return projected_; }  // of columns()
  // The two fields whose names make the id; none of a resource that is no edge.
  const std::vector<const google::protobuf::FieldDescriptor*>& edge_between() const {
    return edge_between_;
  }
  const ScopeFields& scope() const { return scope_; }
  // Whether its records let see and change their parents.
  bool shares_parent() const { return rules().shares_parent(); }
  bool append_only() const { return rules().append_only(); }
  metadata::v1::Deletion deletion() const { return deletion_; }  // never DELETION_UNSPECIFIED
  bool keeps_bodies() const { return rules().history() != metadata::v1::KEYS; }
  const filter::Schema& filter_schema() const { return *filter_schema_; }
  // nullptr if there is none of that name.
  const Column* FindColumn(absl::string_view field_path) const;
  const SetField* FindSet(absl::string_view field_path) const;
  bool has_text_search() const;
  bool has_blind_search() const;
  const OutputOnlyFields& output_only() const { return output_only_; }
  const NameFields& names() const { return names_; }

  // Well-known fields; nullptr where the message has none.
  using FieldDescriptor = google::protobuf::FieldDescriptor;
  const FieldDescriptor* name_field() const { return Field("name"); }
  const FieldDescriptor* etag_field() const { return Field("etag"); }
  const FieldDescriptor* create_time_field() const { return Field("create_time"); }
  const FieldDescriptor* update_time_field() const { return Field("update_time"); }
  const FieldDescriptor* delete_time_field() const { return Field("delete_time"); }  // if soft
  // Both, or none, of records that may be merged: into which one, and by which merge.
  const FieldDescriptor* merged_into_field() const;
  const FieldDescriptor* merged_by_field() const { return Field("merged_by"); }
  const FieldDescriptor* external_ids_field() const { return Field("external_ids"); }
  const FieldDescriptor* custom_field() const { return Field("custom"); }

 private:
  ResourceType(const google::protobuf::Descriptor* descriptor, Normalizer normalize);

  const google::protobuf::FieldDescriptor* Field(const char* name) const {
    return descriptor_->FindFieldByName(name);
  }
  absl::Status CompileName();
  absl::Status CompileColumns(const google::protobuf::Descriptor* message,
                              std::vector<const google::protobuf::FieldDescriptor*>* parents);
  // Refuses what would declare fields of a recursive message.
  absl::Status CheckRecursive(const google::protobuf::Descriptor* message) const;
  absl::Status AddColumn(const google::protobuf::FieldDescriptor* field,
                         const std::vector<const google::protobuf::FieldDescriptor*>& parents);
  bool MayLackValue(const Column& column) const;
  const metadata::v1::ResourceRules& rules() const;
  absl::Status AddSet(const google::protobuf::FieldDescriptor* field, bool at_the_top);
  absl::Status CompileListPaths();
  absl::Status CompileSetPath(const metadata::v1::ListPath& path);
  absl::Status CompileUniqueKeys();
  absl::Status CompileReferences();
  absl::Status CompileDeletion();
  absl::Status CompileEdge();
  absl::Status CompileScope();
  absl::Status CheckOwnerStays(const metadata::v1::RowScope& rule) const;
  absl::Status CheckShares() const;
  absl::Status CompileFilterIndex();
  absl::Status CompileFilterSchema();
  absl::StatusOr<filter::MessageField> BindReader(const std::string& path) const;
  absl::Status Fault(absl::string_view what) const;

  const google::protobuf::Descriptor* const descriptor_;
  const Normalizer normalize_;
  const OutputOnlyFields output_only_;
  const NameFields names_;
  std::string singular_, plural_, code_, full_type_, table_;
  int number_ = 0;
  std::vector<std::string> collections_;
  std::vector<Column> columns_;
  std::vector<SetField> sets_;
  std::vector<ListPath> list_paths_;
  std::vector<UniqueKey> unique_keys_;
  std::vector<ReferenceField> references_;
  std::vector<const Column*> projected_;
  std::vector<const google::protobuf::FieldDescriptor*> edge_between_;
  metadata::v1::Deletion deletion_ = metadata::v1::NONE;
  ScopeFields scope_;
  std::vector<const Column*> filter_index_;
  std::vector<SearchField> search_fields_;
  std::unique_ptr<const filter::Schema> filter_schema_;
};

// Whether the field holds messages of ours, which are annotated: no values of google.*, no maps.
bool HoldsOurs(const google::protobuf::FieldDescriptor* field);

// Whether a message of the type may lie inside another one of it, at any depth (a condition that
// holds conditions). Its fields lie in the body alone.
bool IsRecursive(const google::protobuf::Descriptor* message);

// Whether google.api.field_behavior lists `behavior` for the field.
bool HasBehavior(const google::protobuf::FieldDescriptor* field, int behavior);

}  // namespace guanxi::resource

#endif  // GUANXI_COMMON_RESOURCE_RESOURCE_TYPE_H_
