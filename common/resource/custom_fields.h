// Custom fields at work: which there are, whether values fit, how they are indexed.
#ifndef GUANXI_COMMON_RESOURCE_CUSTOM_FIELDS_H_
#define GUANXI_COMMON_RESOURCE_CUSTOM_FIELDS_H_

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/base/mutex.h"
#include "common/base/uuid.h"
#include "common/db/transaction.h"
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

// Adds a violation for every value of `next` without a live definition (unless `old` has the same
// value) or of another type, and on create for every required field without a value.
void CheckCustom(const ResourceType& type, const CustomFields& fields,
                 const google::protobuf::Message* old, const google::protobuf::Message& next,
                 Violations* violations);

// Gives `*next`, whose custom values were replaced as a whole, the values of `old` that have no
// live definition and that it leaves out: stored values stay when their definition is retired.
void KeepRetired(const ResourceType& type, const CustomFields& fields,
                 const google::protobuf::Message& old, google::protobuf::Message* next);

// The rows of the side table `<resource>_custom`, one for each value of a filterable field, live or
// retired: field id, then text_value, number_value and time_value, of which one is not NULL.
std::vector<std::vector<db::Value>> CustomRows(const ResourceType& type, const CustomFields& fields,
                                               const google::protobuf::Message& message);

// The filter field of `custom.<key>`. INVALID_ARGUMENT if there is no live one to filter by.
absl::StatusOr<filter::Field> CustomFilterField(const CustomFields& fields, absl::string_view key);
// The column of the side table that holds values of such a field.
absl::string_view CustomColumn(filter::Kind kind);

// Keeps the definitions of active tenants for up to `kMaxAge`: a change elsewhere acts within that
// time, one in this process at once.
//
// Thread-safe.
class CustomFieldCache {
 public:
  static constexpr absl::Duration kMaxAge = absl::Seconds(1);

  // `definitions` is the compiled FieldDefinition; neither pointer is owned.
  CustomFieldCache(const ResourceType* definitions, Clock* clock);

  absl::StatusOr<std::shared_ptr<const CustomFields>> Get(db::Transaction& tx, const Uuid& tenant,
                                                          const ResourceType& type);
  // What it reads by, for the linter.
  const db::Query& select() const { return select_; }
  // Forgets a tenant, after a definition of it was written.
  void Forget(const Uuid& tenant);

 private:
  struct Entry {
    absl::Time read_time;
    std::shared_ptr<const CustomFields> fields;
  };
  absl::StatusOr<std::shared_ptr<const CustomFields>> Read(db::Transaction& tx, const Uuid& tenant,
                                                           const ResourceType& type) const;

  const ResourceType* const definitions_;
  const db::Query select_;
  Clock* const clock_;
  Mutex mutex_;
  std::map<std::pair<Uuid, std::string>, Entry> entries_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace guanxi::resource

#endif  // GUANXI_COMMON_RESOURCE_CUSTOM_FIELDS_H_
