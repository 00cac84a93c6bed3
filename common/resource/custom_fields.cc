#include "common/resource/custom_fields.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "common/filter/literal.h"
#include "common/resource/row_codec.h"
#include "google/protobuf/struct.pb.h"

namespace guanxi::resource {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using metadata::v1::FieldDefinition;
using ProtoValue = google::protobuf::Value;

constexpr size_t kMaxTextBytes = 1024;
constexpr size_t kMaxIndexedTextBytes = 255;

// The entries of the map `custom`.
std::map<std::string, const ProtoValue*> Entries(const ResourceType& type, const Message& message) {
  std::map<std::string, const ProtoValue*> entries;
  const FieldDescriptor* field = type.custom_field();
  const auto* reflection = message.GetReflection();
  for (int i = 0; i < reflection->FieldSize(message, field); ++i) {
    const Message& entry = reflection->GetRepeatedMessage(message, field, i);
    const auto* map = entry.GetReflection();
    entries[map->GetString(entry, field->message_type()->map_key())] =
        static_cast<const ProtoValue*>(&map->GetMessage(entry, field->message_type()->map_value()));
  }
  return entries;
}

// What the database's times can hold.
bool IsStorable(absl::CivilDay day) { return day.year() >= 1 && day.year() <= 9999; }

bool ParseDay(const std::string& text, absl::CivilDay* day) {
  return text.size() == 10 && absl::ParseCivilTime(text, day) && IsStorable(*day);
}

// Abseil reads "infinite-future" too, which is no moment.
bool ParseTime(const std::string& text, absl::Time* time) {
  std::string error;
  return absl::ParseTime(absl::RFC3339_full, text, time, &error) &&
         IsStorable(absl::ToCivilDay(*time, absl::UTCTimeZone()));
}

// What is wrong with the value, or nothing.
std::optional<std::string> Fault(const FieldDefinition& definition, const ProtoValue& value) {
  const std::string& text = value.string_value();
  const bool is_text = value.kind_case() == ProtoValue::kStringValue;
  absl::CivilDay day;
  absl::Time time;
  switch (definition.value_type()) {
    case FieldDefinition::STRING: {
      const size_t limit = definition.filterable() ? kMaxIndexedTextBytes : kMaxTextBytes;
      if (!is_text) return "want a string";
      if (text.size() > limit) return absl::StrCat("has ", text.size(), " bytes, at most ", limit);
      return std::nullopt;
    }
    case FieldDefinition::NUMBER:
      if (value.kind_case() != ProtoValue::kNumberValue || !std::isfinite(value.number_value())) {
        return "want a number";
      }
      if (std::abs(value.number_value()) >= 1e29) return "want a number below 1e29";
      return std::nullopt;
    case FieldDefinition::BOOL:
      if (value.kind_case() != ProtoValue::kBoolValue) return "want true or false";
      return std::nullopt;
    case FieldDefinition::DATE:
      if (!is_text || !ParseDay(text, &day)) return "want a date, \"2026-11-22\"";
      return std::nullopt;
    case FieldDefinition::TIMESTAMP:
      if (!is_text || !ParseTime(text, &time)) {
        return "want an RFC 3339 time, \"2026-11-22T08:30:00Z\"";
      }
      return std::nullopt;
    case FieldDefinition::CHOICE:
      if (!is_text || std::find(definition.options().begin(), definition.options().end(), text) ==
                          definition.options().end()) {
        return "want one of the field's options";
      }
      return std::nullopt;
    default:
      return "its definition is of a type that this version does not know";
  }
}

// Whether the value has a row in the index: this goes by nothing that changes in a definition, such
// as its options or its retirement, so that the rows of a value can be told from the value alone.
bool IsIndexed(const FieldDefinition& definition, const ProtoValue& value) {
  if (!definition.filterable()) return false;
  if (definition.value_type() == FieldDefinition::CHOICE) {
    return value.kind_case() == ProtoValue::kStringValue;
  }
  return !Fault(definition, value);
}

// text_value, number_value, time_value.
std::vector<db::Value> IndexedValue(const FieldDefinition& definition, const ProtoValue& value) {
  absl::CivilDay day;
  absl::Time time;
  switch (definition.value_type()) {
    case FieldDefinition::NUMBER:
      return {nullptr, db::Value::Decimal(filter::DecimalOf(value.number_value()).text), nullptr};
    case FieldDefinition::BOOL:
      return {nullptr, db::Value::Decimal(value.bool_value() ? "1" : "0"), nullptr};
    case FieldDefinition::DATE:
      ParseDay(value.string_value(), &day);
      return {nullptr, nullptr, absl::FromCivil(day, absl::UTCTimeZone())};
    case FieldDefinition::TIMESTAMP:
      ParseTime(value.string_value(), &time);
      return {nullptr, nullptr, TruncateToMicros(time)};
    default:
      return {value.string_value(), nullptr, nullptr};
  }
}

}  // namespace

