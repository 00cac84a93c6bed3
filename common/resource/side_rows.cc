#include "common/resource/side_rows.h"

#include <algorithm>
#include <set>
#include <utility>
#include <variant>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/crypto/digest.h"
#include "common/filter/literal.h"
#include "common/filter/matcher.h"
#include "common/resource/id_marks.h"

namespace guanxi::resource {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

void Collect(const std::vector<const FieldDescriptor*>& path, size_t depth, const Message& message,
             std::vector<std::string>* out) {
  const FieldDescriptor* field = path[depth];
  const auto* reflection = message.GetReflection();
  const bool last = depth + 1 == path.size();
  if (field->is_repeated()) {
    for (int i = 0; i < reflection->FieldSize(message, field); ++i) {
      if (last) {
        out->push_back(reflection->GetRepeatedString(message, field, i));
      } else {
        Collect(path, depth + 1, reflection->GetRepeatedMessage(message, field, i), out);
      }
    }
  } else if (reflection->HasField(message, field)) {
    if (last) {
      out->push_back(reflection->GetString(message, field));
    } else {
      Collect(path, depth + 1, reflection->GetMessage(message, field), out);
    }
  }
}

}  // namespace

std::string BlindIndex::Digest(KeyKind kind, absl::string_view value) const {
  static constexpr absl::string_view kClasses[] = {"", "phone", "phone-last4", "email"};
  return crypto::BlindIndex(key_, kClasses[static_cast<int>(kind)],
                            absl::StrCat(tenant_.bytes(), value));
}

std::string LastFourDigits(absl::string_view number) {
  std::string digits;
  for (const char c : number.substr(0, number.find(';'))) {
    if (absl::ascii_isdigit(static_cast<unsigned char>(c))) digits.push_back(c);
  }
  return digits.size() < 4 ? "" : digits.substr(digits.size() - 4);
}

SideTable::SideTable(const std::string& table, const std::vector<std::string>& columns, size_t keys)
    : key_columns(keys) {
  insert = {absl::StrCat(table, ".insert"),
            absl::StrCat("INSERT INTO ", table, " (tenant_id, type, id, ",
                         absl::StrJoin(columns, ", "), ") VALUES "),
            ""};
  erase = {absl::StrCat(table, ".delete"),
           absl::StrCat("DELETE FROM ", table, " WHERE tenant_id = ? AND type = ? AND id = ?")};
  for (size_t i = 0; i < keys; ++i) absl::StrAppend(&erase.sql, " AND ", columns[i], " = ?");
}

std::vector<db::Value> SideTable::Key(const Uuid& tenant, const ResourceType& type,
                                      const Uuid& id) {
  std::vector<db::Value> key;
  key.reserve(8);  // and what a row has besides
  key.emplace_back(tenant.bytes());
  key.emplace_back(type.number());
  key.emplace_back(id.bytes());
  return key;
}

const SideTable& ExternalIdTable() {
  static const auto* const table = new SideTable("external_ids", {"system", "value"}, 2);
  return *table;
}

const SideTable& KeyTable() {
  static const auto* const table = new SideTable("search_keys", {"kind", "digest"}, 2);
  return *table;
}

const SideTable& CustomTable() {
  static const auto* const table =
      new SideTable("custom_values", {"field_id", "text_value", "number_value", "time_value"}, 0);
  return *table;
}

const SideTable& SetTable() {
  static const auto* const table = new SideTable("set_values", {"field", "value", "live"}, 3);
  return *table;
}

db::Query SelectByExternalIds(size_t count) {
  return {
      "external_ids.select",
      absl::StrCat("SELECT e.value, e.id FROM external_ids e WHERE e.tenant_id = ? AND e.type = "
                   "? AND e.system = ? AND e.value IN (",
                   Marks(count), ")")};
}

db::Query SelectByKey(const std::string& table, const std::string& condition) {
  const std::string join = condition.empty()
                               ? ""
                               : absl::StrCat("STRAIGHT_JOIN ", table,
                                              " r ON r.tenant_id = k.tenant_id AND r.id = k.id ");
  return {condition.empty() ? "search_keys.select" : "search_keys.select_in_scope",
          absl::StrCat("SELECT k.id FROM search_keys k ", join,
                       "WHERE k.tenant_id = ? AND k.type = ? AND k.kind = ? AND k.digest = ? AND "
                       "k.id > ? ",
                       condition.empty() ? "" : absl::StrCat("AND ", condition, " "),
                       "ORDER BY k.id LIMIT ?")};
}

