// The content of a process: which fields it has, whether values fit, what conditions say of it.
#ifndef GUANXI_WORKFLOW_SVC_PROCESS_CONTENT_H_
#define GUANXI_WORKFLOW_SVC_PROCESS_CONTENT_H_

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/errors/errors.h"
#include "common/filter/matcher.h"
#include "common/filter/moment.h"
#include "common/filter/predicate.h"
#include "common/filter/schema.h"
#include "google/protobuf/map.h"
#include "guanxi/workflow/v1/process_model.pb.h"
#include "workflow-svc/process/command.h"

namespace guanxi::workflow {

using StoredContent = google::protobuf::Map<std::string, v1::ProcessValue>;

// What conditions are decided by.
struct ContentFacts {
  const StoredContent* content = nullptr;  // never null
  std::string initiator;
  std::string initiator_department;  // "": none
};

// A checked condition over the content. Immutable, thus thread-safe.
class ContentCondition {
 public:
  filter::Truth Evaluate(const ContentFacts& facts, const filter::Moment& moment) const;
  filter::Explanation Explain(const ContentFacts& facts, const filter::Moment& moment) const;
  const std::string& canonical() const { return predicate_.canonical; }
  // The ids of the fields that it reads.
  std::set<std::string> Fields() const;

 private:
  friend class ContentSchema;
  explicit ContentCondition(filter::Predicate predicate)
      : predicate_(std::move(predicate)), matcher_(predicate_) {}

  filter::Predicate predicate_;
  filter::Matcher matcher_;
};

// Immutable, thus thread-safe.
class ContentSchema {
 public:
  ContentSchema() : schema_({}) {}
  // `fields`, whose form was checked.
  explicit ContentSchema(const google::protobuf::RepeatedPtrField<v1::ProcessField>& fields);

  // Null if there is none.
  const v1::ProcessField* Find(absl::string_view id) const;

  // INVALID_ARGUMENT, INVALID_FILTER: the byte, and what was expected.
  absl::StatusOr<ContentCondition> Compile(absl::string_view condition) const;

  // Brings the values into canonical form; under `path` a violation of each that does not fit.
  void Normalize(absl::string_view path, ProcessContent* content, Violations* violations) const;

  // The field's first value as a literal; nothing if it is empty.
  std::optional<filter::Literal> ValueOf(absl::string_view id, const StoredContent& content) const;

 private:
  std::map<std::string, v1::ProcessField, std::less<>> fields_;
  std::map<std::string, filter::FieldPtr, std::less<>> by_id_;
  filter::Schema schema_;
};

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_PROCESS_CONTENT_H_
