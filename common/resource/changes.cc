#include "common/resource/changes.h"

#include <memory>

#include "absl/strings/str_join.h"
#include "google/protobuf/util/message_differencer.h"

namespace guanxi::resource {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::util::MessageDifferencer;

// Drops from both messages what is the same in both; returns the names of what is left.
std::vector<std::string> KeepDifferences(Message* before, Message* after) {
  std::vector<std::string> changed;
  const auto* descriptor = before->GetDescriptor();
  const auto* reflection = before->GetReflection();
  for (int i = 0; i < descriptor->field_count(); ++i) {
    const FieldDescriptor* field = descriptor->field(i);
    MessageDifferencer differencer;
    if (differencer.CompareWithFields(*before, *after, {field}, {field})) {
      reflection->ClearField(before, field);
      reflection->ClearField(after, field);
    } else {
      changed.push_back(field->name());
    }
  }
  return changed;
}

std::vector<std::string> SetFields(const Message& message) {
  std::vector<const FieldDescriptor*> fields;
  message.GetReflection()->ListFields(message, &fields);
  std::vector<std::string> names;
  for (const FieldDescriptor* field : fields) names.push_back(field->name());
  return names;
}

}  // namespace

const db::InsertQuery& ChangeInsert() {
  static const auto* const query = new db::InsertQuery{
      "change.insert",
      "INSERT INTO changes (tenant_id, event_id, resource_type, resource_id, sequence, kind, "
      "actor, root_id, depth, change_time, changed_fields, before_body, after_body, "
      "before_personal, after_personal) VALUES ",
      ""};
  return *query;
}

const db::InsertQuery& OutboxInsert() {
  static const auto* const query =
      new db::InsertQuery{"outbox.insert", "INSERT INTO outbox (tenant_id, event_id) VALUES ", ""};
  return *query;
}

std::vector<db::Value> ChangeValues(const Uuid& tenant, const ResourceType& type,
                                    const Change& change, const Message* old, const Stored& next) {
  std::vector<std::string> changed;
  Blobs before, after;
  if (old == nullptr) {
    changed = SetFields(*next.message);
    after = EncodeBlobs(*next.message, {});
  } else {
    std::unique_ptr<Message> a(old->New()), b(old->New());
    a->CopyFrom(*old);
    b->CopyFrom(*next.message);
    changed = KeepDifferences(a.get(), b.get());
    before = EncodeBlobs(*a, {});
    after = EncodeBlobs(*b, {});
  }
  return {tenant.bytes(),
          change.event.bytes(),
          type.singular(),
          next.name.id.bytes(),
          next.version,
          static_cast<int>(change.kind),
          change.actor,
          change.root.bytes(),
          change.depth,
          change.time,
          absl::StrJoin(changed, ","),
          std::move(before.body),
          std::move(after.body),
          std::move(before.personal),
          std::move(after.personal)};
}

}  // namespace guanxi::resource
