// The kinds of records that automation rules can be about, by their descriptors.
#ifndef GUANXI_WORKFLOW_SVC_RULES_RECORD_KIND_H_
#define GUANXI_WORKFLOW_SVC_RULES_RECORD_KIND_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "common/resource/resource_type.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace guanxi::workflow {

// One kind. Lives as long as the process.
struct RecordKind {
  std::string service;  // whose they are: "customer-svc"; "" of this service's own
  const resource::ResourceType* type = nullptr;
  const google::protobuf::ServiceDescriptor* methods = nullptr;
  // The field that names the customer it belongs to, of records that do not lie under one; null:
  // their name says it, or there is none.
  const google::protobuf::FieldDescriptor* parent_field = nullptr;
  // The field that names him where that one is empty, as Get answers; null: there is none.
  const google::protobuf::FieldDescriptor* known_parent_field = nullptr;
  // Whether records of it belong to a customer.
  bool has_parent = false;

  const google::protobuf::Descriptor* descriptor() const { return type->descriptor(); }
  // "customers.read": by which it is read, and so on.
  std::string Permission(absl::string_view verb) const;
  // The method of that verb ("Update") of the kind; null if the service has none.
  const google::protobuf::MethodDescriptor* Method(absl::string_view verb) const;
};

// Customers, contacts, interactions, behaviour events, tickets, findings and risk signals of
// customer-svc, contracts, leads and opportunities of lead-svc, to-dos.
const std::vector<RecordKind>& RecordKinds();

// That of a type ("guanxi.dev/Customer"), of a type's singular ("customer"), or of which a name is;
// null if it is none of them.
const RecordKind* FindRecordKind(absl::string_view type);
const RecordKind* FindRecordKindBySingular(absl::string_view singular);
const RecordKind* FindRecordKindOf(absl::string_view name);

// That of parents.
const RecordKind& CustomerKind();

// The name of the customer that a record belongs to; "" if there is none. `record` has its name.
std::string ParentNameOf(const RecordKind& kind, const google::protobuf::Message& record);

// Whom a record counts for, and whom to-dos are about that follow from behaviour: its customer, and
// of behaviour without one that is known the lead that it names; "" if there is none.
std::string HolderNameOf(const RecordKind& kind, const google::protobuf::Message& record);

// The record's own name.
std::string NameOf(const RecordKind& kind, const google::protobuf::Message& record);

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_RULES_RECORD_KIND_H_
