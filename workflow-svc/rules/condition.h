// Conditions of automation rules: the one language over a record, what it was, and its customer.
//
//   grade = VIP                  the record as it is
//   old.grade = MEDIUM           as it was before the event; not set without one
//   changed("grade")             the event changed it; in canonical form `changed.grade = true`
//   parent.level = "A"           the customer that it belongs to
//   custom.area = "East"         a custom field of the tenant's, in each of these scopes
#ifndef GUANXI_WORKFLOW_SVC_RULES_CONDITION_H_
#define GUANXI_WORKFLOW_SVC_RULES_CONDITION_H_

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/filter/matcher.h"
#include "common/filter/message_field.h"
#include "common/filter/moment.h"
#include "common/filter/predicate.h"
#include "common/filter/schema.h"
#include "common/resource/custom_fields.h"
#include "google/protobuf/message.h"
#include "guanxi/type/v1/condition.pb.h"
#include "workflow-svc/rules/condition_schema.h"
#include "workflow-svc/rules/record_kind.h"

namespace guanxi::workflow {

// What conditions are decided by, and texts filled with. Nothing is owned.
struct Facts {
  const google::protobuf::Message* record = nullptr;  // never null
  // What the fields that the event changed held before; null: there is no event.
  const google::protobuf::Message* before = nullptr;
  // The top-level fields that the event changed; of a new record all that it has.
  const absl::flat_hash_set<std::string>* changed = nullptr;
  // The customer that the record belongs to; null: none, or one that cannot be read.
  const google::protobuf::Message* parent = nullptr;
};

// The value of one field, of whichever scope.
class FactField {
 public:
  // INTERNAL if the schema and the messages disagree.
  static absl::StatusOr<FactField> Bind(const RecordKind& kind, const filter::FieldPtr& field);
  // Adds the values to `*values`.
  void Read(const Facts& facts, filter::Values* values) const;
  const ScopedPath& place() const { return place_; }

 private:
  FactField(ScopedPath place, std::string top) : place_(std::move(place)), top_(std::move(top)) {}

  ScopedPath place_;
  std::string top_;                                    // the top-level field
  std::shared_ptr<const filter::MessageField> field_;  // null of changed()
};

// A checked condition. Immutable, thus thread-safe; `kind` must outlive it.
class Condition {
 public:
  // `custom` are the tenant's fields, needed no longer than the call; null: custom fields are not
  // declared. Retired ones are read as before: values stay when a definition is retired.
  //
  // INVALID_ARGUMENT, INVALID_FILTER; the text has the byte position and what was expected, of a
  // form the path of the row.
  static absl::StatusOr<Condition> FromText(const RecordKind& kind, bool with_event,
                                            absl::string_view text,
                                            const resource::TenantFields* custom = nullptr);
  static absl::StatusOr<Condition> FromForm(const RecordKind& kind, bool with_event,
                                            const type::v1::Condition& form,
                                            const resource::TenantFields* custom = nullptr);

  filter::Truth Evaluate(const Facts& facts, const filter::Moment& moment) const;
  filter::Explanation Explain(const Facts& facts, const filter::Moment& moment) const;

  const std::string& canonical() const { return predicate_->canonical; }
  const filter::Predicate& predicate() const { return *predicate_; }
  // The top-level fields of the record that it reads, of any scope but the parent's.
  const std::set<std::string>& fields() const { return fields_; }
  bool reads_parent() const { return reads_parent_; }
  bool reads_event() const { return reads_event_; }

 private:
  static absl::StatusOr<Condition> Create(const RecordKind& kind, filter::Predicate predicate);
  explicit Condition(filter::Predicate predicate);

  std::shared_ptr<const filter::Predicate> predicate_;
  filter::Matcher matcher_;
  std::vector<FactField> slots_;  // of matcher_.fields()
  std::set<std::string> fields_;
  bool reads_parent_ = false;
  bool reads_event_ = false;
};

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_RULES_CONDITION_H_
