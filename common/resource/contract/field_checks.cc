// What options say of a field: required, immutable, output only, how long, which values.
#include "absl/strings/str_cat.h"
#include "common/resource/checks.h"
#include "common/resource/contract/checks.h"
#include "common/resource/contract/field_walk.h"
#include "common/resource/name_fields.h"

namespace guanxi::contract {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;
constexpr int kNoSuchValue = 9999;
constexpr int kNoSuchField = 29999;

int Limit(int declared, int otherwise) { return declared > 0 ? declared : otherwise; }

int MaxBytes(const FieldDescriptor* field) {
  return Limit(resource::Rules(field).max_bytes(), resource::kDefaultMaxBytes);
}

// As many entries, no two of them alike, as the list or map may not have.
void Overfill(const Spot& spot) {
  const auto* reflection = spot.holder->GetReflection();
  const int count = Limit(resource::Rules(spot.field).max_items(), resource::kDefaultMaxItems) + 1;
  const std::string& collection = resource::Rules(spot.field).collection();
  for (int i = reflection->FieldSize(*spot.holder, spot.field); i < count; ++i) {
    const std::string text = absl::StrCat("x", i);
    if (spot.field->type() == FieldDescriptor::TYPE_STRING) {
      const std::string id = DeriveUuid("overfill", text).ToString();
      reflection->AddString(spot.holder, spot.field,
                            collection.empty() ? text : absl::StrCat(collection, "/", id));
      continue;
    }
    if (const auto* values = spot.field->enum_type(); values != nullptr) {
      const int value = 1 + i % (values->value_count() - 1);  // there are not as many
      reflection->AddEnumValue(spot.holder, spot.field, values->value(value)->number());
      continue;
    }
    if (spot.field->type() == FieldDescriptor::TYPE_INT32) {
      const int last = i == 0 ? 0 : reflection->GetRepeatedInt32(*spot.holder, spot.field, i - 1);
      reflection->AddInt32(spot.holder, spot.field, last + 1);
      continue;
    }
    if (spot.field->type() == FieldDescriptor::TYPE_INT64) {
      const int64_t last =
          i == 0 ? 0 : reflection->GetRepeatedInt64(*spot.holder, spot.field, i - 1);
      reflection->AddInt64(spot.holder, spot.field, last + 1);
      continue;
    }
    if (spot.field->message_type() == nullptr) return;
    Message* const entry = reflection->AddMessage(spot.holder, spot.field);
    for (int k = 0; k < entry->GetDescriptor()->field_count(); ++k) {
      const FieldDescriptor* part = entry->GetDescriptor()->field(k);
      if (part->type() == FieldDescriptor::TYPE_STRING && !part->is_repeated()) {
        SetString(part, -1, text, entry);
      }
    }
  }
}

// Makes the spot break a rule of its options. False if none can be broken.
bool Break(const Spot& spot, std::string* how) {
  if (spot.is_list()) {
    *how = "too many entries";
    Overfill(spot);
    return true;
  }
  if (spot.field->type() == FieldDescriptor::TYPE_STRING) {
    *how = "too many bytes";
    SetString(spot.field, spot.index, std::string(MaxBytes(spot.field) + 1, 'x'), spot.holder);
    return true;
  }
  if (spot.field->enum_type() == nullptr) return false;
  *how = "no such value";
  const auto* reflection = spot.holder->GetReflection();
  if (spot.index < 0) {
    reflection->SetEnumValue(spot.holder, spot.field, kNoSuchValue);
  } else {
    reflection->SetRepeatedEnumValue(spot.holder, spot.field, spot.index, kNoSuchValue);
  }
  return true;
}

// What Create says of the message; it is not done, so that one fault does not bring others.
absl::Status Try(Subject& subject, const Dynamic& message) {
  Dynamic request = subject.CreateRequest(message);
  return subject.Call("Create", request.SetFlag("validate_only")).status();
}

void ExpectImmutable(Subject& subject, const Leaf& leaf, const Dynamic& stored,
                     Findings& findings) {
  Form form;
  form.side = Side::kSecond;
  Dynamic next = stored;
  leaf.Copy(subject.Make(form), &next);
  findings.Refused(subject.Update(next, {leaf.path}).status(), kInvalid, "INVALID_FIELD_MASK",
                   absl::StrCat("Update of the immutable ", leaf.path), "update_mask");
  const auto updated = subject.Update(next, {});
  if (!findings.Ok(updated.status(), absl::StrCat("Update that states ", leaf.path))) return;
  findings.Expect(leaf.Same(*updated, stored), absl::StrCat(leaf.path, " was changed"));
}

// The fields that the client may not set, with values.
Dynamic Planted(const Subject& subject) {
  Dynamic planted(subject.type().descriptor());
  for (const Leaf& leaf : subject.kind().leaves) {
    if (!leaf.output_only) continue;
    const Side side =
        leaf.field()->cpp_type() == FieldDescriptor::CPPTYPE_BOOL ? Side::kFirst : Side::kSecond;
    Message* const holder = leaf.Holder(&planted);
    SetValue(leaf.field(), side, 1, false, holder);
    if (!resource::HoldsOurs(leaf.field()) || leaf.field()->is_repeated()) continue;
    // A part as a whole: with what it says.
    Message* const part = holder->GetReflection()->MutableMessage(holder, leaf.field());
    for (int i = 0; i < part->GetDescriptor()->field_count(); ++i) {
      const FieldDescriptor* const said = part->GetDescriptor()->field(i);
      if (!said->is_repeated()) SetValue(said, side, 1, false, part);
    }
  }
  return planted;
}

}  // namespace

