#include "common/resource/checks.h"

#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/resource/resource_name.h"
#include "google/api/field_behavior.pb.h"
#include "google/protobuf/util/message_differencer.h"

namespace guanxi::resource {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::util::MessageDifferencer;

constexpr size_t kMaxSystemBytes = 32;
// How much longer than its limit something may be that is not in normal form yet.
constexpr size_t kGivenFactor = 4;
constexpr size_t kGivenBytes = 64;

size_t MaxBytes(const FieldDescriptor* field) {
  return Rules(field).max_bytes() > 0 ? Rules(field).max_bytes() : kDefaultMaxBytes;
}
int MaxItems(const FieldDescriptor* field) {
  return Rules(field).max_items() > 0 ? Rules(field).max_items() : kDefaultMaxItems;
}

void AddTooLong(const std::string& path, size_t bytes, size_t limit, Violations* violations) {
  violations->Add(path, absl::StrCat("has ", bytes, " bytes, at most ", limit));
}
void AddTooMany(const std::string& path, int entries, int limit, Violations* violations) {
  violations->Add(path, absl::StrCat("has ", entries, " entries, at most ", limit));
}

class Checker {
 public:
  explicit Checker(Violations* violations) : violations_(violations) {}

  void CheckMessage(const Message& message, const std::string& prefix) {
    const auto* descriptor = message.GetDescriptor();
    for (int i = 0; i < descriptor->field_count(); ++i) {
      const FieldDescriptor* field = descriptor->field(i);
      CheckField(message, field, absl::StrCat(prefix, field->name()));
    }
  }

  void CheckField(const Message& message, const FieldDescriptor* field, const std::string& path) {
    if (field->is_repeated()) {
      CheckRepeated(message, field, path);
    } else if (IsSet(message, field)) {
      CheckValue(message, field, -1, path);
    } else if (HasBehavior(field, google::api::REQUIRED)) {
      violations_->Add(path, "is required");
    }
  }

 private:
  static bool IsSet(const Message& message, const FieldDescriptor* field) {
    return message.GetReflection()->HasField(message, field);
  }

  void CheckRepeated(const Message& message, const FieldDescriptor* field,
                     const std::string& path) {
    const int size = message.GetReflection()->FieldSize(message, field);
    if (size == 0 && HasBehavior(field, google::api::REQUIRED)) {
      return violations_->Add(path, "is required");
    }
    if (size > MaxItems(field)) return AddTooMany(path, size, MaxItems(field), violations_);
    if (field->is_map()) return;  // external ids and custom fields have checks of their own
    for (int i = 0; i < size; ++i) {
      CheckValue(message, field, i, absl::StrCat(path, "[", i, "]"));
    }
  }

  // `index` is -1 for a singular field.
  void CheckValue(const Message& message, const FieldDescriptor* field, int index,
                  const std::string& path) {
    const auto* reflection = message.GetReflection();
    switch (field->type()) {
      case FieldDescriptor::TYPE_STRING: {
        std::string scratch;
        CheckString(field,
                    index < 0
                        ? reflection->GetStringReference(message, field, &scratch)
                        : reflection->GetRepeatedStringReference(message, field, index, &scratch),
                    path);
        return;
      }
      case FieldDescriptor::TYPE_ENUM: {
        const int number = index < 0 ? reflection->GetEnumValue(message, field)
                                     : reflection->GetRepeatedEnumValue(message, field, index);
        if (field->enum_type()->FindValueByNumber(number) == nullptr) {
          violations_->Add(path,
                           absl::StrCat(number, " is no value of ", field->enum_type()->name()));
        }
        return;
      }
      case FieldDescriptor::TYPE_MESSAGE: {
        if (!HoldsOurs(field)) return;
        CheckMessage(index < 0 ? reflection->GetMessage(message, field)
                               : reflection->GetRepeatedMessage(message, field, index),
                     absl::StrCat(path, "."));
        return;
      }
      default:
        return;
    }
  }

  void CheckString(const FieldDescriptor* field, const std::string& text, const std::string& path) {
    const auto& rules = Rules(field);
    if (text.size() > MaxBytes(field)) {
      AddTooLong(path, text.size(), MaxBytes(field), violations_);
    } else if (rules.set() && (text.empty() || absl::StripAsciiWhitespace(text) != text)) {
      violations_->Add(path, "is empty, or has blanks at its ends");
    } else if (!rules.collection().empty()) {
      const auto id = ParseReference(rules.collection(), text);
      if (!id.ok()) violations_->Add(path, id.status().message());
    }
  }

