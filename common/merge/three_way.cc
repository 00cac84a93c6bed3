#include "common/merge/three_way.h"

#include <algorithm>
#include <memory>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "common/merge/entries.h"
#include "common/resource/message_fields.h"
#include "common/resource/resource_type.h"

namespace guanxi::merge {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using resource::SameField;

bool HasContent(const std::vector<Entry>& entries, const Entry& entry) {
  return absl::c_any_of(entries, [&](const Entry& one) {
    return one.identity == entry.identity && one.content == entry.content;
  });
}

bool HasIdentity(const std::vector<Entry>& entries, const Entry& entry) {
  return absl::c_any_of(entries, [&](const Entry& one) { return one.identity == entry.identity; });
}

void TakeBackEntries(const FieldDescriptor* field, const Message& before, const Message& after,
                     Message* now) {
  const std::vector<Entry> old = EntriesOf(before, field);
  const std::vector<Entry> changed = EntriesOf(after, field);
  const std::unique_ptr<Message> present = resource::CopyMessage(*now);
  std::vector<Entry> left;
  for (const Entry& entry : EntriesOf(*present, field)) {
    // What the change added, and is still that.
    if (HasContent(changed, entry) && !HasContent(old, entry)) continue;
    left.push_back(entry);
  }
  for (const Entry& entry : old) {
    if (!HasContent(changed, entry) && !HasIdentity(left, entry)) left.push_back(entry);
  }
  SetEntries(left, field, now);
}

const Message& PartOf(const Message& message, const FieldDescriptor* field) {
  return message.GetReflection()->GetMessage(message, field);
}

void TakeBackField(const FieldDescriptor* field, const std::string& path, const Message& before,
                   const Message& after, Message* now, std::vector<std::string>* kept) {
  if (SameField(before, after, field) || SameField(*now, before, field)) return;
  if (SameField(*now, after, field)) return CopyAnyField(before, field, now);
  if (HasEntries(field)) {
    kept->push_back(path);
    return TakeBackEntries(field, before, after, now);
  }
  const bool is_part = !field->is_repeated() && resource::HoldsOurs(field);
  if (!is_part || !now->GetReflection()->HasField(*now, field)) {
    kept->push_back(path);
    return;
  }
  const auto* type = field->message_type();
  Message* const part = now->GetReflection()->MutableMessage(now, field);
  for (int i = 0; i < type->field_count(); ++i) {
    TakeBackField(type->field(i), absl::StrCat(path, ".", type->field(i)->name()),
                  PartOf(before, field), PartOf(after, field), part, kept);
  }
}

}  // namespace

void TakeBack(const std::vector<const FieldDescriptor*>& fields, const Message& before,
              const Message& after, Message* now, std::vector<std::string>* kept) {
  for (const FieldDescriptor* field : fields) {
    TakeBackField(field, field->name(), before, after, now, kept);
  }
}

}  // namespace guanxi::merge
