#include "tools/resttable/type_table.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gateway/envoy/check/table.h"
#include "tools/resttable/cc_text.h"

namespace guanxi::resttable {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

// The places of the types that need no description.
enum Fixed { kFree, kAny, kText, kNumber, kTruth, kObject, kArray };

std::string At(int type) { return absl::StrCat("&kTypes[", type, "]"); }

// What takes JSON of any fields: where its type is, -1 if it is none.
int PlaceOfFreeJson(const Descriptor& message) {
  if (message.full_name() == "google.protobuf.Value") return kFree;
  if (message.full_name() == "google.protobuf.Any") return kAny;
  if (message.full_name() == "google.protobuf.Struct") return kObject;
  return message.full_name() == "google.protobuf.ListValue" ? kArray : -1;
}

// Messages that JSON writes as texts, though the transcoder takes objects, too, or (wrappers) as
// their value.
absl::string_view KindOf(const Descriptor& message) {
  const std::string& name = message.full_name();
  if (name == "google.protobuf.Timestamp") return "kTime";
  if (name == "google.protobuf.Duration") return "kSpan";
  if (name == "google.protobuf.FieldMask") return "kWritten";
  const bool wrapper = message.file()->name() == "google/protobuf/wrappers.proto";
  return wrapper ? "kWrapper" : "kMessage";
}

}  // namespace

TypeTable::TypeTable()
    : types_({"{Kind::kFree}", "{Kind::kAny}", "{Kind::kText}", "{Kind::kNumber}", "{Kind::kTruth}",
              "{Kind::kObject}", "{Kind::kArray}"}) {}

int TypeTable::Add(const std::string& name) {
  types_.emplace_back();
  return known_[name] = static_cast<int>(types_.size()) - 1;
}

std::string TypeTable::Message(const Descriptor& message) {
  if (const int place = PlaceOfFreeJson(message); place >= 0) return At(place);
  const auto known = known_.find(message.full_name());
  if (known != known_.end()) return At(known->second);
  const int type = Add(message.full_name());
  messages_[message.full_name()] = type;
  Fields(message, type);
  return At(type);
}

void TypeTable::Fields(const Descriptor& message, int type) {
  if (message.field_count() > static_cast<int>(edge::kMaxFields)) too_large_ = message.full_name();
  std::map<std::string, std::string> by_spelling;
  for (int i = 0; i < message.field_count(); ++i) {
    const FieldDescriptor& field = *message.field(i);
    const std::string rest =
        absl::StrCat(", ", Quoted(field.name()), ", ", TypeOf(field), ", ", i,
                     field.is_repeated() && !field.is_map() ? ", true}" : ", false}");
    for (const std::string& spelling : {field.name(), field.json_name()}) {
      by_spelling[spelling] = absl::StrCat("{", Quoted(spelling), rest);
    }
  }
  std::vector<std::string> fields;
  for (const auto& [spelling, text] : by_spelling) fields.push_back(text);
  const std::string list = AddArray("Field", absl::StrCat("kFields", type), fields, &arrays_);
  types_[type] = absl::StrCat("{Kind::", KindOf(message), ", ", list, "}");
}

std::string TypeTable::TypeOf(const FieldDescriptor& field) {
  if (field.is_map()) return Map(*field.message_type());
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return Message(*field.message_type());
    case FieldDescriptor::CPPTYPE_ENUM:
      return Enum(*field.enum_type());
    case FieldDescriptor::CPPTYPE_STRING:
      return At(kText);
    case FieldDescriptor::CPPTYPE_BOOL:
      return At(kTruth);
    default:
      return At(kNumber);
  }
}

std::string TypeTable::Map(const Descriptor& entry) {
  const auto known = known_.find(entry.full_name());
  if (known != known_.end()) return At(known->second);
  const int type = Add(entry.full_name());
  const std::string value = TypeOf(*entry.FindFieldByNumber(2));
  types_[type] = absl::StrCat("{Kind::kMap, {}, ", value, "}");
  return At(type);
}

std::string TypeTable::Enum(const google::protobuf::EnumDescriptor& enumeration) {
  const auto known = known_.find(enumeration.full_name());
  if (known != known_.end()) return At(known->second);
  const int type = Add(enumeration.full_name());
  std::vector<std::string> words;
  for (int i = 0; i < enumeration.value_count(); ++i) {
    words.push_back(enumeration.value(i)->name());
  }
  const std::string list =
      AddArray("std::string_view", absl::StrCat("kWords", type), AllQuoted(words), &arrays_);
  types_[type] = absl::StrCat("{Kind::kWord, {}, nullptr, ", list, ", ",
                              Quoted(absl::StrJoin(words, ", ")), "}");
  return At(type);
}

absl::StatusOr<std::string> TypeTable::Text() const {
  if (!too_large_.empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat(too_large_, " has more than ", edge::kMaxFields, " fields"));
  }
  std::vector<std::string> messages;
  for (const auto& [name, type] : messages_) {
    messages.push_back(absl::StrCat("{", Quoted(name), ", ", At(type), "}"));
  }
  std::string named;
  const std::string list = AddArray("NamedType", "kNamedTypes", messages, &named);
  return absl::StrCat("extern const Type kTypes[", types_.size(), "];\n", arrays_,
                      "const Type kTypes[", types_.size(), "] = {\n    ",
                      absl::StrJoin(types_, ",\n    "), "};\n", named,
                      "const List<NamedType> kMessages = ", list, ";\n");
}

}  // namespace guanxi::resttable
