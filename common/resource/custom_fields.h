// Custom fields at work: which there are, whether values fit, how they are indexed.
#ifndef GUANXI_COMMON_RESOURCE_CUSTOM_FIELDS_H_
#define GUANXI_COMMON_RESOURCE_CUSTOM_FIELDS_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/base/uuid.h"
#include "common/db/value.h"
#include "common/errors/errors.h"
#include "common/filter/schema.h"
#include "common/resource/resource_type.h"
#include "google/protobuf/message.h"
#include "guanxi/metadata/v1/field_definition.pb.h"

namespace guanxi::resource {

struct CustomField {
  Uuid id;
  metadata::v1::FieldDefinition definition;

  // Whether it takes values and filters; it is retired otherwise.
  bool live() const { return !definition.has_delete_time(); }
};

// The custom fields of one kind of resource in one tenant, by key. Retired ones are among them:
// values that they have left behind come and go with their records, and so do the index rows.
// Immutable.
using CustomFields = std::map<std::string, CustomField>;

// All custom fields of one tenant, by the kind of resource ("guanxi.dev/Customer"). Immutable.
using TenantFields = std::map<std::string, CustomFields>;

// Those of one kind of resource.
const CustomFields& FieldsOf(const TenantFields& fields, const ResourceType& type);

// What is said of a value under a key that means nothing, or nothing to its writer.
inline constexpr char kNoCustomField[] = "there is no such custom field";

// Whether the message has values under keys that `fields` lacks.
bool HasUnknownKeys(const ResourceType& type, const CustomFields& fields,
                    const google::protobuf::Message& message);

// Adds a violation for every value of `next` without a live definition (unless `old` has the same
// value) or of another type, and on create for every required field without a value.
void CheckCustom(const ResourceType& type, const CustomFields& fields,
                 const google::protobuf::Message* old, const google::protobuf::Message& next,
                 Violations* violations);

// Gives `*next`, whose custom values were replaced as a whole, the values of `old` that have no
// live definition and that it leaves out: stored values stay when their definition is retired.
void KeepRetired(const ResourceType& type, const CustomFields& fields,
                 const google::protobuf::Message& old, google::protobuf::Message* next);

// The rows of the side table `custom_values`, one for each value of a filterable field, live or
// retired: field id, then text_value, number_value and time_value, of which one is not NULL.
std::vector<std::vector<db::Value>> CustomRows(const ResourceType& type, const CustomFields& fields,
                                               const google::protobuf::Message& message);

// The filter field of `custom.<key>`. INVALID_ARGUMENT if there is no live one to filter by.
absl::StatusOr<filter::Field> CustomFilterField(const CustomFields& fields, absl::string_view key);
// The column of the side table that holds values of such a field.
absl::string_view CustomColumn(filter::Kind kind);

}  // namespace guanxi::resource

#endif  // GUANXI_COMMON_RESOURCE_CUSTOM_FIELDS_H_
