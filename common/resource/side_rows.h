// The rows beside a resource's own: external ids, blind index, custom values, sets.
//
// All resources of a schema share the side tables; `type` is the number of the resource's type
// (metadata.v1.ResourceRules). Each has tenant_id, type and id in front of its columns:
//   external_ids   system, value          primary key (tenant_id, type, system, value)
//   search_keys    kind, digest           primary key (tenant_id, type, kind, digest, id)
//   custom_values  field_id, text_value, number_value, time_value
//                                         primary key (tenant_id, type, id, field_id)
//   set_values     field, value, live     primary key (tenant_id, type, field, value, live, id)
// Search rows are kept by common/search in `search_rows`.
#ifndef GUANXI_COMMON_RESOURCE_SIDE_ROWS_H_
#define GUANXI_COMMON_RESOURCE_SIDE_ROWS_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "common/base/uuid.h"
#include "common/db/query.h"
#include "common/db/value.h"
#include "common/resource/custom_fields.h"
#include "common/resource/resource_type.h"
#include "google/protobuf/message.h"

namespace guanxi::resource {

// What a value in the blind index is. Stored: never renumber.
enum class KeyKind { kPhone = 1, kPhoneLast4 = 2, kEmail = 3 };

// Makes the digests under which values are found: keyed, and apart for each tenant.
class BlindIndex {
 public:
  // `key` is secret and never changes: another key finds nothing that was stored before.
  BlindIndex(absl::string_view key, const Uuid& tenant) : key_(key), tenant_(tenant) {}
  std::string Digest(KeyKind kind, absl::string_view value) const;

 private:
  const absl::string_view key_;
  const Uuid tenant_;
};

// The last four digits of a normalised number, extension aside; "" if it has fewer.
std::string LastFourDigits(absl::string_view number);

// One side table: its statements, and how many columns after (tenant_id, type, id) are needed to
// name what is erased: with none, all rows of a record go at once.
struct SideTable {
  SideTable(const std::string& table, const std::vector<std::string>& columns, size_t key_columns);

  // The columns that all side tables begin with, of one record.
  static std::vector<db::Value> Key(const Uuid& tenant, const ResourceType& type, const Uuid& id);

  db::InsertQuery insert;  // Key, then `columns`
  db::Query erase;         // binds Key and the key columns
  size_t key_columns;
};

// The same for all types, so that rows of several go out in one statement.
const SideTable& ExternalIdTable();
const SideTable& KeyTable();
const SideTable& CustomTable();
const SideTable& SetTable();

// (value, id) of up to `count` external ids of one system: tenant_id, type, system, then the
// values.
db::Query SelectByExternalIds(size_t count);
// Ids by a digest of the blind index: tenant_id, type, kind, digest, id to start behind, limit.
// With a condition on the rows `r` of `table`, whose values come before the limit, those ids alone.
db::Query SelectByKey(const std::string& table = "", const std::string& condition = "");

// Rows without what Key holds, sorted.
using SideRowList = std::vector<std::vector<db::Value>>;

// (system, id) pairs of the message, ids in normal form.
using ExternalId = std::pair<std::string, std::string>;
std::vector<ExternalId> ExternalIds(const ResourceType& type,
                                    const google::protobuf::Message& message);
// An external id as it is stored and compared: without blanks at both ends, which the database
// would ignore at one end when it compares.
std::string NormalExternalId(absl::string_view id);
void NormalizeExternalIds(const ResourceType& type, google::protobuf::Message* message);
SideRowList ExternalIdRows(const ResourceType& type, const google::protobuf::Message& message);
SideRowList KeyRows(const ResourceType& type, const BlindIndex& index,
                    const google::protobuf::Message& message);

// One for each value of each set: the field's number, the value (an id, or a text without blanks at
// its end) and whether the record is live. Rows of deleted records lie apart from those of live
// ones, so that a list of the live reads none of them, and lists with show_deleted still find them.
SideRowList SetRows(const ResourceType& type, const google::protobuf::Message& message, bool live);

// All strings of one kind that a search finds the message by, as they stand in it.
std::vector<std::string> SearchTexts(const ResourceType& type, metadata::v1::SearchKind kind,
                                     const google::protobuf::Message& message);

// What is in `a` and not in `b`.
SideRowList Difference(const SideRowList& a, const SideRowList& b);

}  // namespace guanxi::resource

#endif  // GUANXI_COMMON_RESOURCE_SIDE_ROWS_H_