const CustomFields& FieldsOf(const TenantFields& fields, const ResourceType& type) {
  static const auto* const kNone = new CustomFields;
  const auto found = fields.find(type.full_type());
  return found == fields.end() ? *kNone : found->second;
}

bool HasUnknownKeys(const ResourceType& type, const CustomFields& fields, const Message& message) {
  const auto values = Entries(type, message);
  return std::any_of(values.begin(), values.end(),
                     [&](const auto& entry) { return fields.count(entry.first) == 0; });
}

void CheckCustom(const ResourceType& type, const CustomFields& fields, const Message* old,
                 const Message& next, Violations* violations) {
  const auto values = Entries(type, next);
  const auto before = old != nullptr ? Entries(type, *old) : decltype(values){};
  for (const auto& [key, value] : values) {
    const auto definition = fields.find(key);
    const auto same = before.find(key);
    if (same != before.end() && same->second->SerializeAsString() == value->SerializeAsString()) {
      continue;  // a value of a definition that was changed or retired stays
    }
    const std::string path = absl::StrCat("custom.", key);
    if (definition == fields.end() || !definition->second.live()) {
      violations->Add(path, kNoCustomField);
    } else if (const auto fault = Fault(definition->second.definition, *value)) {
      violations->Add(path, *fault);
    }
  }
  if (old != nullptr) return;
  for (const auto& [key, field] : fields) {
    if (field.live() && field.definition.required() && values.count(key) == 0) {
      violations->Add(absl::StrCat("custom.", key), "is required");
    }
  }
}

void KeepRetired(const ResourceType& type, const CustomFields& fields, const Message& old,
                 Message* next) {
  const FieldDescriptor* custom = type.custom_field();
  const auto* reflection = old.GetReflection();
  std::set<std::string> present;
  for (const auto& [key, value] : Entries(type, *next)) present.insert(key);
  for (int i = 0; i < reflection->FieldSize(old, custom); ++i) {
    const Message& entry = reflection->GetRepeatedMessage(old, custom, i);
    const std::string key =
        entry.GetReflection()->GetString(entry, custom->message_type()->map_key());
    const auto definition = fields.find(key);
    if (definition != fields.end() && definition->second.live()) continue;
    if (present.count(key) == 0) reflection->AddMessage(next, custom)->CopyFrom(entry);
  }
}

std::vector<std::vector<db::Value>> CustomRows(const ResourceType& type, const CustomFields& fields,
                                               const Message& message) {
  std::vector<std::vector<db::Value>> rows;
  for (const auto& [key, value] : Entries(type, message)) {
    const auto field = fields.find(key);
    if (field == fields.end() || !IsIndexed(field->second.definition, *value)) continue;
    std::vector<db::Value> row = {field->second.id.bytes()};
    for (db::Value& part : IndexedValue(field->second.definition, *value)) {
      row.push_back(std::move(part));
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

absl::StatusOr<filter::Field> CustomFilterField(const CustomFields& fields, absl::string_view key) {
  const auto found = fields.find(std::string(key));
  if (found == fields.end() || !found->second.live() || !found->second.definition.filterable()) {
    return absl::InvalidArgumentError(absl::StrCat("custom.", key, " is no filterable field"));
  }
  filter::Field field;
  field.binding = absl::StrCat("custom:", found->second.id.bytes());
  switch (found->second.definition.value_type()) {
    case FieldDefinition::NUMBER:
      field.kind = filter::Kind::kDouble;
      break;
    case FieldDefinition::BOOL:
      field.kind = filter::Kind::kBool;
      break;
    case FieldDefinition::DATE:
      field.kind = filter::Kind::kDate;
      break;
    case FieldDefinition::TIMESTAMP:
      field.kind = filter::Kind::kTimestamp;
      break;
    default:
      field.kind = filter::Kind::kString;
  }
  return field;
}

absl::string_view CustomColumn(filter::Kind kind) {
  switch (kind) {
    case filter::Kind::kDouble:
    case filter::Kind::kBool:
      return "number_value";
    case filter::Kind::kDate:
    case filter::Kind::kTimestamp:
      return "time_value";
    default:
      return "text_value";
  }
}

}  // namespace guanxi::resource