std::string NormalExternalId(absl::string_view id) {
  return std::string(absl::StripAsciiWhitespace(id));
}

void NormalizeExternalIds(const ResourceType& type, Message* message) {
  const FieldDescriptor* field = type.external_ids_field();
  if (field == nullptr) return;
  const auto* reflection = message->GetReflection();
  const FieldDescriptor* value = field->message_type()->map_value();
  for (int i = 0; i < reflection->FieldSize(*message, field); ++i) {
    Message* entry = reflection->MutableRepeatedMessage(message, field, i);
    const auto* map = entry->GetReflection();
    map->SetString(entry, value, NormalExternalId(map->GetString(*entry, value)));
  }
}

std::vector<ExternalId> ExternalIds(const ResourceType& type, const Message& message) {
  std::vector<ExternalId> pairs;
  const FieldDescriptor* field = type.external_ids_field();
  if (field == nullptr) return pairs;
  const auto* reflection = message.GetReflection();
  for (int i = 0; i < reflection->FieldSize(message, field); ++i) {
    const Message& entry = reflection->GetRepeatedMessage(message, field, i);
    const auto* map = entry.GetReflection();
    pairs.emplace_back(map->GetString(entry, field->message_type()->map_key()),
                       NormalExternalId(map->GetString(entry, field->message_type()->map_value())));
  }
  std::sort(pairs.begin(), pairs.end());
  return pairs;
}

SideRowList ExternalIdRows(const ResourceType& type, const Message& message) {
  SideRowList rows;
  for (const ExternalId& pair : ExternalIds(type, message)) {
    rows.push_back({pair.first, pair.second});
  }
  return rows;
}

SideRowList KeyRows(const ResourceType& type, const BlindIndex& index, const Message& message) {
  std::set<std::pair<int, std::string>> keys;
  const auto add = [&](KeyKind kind, absl::string_view value) {
    if (!value.empty()) keys.insert({static_cast<int>(kind), index.Digest(kind, value)});
  };
  for (const std::string& phone : SearchTexts(type, metadata::v1::PHONE_NUMBER, message)) {
    add(KeyKind::kPhone, phone);
    add(KeyKind::kPhone, phone.substr(0, phone.find(';')));  // the same without its extension
    add(KeyKind::kPhoneLast4, LastFourDigits(phone));
  }
  for (const std::string& email : SearchTexts(type, metadata::v1::EMAIL_ADDRESS, message)) {
    add(KeyKind::kEmail, absl::AsciiStrToLower(email));
  }
  SideRowList rows;
  for (const auto& [kind, digest] : keys) rows.push_back({kind, digest});
  return rows;
}

SideRowList SetRows(const ResourceType& type, const Message& message, bool live) {
  SideRowList rows;
  for (const SetField& set : type.sets()) {
    filter::Values elements;
    set.reader->Read(message, &elements);
    std::set<std::string> values;
    for (const filter::Literal& element : elements) {
      const auto* const name = std::get_if<filter::Bytes>(&element);
      values.insert(name != nullptr ? name->value
                                    : filter::TrimBlanks(std::get<std::string>(element)));
    }
    values.erase("");
    for (const std::string& value : values) rows.push_back({set.number(), value, live});
  }
  return rows;
}

std::vector<std::string> SearchTexts(const ResourceType& type, metadata::v1::SearchKind kind,
                                     const Message& message) {
  std::vector<std::string> texts;
  for (const SearchField& field : type.search_fields()) {
    if (field.kind == kind) Collect(field.path, 0, message, &texts);
  }
  return texts;
}

SideRowList Difference(const SideRowList& a, const SideRowList& b) {
  SideRowList rows;
  for (const auto& row : a) {
    if (std::find(b.begin(), b.end(), row) == b.end()) rows.push_back(row);
  }
  return rows;
}

}  // namespace guanxi::resource
