#include "workflow-svc/rules/record_kind.h"

#include <cstdlib>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "common/base/log.h"
#include "common/base/uuid.h"
#include "guanxi/customer/v1/behavior_event_service.pb.h"
#include "guanxi/customer/v1/contact_service.pb.h"
#include "guanxi/customer/v1/customer_service.pb.h"
#include "guanxi/customer/v1/finding_service.pb.h"
#include "guanxi/customer/v1/interaction_service.pb.h"
#include "guanxi/customer/v1/risk_signal_service.pb.h"
#include "guanxi/customer/v1/segment_membership_service.pb.h"
#include "guanxi/customer/v1/service_ticket_service.pb.h"
#include "guanxi/lead/v1/contract_service.pb.h"
#include "guanxi/lead/v1/lead_service.pb.h"
#include "guanxi/lead/v1/opportunity_service.pb.h"
#include "guanxi/workflow/v1/todo_service.pb.h"

namespace guanxi::workflow {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr char kCustomers[] = "customers/";

RecordKind KindOf(std::string service, const Descriptor* descriptor, const Descriptor* request,
                  const char* parent_field) {
  auto compiled = resource::ResourceType::Compile(descriptor);
  if (!compiled.ok()) {  // A mistake in the protos, which the services find themselves.
    Log(Severity::kError, "rules.bad_kind", {{"type", descriptor->full_name()}});
    std::abort();
  }
  RecordKind kind;
  kind.service = std::move(service);
  kind.type = compiled->release();
  kind.methods = request->file()->service(0);
  if (parent_field != nullptr) kind.parent_field = descriptor->FindFieldByName(parent_field);
  kind.known_parent_field = descriptor->FindFieldByName("known_customer");
  kind.has_parent = kind.parent_field != nullptr || kind.type->has_parent();
  return kind;
}

// The customer at the beginning of a name; "" if there is none.
std::string CustomerIn(absl::string_view name) {
  const std::vector<absl::string_view> steps = absl::StrSplit(name, '/');
  if (steps.size() < 2 || steps[0] != "customers") return "";
  return absl::StrCat(kCustomers, steps[1]);
}

template <typename Same>
const RecordKind* FindWhere(Same same) {
  for (const RecordKind& kind : RecordKinds()) {
    if (same(kind)) return &kind;
  }
  return nullptr;
}

}  // namespace

std::string RecordKind::Permission(absl::string_view verb) const {
  return absl::StrCat(type->plural(), ".", verb);
}

const google::protobuf::MethodDescriptor* RecordKind::Method(absl::string_view verb) const {
  return methods->FindMethodByName(absl::StrCat(verb, descriptor()->name()));
}

const std::vector<RecordKind>& RecordKinds() {
  static const auto* const kinds = new std::vector<RecordKind>{
      KindOf("customer-svc", customer::v1::Customer::descriptor(),
             customer::v1::GetCustomerRequest::descriptor(), nullptr),
      KindOf("customer-svc", customer::v1::Contact::descriptor(),
             customer::v1::GetContactRequest::descriptor(), nullptr),
      KindOf("customer-svc", customer::v1::Interaction::descriptor(),
             customer::v1::GetInteractionRequest::descriptor(), nullptr),
      KindOf("customer-svc", customer::v1::BehaviorEvent::descriptor(),
             customer::v1::GetBehaviorEventRequest::descriptor(), "customer"),
      KindOf("customer-svc", customer::v1::ServiceTicket::descriptor(),
             customer::v1::GetServiceTicketRequest::descriptor(), "customer"),
      KindOf("customer-svc", customer::v1::Finding::descriptor(),
             customer::v1::GetFindingRequest::descriptor(), nullptr),
      KindOf("customer-svc", customer::v1::RiskSignal::descriptor(),
             customer::v1::GetRiskSignalRequest::descriptor(), nullptr),
      KindOf("customer-svc", customer::v1::SegmentMembership::descriptor(),
             customer::v1::GetSegmentMembershipRequest::descriptor(), nullptr),
      KindOf("lead-svc", lead::v1::Contract::descriptor(),
             lead::v1::GetContractRequest::descriptor(), "customer"),
      KindOf("lead-svc", lead::v1::Lead::descriptor(), lead::v1::GetLeadRequest::descriptor(),
             "customer"),
      KindOf("lead-svc", lead::v1::Opportunity::descriptor(),
             lead::v1::GetOpportunityRequest::descriptor(), "customer"),
      KindOf("", v1::Todo::descriptor(), v1::GetTodoRequest::descriptor(), "subject")};
  return *kinds;
}

const RecordKind* FindRecordKind(absl::string_view type) {
  return FindWhere([&](const RecordKind& kind) { return kind.type->full_type() == type; });
}

const RecordKind* FindRecordKindBySingular(absl::string_view singular) {
  return FindWhere([&](const RecordKind& kind) { return kind.type->singular() == singular; });
}

const RecordKind* FindRecordKindOf(absl::string_view name) {
  const std::vector<absl::string_view> steps = absl::StrSplit(name, '/');
  return FindWhere([&](const RecordKind& kind) {
    const auto& collections = kind.type->collections();
    if (steps.size() != 2 * collections.size()) return false;
    for (size_t i = 0; i < collections.size(); ++i) {
      if (steps[2 * i] != collections[i] || !Uuid::Parse(steps[2 * i + 1]).ok()) return false;
    }
    return true;
  });
}

const RecordKind& CustomerKind() { return RecordKinds().front(); }

std::string NameOf(const RecordKind& kind, const Message& record) {
  return record.GetReflection()->GetString(record, kind.type->name_field());
}

std::string ParentNameOf(const RecordKind& kind, const Message& record) {
  if (!kind.has_parent) return "";
  if (kind.parent_field == nullptr) return CustomerIn(NameOf(kind, record));
  const std::string stated =
      CustomerIn(record.GetReflection()->GetString(record, kind.parent_field));
  if (!stated.empty() || kind.known_parent_field == nullptr) return stated;
  return CustomerIn(record.GetReflection()->GetString(record, kind.known_parent_field));
}

std::string HolderNameOf(const RecordKind& kind, const Message& record) {
  std::string parent = ParentNameOf(kind, record);
  const auto* const behavior = dynamic_cast<const customer::v1::BehaviorEvent*>(&record);
  return parent.empty() && behavior != nullptr ? behavior->lead() : parent;
}

}  // namespace guanxi::workflow
