#include "common/audit/subjects.h"

#include <cstddef>
#include <memory>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/base/status_macros.h"
#include "common/resource/row_codec.h"
#include "google/protobuf/message.h"
#include "guanxi/metadata/v1/annotations.pb.h"

namespace guanxi::audit {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using v1::AuditRecord;

// Changes of one statement.
constexpr size_t kPart = 64;

const db::Query& BodiesQuery() {
  static const auto* const query = new db::Query{
      "audit.select_bodies",
      absl::StrCat(
          "SELECT c.event_id, c.before_body, c.after_body FROM changes c WHERE c.tenant_id "
          "= ? AND c.event_id IN (",
          absl::StrJoin(std::vector<std::string>(kPart, "?"), ","), ")")};
  return *query;
}

// The field of that name, if it holds the name of one of the collection.
const FieldDescriptor* FieldOf(const Descriptor* message, const char* name,
                               absl::string_view collection) {
  const FieldDescriptor* const field = message->FindFieldByName(name);
  const bool fits = field != nullptr && !field->is_repeated() &&
                    field->options().GetExtension(metadata::v1::field).collection() == collection;
  return fits ? field : nullptr;
}

const FieldDescriptor* UserField(const Descriptor* message) {
  return FieldOf(message, "user", "users");
}

std::string SubjectOf(const Message& message) {
  for (const FieldDescriptor* field :
       {UserField(message.GetDescriptor()),
        FieldOf(message.GetDescriptor(), "department", "departments")}) {
    if (field == nullptr) continue;
    std::string name = message.GetReflection()->GetString(message, field);
    if (!name.empty()) return name;
  }
  return "";
}

// Whether the change holds the whole record: of others it has what differs.
bool HoldsAll(const AuditRecord& record) {
  return record.kind() == AuditRecord::CREATED || record.kind() == AuditRecord::DELETED;
}

}  // namespace

Subjects::Subjects(const std::vector<const resource::Resource*>& resources) {
  for (const resource::Resource* resource : resources) {
    if (UserField(resource->type().descriptor()) != nullptr) {
      resources_[resource->type().full_type()] = resource;
    }
  }
}

absl::Status Subjects::FillFromChanges(db::Transaction& tx, const Uuid& tenant,
                                       const std::map<Uuid, AuditRecord*>& records) const {
  for (auto next = records.begin(); next != records.end();) {
    std::vector<db::Value> values = {tenant.bytes()};
    for (; next != records.end() && values.size() <= kPart; ++next) {
      values.emplace_back(next->first.bytes());
    }
    while (values.size() <= kPart) values.push_back(values.back());
    GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, tx.Select(BodiesQuery(), values));
    for (const db::Row row : rows) {
      GUANXI_ASSIGN_OR_RETURN(const Uuid event, Uuid::FromBytes(row.String(0)));
      AuditRecord& record = *records.at(event);
      const std::unique_ptr<Message> message(
          google::protobuf::MessageFactory::generated_factory()
              ->GetPrototype(resources_.at(record.resource_type())->type().descriptor())
              ->New());
      const absl::string_view body = row.String(2).empty() ? row.String(1) : row.String(2);
      if (!message->ParseFromArray(body.data(), static_cast<int>(body.size()))) {
        return absl::InternalError("a change row holds no record");
      }
      record.set_subject(SubjectOf(*message));
      if (!record.subject().empty()) continue;
      // Deleted softly: the row is there.
      GUANXI_ASSIGN_OR_RETURN(*record.mutable_subject(), Stored(tx, tenant, record));
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> Subjects::Stored(db::Transaction& tx, const Uuid& tenant,
                                             const AuditRecord& record) const {
  const resource::Resource& resource = *resources_.at(record.resource_type());
  GUANXI_ASSIGN_OR_RETURN(const Uuid id, Uuid::Parse(record.resource_id()));
  GUANXI_ASSIGN_OR_RETURN(const db::Rows rows,
                          tx.Select(resource.select(), {tenant.bytes(), id.bytes()}));
  if (rows.empty()) return std::string();
  GUANXI_ASSIGN_OR_RETURN(const resource::Stored row,
                          resource::DecodeRow(resource.type(), rows[0]));
  return SubjectOf(*row.message);
}

absl::Status Subjects::Fill(db::Transaction& tx, const Uuid& tenant,
                            v1::ListAuditRecordsResponse* response) const {
  std::map<Uuid, AuditRecord*> whole;
  std::map<std::string, std::string> known;  // by the id of the record
  for (AuditRecord& record : *response->mutable_audit_records()) {
    // What is no change has no record of its own.
    if (record.resource_id().empty() || resources_.count(record.resource_type()) == 0) continue;
    if (HoldsAll(record)) {
      GUANXI_ASSIGN_OR_RETURN(const Uuid event, Uuid::Parse(record.event_id()));
      whole[event] = &record;
      continue;
    }
    const auto [found, is_new] = known.try_emplace(record.resource_id());
    if (is_new) {
      GUANXI_ASSIGN_OR_RETURN(found->second, Stored(tx, tenant, record));
    }
    record.set_subject(found->second);
  }
  return FillFromChanges(tx, tenant, whole);
}

std::vector<db::Query> SubjectQueries() { return {BodiesQuery()}; }

}  // namespace guanxi::audit
