#include "workflow-svc/process/content.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/filter/checker.h"
#include "common/filter/value.h"

namespace guanxi::workflow {
namespace {

using filter::Field;
using filter::FieldPtr;
using filter::Kind;

constexpr char kInitiator[] = "initiator";
constexpr char kInitiatorDepartment[] = "initiator_department";
constexpr size_t kMaxTextBytes = 4096;
constexpr int kMaxValues = 100;

void NameField(const char* collection, Field* field) {
  field->kind = Kind::kName;
  field->to_id = filter::NameIn(collection);
  field->from_id = filter::NameOf(collection);
}

Kind KindOf(v1::ProcessField::Type type) {
  switch (type) {
    case v1::ProcessField::NUMBER:
      return Kind::kDecimal;
    case v1::ProcessField::BOOL:
      return Kind::kBool;
    case v1::ProcessField::DATE:
      return Kind::kDate;
    case v1::ProcessField::TIMESTAMP:
      return Kind::kTimestamp;
    case v1::ProcessField::CHOICE:
      return Kind::kEnum;
    case v1::ProcessField::MONEY:
      return Kind::kMoney;
    default:
      return Kind::kString;
  }
}

Field FieldOf(const v1::ProcessField& declared) {
  Field field;
  field.path = declared.id();
  field.repeated = declared.repeated();
  field.kind = KindOf(declared.type());
  if (declared.type() == v1::ProcessField::USER) NameField("users", &field);
  if (declared.type() == v1::ProcessField::DEPARTMENT) NameField("departments", &field);
  for (int i = 0; i < declared.options_size(); ++i) {
    field.enum_values.emplace(declared.options(i), i + 1);
  }
  return field;
}

void ReadFact(const Field& field, const ContentFacts& facts, filter::Values* values) {
  const auto add = [&](const std::string& text) {
    if (absl::StatusOr<filter::Value> value = filter::ParseValue(field, text); value.ok()) {
      values->push_back(std::move(value->literal));
    }
  };
  if (field.path == kInitiator) return add(facts.initiator);
  if (field.path == kInitiatorDepartment) return add(facts.initiator_department);
  const auto found = facts.content->find(field.path);
  if (found == facts.content->end()) return;
  for (const std::string& text : found->second.values()) add(text);
}

}  // namespace

filter::Truth ContentCondition::Evaluate(const ContentFacts& facts,
                                         const filter::Moment& moment) const {
  return matcher_.Evaluate(
      [&](size_t slot, filter::Values* values) {
        ReadFact(*matcher_.fields()[slot], facts, values);
      },
      moment);
}

filter::Explanation ContentCondition::Explain(const ContentFacts& facts,
                                              const filter::Moment& moment) const {
  return matcher_.Explain(
      [&](size_t slot, filter::Values* values) {
        ReadFact(*matcher_.fields()[slot], facts, values);
      },
      moment);
}

std::set<std::string> ContentCondition::Fields() const {
  std::set<std::string> fields;
  for (const FieldPtr& field : matcher_.fields()) {
    if (field->path != kInitiator && field->path != kInitiatorDepartment) {
      fields.insert(field->path);
    }
  }
  return fields;
}

ContentSchema::ContentSchema(const google::protobuf::RepeatedPtrField<v1::ProcessField>& fields)
    : schema_({}) {
  std::vector<Field> all(2);
  all[0].path = kInitiator;
  NameField("users", &all[0]);
  all[1].path = kInitiatorDepartment;
  NameField("departments", &all[1]);
  for (const v1::ProcessField& field : fields) {
    fields_.emplace(field.id(), field);
    by_id_.emplace(field.id(), std::make_shared<const Field>(FieldOf(field)));
    all.push_back(FieldOf(field));
  }
  schema_ = filter::Schema(std::move(all));
}

const v1::ProcessField* ContentSchema::Find(absl::string_view id) const {
  const auto found = fields_.find(id);
  return found == fields_.end() ? nullptr : &found->second;
}

absl::StatusOr<ContentCondition> ContentSchema::Compile(absl::string_view condition) const {
  GUANXI_ASSIGN_OR_RETURN(filter::Predicate predicate, filter::Compile(condition, schema_));
  return ContentCondition(std::move(predicate));
}

void ContentSchema::Normalize(absl::string_view path, ProcessContent* content,
                              Violations* violations) const {
  for (auto& [id, value] : *content) {
    const std::string where = absl::StrCat(path, ".", id);
    const auto found = by_id_.find(id);
    if (found == by_id_.end()) {
      violations->Add(where, "there is no such field");
      continue;
    }
    v1::ProcessValue normal;
    for (const std::string& text : value.values()) {
      if (absl::StripAsciiWhitespace(text).empty()) continue;
      absl::StatusOr<filter::Value> parsed = filter::ParseValue(*found->second, text);
      if (!parsed.ok()) {
        violations->Add(where, parsed.status().message());
      } else if (parsed->text.size() > kMaxTextBytes) {
        violations->Add(where, absl::StrCat("at most ", kMaxTextBytes, " bytes"));
      } else {
        normal.add_values(parsed->text);
      }
    }
    const int most = found->second->repeated ? kMaxValues : 1;
    if (normal.values_size() > most) {
      violations->Add(where, absl::StrCat("at most ", most, most == 1 ? " value" : " values"));
    }
    value = std::move(normal);
  }
}

std::optional<filter::Literal> ContentSchema::ValueOf(absl::string_view id,
                                                      const StoredContent& content) const {
  const auto field = by_id_.find(id);
  const auto found = content.find(std::string(id));
  if (field == by_id_.end() || found == content.end() || found->second.values().empty()) {
    return std::nullopt;
  }
  absl::StatusOr<filter::Value> value = filter::ParseValue(*field->second, found->second.values(0));
  if (!value.ok()) return std::nullopt;
  return std::move(value->literal);
}

}  // namespace guanxi::workflow