  Violations* const violations_;
};

class GivenChecker {
 public:
  explicit GivenChecker(Violations* violations) : violations_(violations) {}

  void CheckMessage(const Message& message, const std::string& prefix) {
    const auto* reflection = message.GetReflection();
    std::vector<const FieldDescriptor*> fields;
    reflection->ListFields(message, &fields);
    for (const FieldDescriptor* field : fields) {
      const int size = field->is_repeated() ? reflection->FieldSize(message, field) : 1;
      if (size > static_cast<int>(kGivenFactor) * MaxItems(field)) {
        AddTooMany(prefix + field->name(), size, MaxItems(field), violations_);
      } else if (!field->is_map()) {
        for (int i = 0; i < size; ++i) CheckValue(message, field, i, prefix);
      }
    }
  }

 private:
  // `index` is 0 for a singular field.
  void CheckValue(const Message& message, const FieldDescriptor* field, int index,
                  const std::string& prefix) {
    const auto* reflection = message.GetReflection();
    const bool many = field->is_repeated();
    const auto path = [&] {
      return absl::StrCat(prefix, field->name(), many ? absl::StrCat("[", index, "]") : "");
    };
    if (field->type() == FieldDescriptor::TYPE_STRING) {
      std::string scratch;
      const std::string& text =
          many ? reflection->GetRepeatedStringReference(message, field, index, &scratch)
               : reflection->GetStringReference(message, field, &scratch);
      const size_t limit = MaxBytes(field);
      if (text.size() > kGivenFactor * limit + kGivenBytes) {
        AddTooLong(path(), text.size(), limit, violations_);
      }
    } else if (field->type() == FieldDescriptor::TYPE_MESSAGE && HoldsOurs(field)) {
      CheckMessage(many ? reflection->GetRepeatedMessage(message, field, index)
                        : reflection->GetMessage(message, field),
                   path() + ".");
    }
  }

  Violations* const violations_;
};

void CheckExternalIds(const ResourceType& type, const Message& message, Violations* violations) {
  const FieldDescriptor* field = type.external_ids_field();
  if (field == nullptr) return;
  const size_t limit = Rules(field).max_bytes();
  const auto* reflection = message.GetReflection();
  for (int i = 0; i < reflection->FieldSize(message, field); ++i) {
    const Message& entry = reflection->GetRepeatedMessage(message, field, i);
    const auto* map = entry.GetReflection();
    const std::string system = map->GetString(entry, field->message_type()->map_key());
    const std::string id = map->GetString(entry, field->message_type()->map_value());
    if (!IsSystemName(system)) {
      violations->Add("external_ids", "a system matches [a-z][a-z0-9_-]{0,31}");
      continue;
    }
    if (id.empty() || id.size() > limit) {
      violations->Add(absl::StrCat("external_ids.", system),
                      absl::StrCat("has ", id.size(), " bytes, want 1 to ", limit));
    }
  }
}

bool SameField(const Message& a, const Message& b, const FieldDescriptor* field) {
  MessageDifferencer differencer;
  return differencer.CompareWithFields(a, b, {field}, {field});
}

}  // namespace

bool IsSystemName(absl::string_view text) {
  if (text.empty() || text.size() > kMaxSystemBytes) return false;
  if (!absl::ascii_islower(static_cast<unsigned char>(text[0]))) return false;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (!absl::ascii_islower(byte) && !absl::ascii_isdigit(byte) && c != '_' && c != '-') {
      return false;
    }
  }
  return true;
}

void CheckDeclaredField(const FieldDescriptor* field, const Message& message,
                        Violations* violations) {
  Checker(violations).CheckField(message, field, field->name());
}

void CheckGiven(const Message& given, Violations* violations) {
  GivenChecker(violations).CheckMessage(given, "");
}

void CheckDeclared(const ResourceType& type, const Message* old, const Message& next,
                   Violations* violations) {
  Checker(violations).CheckMessage(next, "");
  CheckExternalIds(type, next, violations);
  if (old == nullptr) return;
  for (int i = 0; i < type.descriptor()->field_count(); ++i) {
    const FieldDescriptor* field = type.descriptor()->field(i);
    if (HasBehavior(field, google::api::IMMUTABLE) && !SameField(*old, next, field)) {
      violations->Add(field->name(), "cannot be changed");
    }
  }
}

}  // namespace guanxi::resource