void CheckRequired(Subject& subject, Findings& findings) {
  Form form;
  const auto stored = subject.Add(form);
  if (!findings.Ok(stored.status(), "Create")) return;
  for (const Leaf& leaf : subject.kind().leaves) {
    if (leaf.output_only) continue;
    if (leaf.immutable && subject.Can("Update")) {
      ExpectImmutable(subject, leaf, *stored, findings);
    }
    Dynamic lacking = subject.Make(form);
    if (!leaf.required || !leaf.IsSet(lacking)) continue;
    leaf.Clear(&lacking);
    findings.RefusedField(Try(subject, lacking), subject.At(leaf.path),
                          absl::StrCat("Create without ", leaf.path));
    if (leaf.immutable || !subject.Can("Update")) continue;
    lacking = *stored;
    leaf.Clear(&lacking);
    findings.RefusedField(subject.Update(lacking, {leaf.path}).status(), subject.At(leaf.path),
                          absl::StrCat("Update that clears ", leaf.path));
  }
}

void CheckLimits(Subject& subject, Findings& findings) {
  for (size_t sample = 0; sample < subject.kind().samples.size(); ++sample) {
    Form form;
    form.sample = sample;
    Dynamic message = subject.Make(form);
    Dynamic longest = message;
    ForEachSpot(subject, &message, [&](const Spot& spot) {
      std::string how;
      if (!Break(spot, &how)) return;
      findings.RefusedField(Try(subject, message), subject.At(spot.path),
                            absl::StrCat("Create with ", how, " in ", spot.path));
    });
    ForEachSpot(subject, &message, [&](const Spot& spot) {
      if (spot.is_list() || resource::Rules(spot.field).collection().empty()) return;
      SetString(spot.field, spot.index, "x/1", spot.holder);
      findings.RefusedField(Try(subject, message), subject.At(spot.path),
                            absl::StrCat("Create with no name in ", spot.path));
    });
    // As long as they may be; of each sample another one, where they are unique.
    const char letter = static_cast<char>('a' + sample % 26);
    for (const Leaf& leaf : subject.kind().leaves) {
      const FieldDescriptor* const field = leaf.field();
      const bool is_plain = field->type() == FieldDescriptor::TYPE_STRING &&
                            !field->is_repeated() && !resource::HoldsNames(field) &&
                            leaf.IsSet(longest) && !leaf.output_only &&
                            !subject.IsStated(sample, leaf.path);
      if (is_plain) {
        SetString(field, -1, std::string(MaxBytes(field), letter), leaf.Holder(&longest));
      }
    }
    findings.Ok(subject.Put(longest).status(), "Create with texts as long as they may be");
  }
}

void CheckUnknown(Subject& subject, Findings& findings) {
  Form form;
  Dynamic message = subject.Make(form);
  const auto plant = [](Message* into) {
    into->GetReflection()->MutableUnknownFields(into)->AddVarint(kNoSuchField, 1);
  };
  Dynamic request = subject.CreateRequest(message);
  plant(request.get());
  findings.Refused(subject.Call("Create", request).status(), kInvalid, "UNKNOWN_FIELD",
                   "Create with an unknown field of the request");
  ForEachSpot(subject, &message, [&](const Spot& spot) {
    plant(spot.holder);
    findings.Refused(Try(subject, message), kInvalid, "UNKNOWN_FIELD",
                     absl::StrCat("Create with an unknown field beside ", spot.path));
  });
  if (!subject.Can("Update")) return;
  const auto stored = subject.Add(form);
  if (!findings.Ok(stored.status(), "Create")) return;
  Dynamic next = *stored;
  plant(next.get());
  findings.Refused(subject.Update(next, {}).status(), kInvalid, "UNKNOWN_FIELD",
                   "Update with an unknown field");
}

void CheckOutputOnly(Subject& subject, Findings& findings) {
  const Dynamic planted = Planted(subject);
  Form form;
  const auto plain = subject.Add(form);
  if (!findings.Ok(plain.status(), "Create")) return;
  Dynamic given = subject.Make(form);
  for (const Leaf& leaf : subject.kind().leaves) {
    if (leaf.output_only) leaf.Copy(planted, &given);
  }
  const auto created = subject.Put(given);
  if (!findings.Ok(created.status(), "Create with output-only fields")) return;
  const auto expect_own = [&](const Dynamic& record, const char* verb) {
    for (const Leaf& leaf : subject.kind().leaves) {
      if (!leaf.output_only || !leaf.IsSet(planted)) continue;
      if (leaf.Same(planted, *plain)) continue;  // it comes to that by itself
      findings.Expect(!leaf.Same(planted, record),
                      absl::StrCat(verb, " took the client's ", leaf.path));
    }
  };
  expect_own(*created, "Create");
  if (!subject.Can("Update")) return;
  Dynamic next = planted;
  next.SetText("name", created->name());
  std::vector<std::string> paths;
  for (const Leaf& leaf : subject.kind().leaves) {
    if (leaf.output_only) paths.push_back(leaf.path);
  }
  // Alone they would change nothing, which the client is told; beside others they do not count.
  findings.Refused(subject.Update(next, paths).status(), absl::StatusCode::kInvalidArgument,
                   "INVALID_FIELD_MASK", "an Update of output-only fields alone", "update_mask");
  for (const Subject::Change& change : subject.Changeable()) {
    if (change.sample != form.sample) continue;
    change.leaf.Copy(*created, &next);
    paths.push_back(change.leaf.path);
    break;
  }
  for (const auto& mask : {paths, std::vector<std::string>()}) {
    const auto updated = subject.Update(next, mask);
    if (!findings.Ok(updated.status(), "Update of output-only fields")) continue;
    expect_own(*updated, "Update");
    findings.Expect(updated->Equals(*created), "an Update of output-only fields wrote something");
  }
}

}  // namespace guanxi::contract
