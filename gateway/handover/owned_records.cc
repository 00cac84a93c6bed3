#include "gateway/handover/owned_records.h"

#include <grpcpp/client_context.h>

#include <map>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/base/status_macros.h"
#include "common/rpc/client.h"
#include "common/rpc/unary_call.h"
#include "google/api/resource.pb.h"
#include "google/protobuf/field_mask.pb.h"
#include "google/protobuf/message.h"
#include "guanxi/analytics/v1/dashboard_service.pb.h"
#include "guanxi/analytics/v1/target_service.pb.h"
#include "guanxi/customer/v1/customer_service.pb.h"
#include "guanxi/customer/v1/data_access_request_service.pb.h"
#include "guanxi/customer/v1/service_ticket_service.pb.h"
#include "guanxi/lead/v1/contract_service.pb.h"
#include "guanxi/lead/v1/lead_service.pb.h"
#include "guanxi/lead/v1/opportunity_service.pb.h"
#include "guanxi/lead/v1/quote_service.pb.h"
#include "guanxi/metadata/v1/annotations.pb.h"
#include "guanxi/workflow/v1/automation_rule_service.pb.h"
#include "guanxi/workflow/v1/todo_service.pb.h"

namespace guanxi::handover {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::FileDescriptor;
using google::protobuf::Message;
using google::protobuf::MethodDescriptor;

constexpr absl::Duration kCallTimeout = absl::Seconds(20);

std::unique_ptr<Message> New(const Descriptor* type) {
  return std::unique_ptr<Message>(
      google::protobuf::MessageFactory::generated_factory()->GetPrototype(type)->New());
}

void SetText(const std::string& field, absl::string_view value, Message* message) {
  message->GetReflection()->SetString(message, message->GetDescriptor()->FindFieldByName(field),
                                      std::string(value));
}

std::string Text(const std::string& field, const Message& message) {
  return message.GetReflection()->GetString(message,
                                            message.GetDescriptor()->FindFieldByName(field));
}

// The field of messages in `message`, such as the list of a page.
const FieldDescriptor* ListIn(const Descriptor* message) {
  for (int i = 0; i < message->field_count(); ++i) {
    const FieldDescriptor* field = message->field(i);
    if (field->is_repeated() && field->message_type() != nullptr) return field;
  }
  return nullptr;
}

// The kind whose page the method lists; its type is empty if it is none with an owner at the root.
OwnedKind KindListedBy(const MethodDescriptor& method) {
  OwnedKind kind;
  const FieldDescriptor* list = ListIn(method.output_type());
  if (list == nullptr) return kind;
  const auto& resource = list->message_type()->options().GetExtension(google::api::resource);
  const auto& rules = list->message_type()->options().GetExtension(metadata::v1::resource);
  std::string plural = resource.plural();
  if (rules.scope().owner().empty() || plural.empty()) return kind;
  if (rules.scope().owner_alone() || rules.scope().personal()) return kind;
  plural[0] = absl::ascii_toupper(static_cast<unsigned char>(plural[0]));
  if (method.name() != absl::StrCat("List", plural)) return kind;
  kind.type = kind.key = resource.type();
  kind.owner = rules.scope().owner();
  kind.department = rules.scope().department();
  kind.list = &method;
  const auto* service = method.service();
  kind.update = service->FindMethodByName(absl::StrCat("Update", list->message_type()->name()));
  kind.batch_update = service->FindMethodByName(absl::StrCat("BatchUpdate", plural));
  return kind;
}

// The same records by the other fields that are given on.
std::vector<OwnedKind> OthersOf(const OwnedKind& kind) {
  const FieldDescriptor* const list = ListIn(kind.list->output_type());
  const auto& rules = list->message_type()->options().GetExtension(metadata::v1::resource);
  std::vector<OwnedKind> others;
  for (const std::string& field : rules.scope().handed_over()) {
    OwnedKind other = kind;
    other.key = absl::StrCat(kind.type, "#", field);
    other.owner = field;
    other.department.clear();
    others.push_back(std::move(other));
  }
  return others;
}

}  // namespace

std::vector<OwnedKind> OwnedKindsIn(const std::vector<const FileDescriptor*>& files) {
  std::map<std::string, OwnedKind> kinds;
  for (const FileDescriptor* file : files) {
    for (int i = 0; i < file->service_count(); ++i) {
      for (int k = 0; k < file->service(i)->method_count(); ++k) {
        OwnedKind kind = KindListedBy(*file->service(i)->method(k));
        if (kind.update == nullptr || kind.batch_update == nullptr) continue;
        kinds[kind.key] = kind;
        for (OwnedKind& other : OthersOf(kind)) kinds[other.key] = other;
      }
    }
  }
  std::vector<OwnedKind> list;
  for (auto& [key, kind] : kinds) list.push_back(std::move(kind));
  return list;
}

const std::vector<OwnedKind>& OwnedKinds() {
  static const auto* const kinds = new std::vector<OwnedKind>(
      OwnedKindsIn({analytics::v1::ListDashboardsRequest::descriptor()->file(),
                    analytics::v1::ListTargetsRequest::descriptor()->file(),
                    customer::v1::ListCustomersRequest::descriptor()->file(),
                    customer::v1::ListDataAccessRequestsRequest::descriptor()->file(),
                    customer::v1::ListServiceTicketsRequest::descriptor()->file(),
                    lead::v1::ListContractsRequest::descriptor()->file(),
                    lead::v1::ListLeadsRequest::descriptor()->file(),
                    lead::v1::ListOpportunitiesRequest::descriptor()->file(),
                    lead::v1::ListQuotesRequest::descriptor()->file(),
                    workflow::v1::ListAutomationRulesRequest::descriptor()->file(),
                    workflow::v1::ListTodosRequest::descriptor()->file()}));
  return *kinds;
}

absl::StatusOr<OwnedPage> OwnedRecords::List(const OwnedKind& kind, absl::string_view token,
                                             absl::string_view owner,
                                             const std::string& page_token) const {
  const auto request = New(kind.list->input_type());
  SetText("filter", absl::StrCat(kind.owner, " = \"", owner, "\""), request.get());
  SetText("order_by", "create_time", request.get());
  SetText("page_token", page_token, request.get());
  request->GetReflection()->SetInt32(request.get(),
                                     request->GetDescriptor()->FindFieldByName("page_size"), kPage);
  // What is deleted may come back, and then not to somebody who has left.
  const FieldDescriptor* deleted = request->GetDescriptor()->FindFieldByName("show_deleted");
  if (deleted != nullptr) request->GetReflection()->SetBool(request.get(), deleted, true);
  const auto response = New(kind.list->output_type());
  GUANXI_RETURN_IF_ERROR(Call(*kind.list, token, *request, response.get()));
  OwnedPage page;
  page.next_page_token = Text("next_page_token", *response);
  const FieldDescriptor* list = ListIn(response->GetDescriptor());
  const auto* reflection = response->GetReflection();
  for (int i = 0; i < reflection->FieldSize(*response, list); ++i) {
    const Message& record = reflection->GetRepeatedMessage(*response, list, i);
    page.records.push_back({Text("name", record), Text("etag", record)});
  }
  return page;
}

absl::Status OwnedRecords::Give(const OwnedKind& kind, absl::string_view token,
                                absl::Span<const OwnedRecord> records, const Heir& heir) const {
  const auto batch = New(kind.batch_update->input_type());
  const FieldDescriptor* requests = ListIn(batch->GetDescriptor());
  const Descriptor* update = kind.update->input_type();
  for (const OwnedRecord& record : records) {
    Message* const one = batch->GetReflection()->AddMessage(batch.get(), requests);
    const auto* reflection = one->GetReflection();
    auto* const mask = static_cast<google::protobuf::FieldMask*>(
        reflection->MutableMessage(one, update->FindFieldByName("update_mask")));
    for (int i = 0; i < update->field_count(); ++i) {
      const Descriptor* type = update->field(i)->message_type();
      if (type == nullptr ||
          type->options().GetExtension(google::api::resource).type() != kind.type) {
        continue;
      }
      Message* const resource = reflection->MutableMessage(one, update->field(i));
      SetText("name", record.name, resource);
      SetText("etag", record.etag, resource);
      SetText(kind.owner, heir.user, resource);
      mask->add_paths(kind.owner);
      if (heir.department.empty() || kind.department.empty()) continue;
      SetText(kind.department, heir.department, resource);
      mask->add_paths(kind.department);
    }
  }
  const auto response = New(kind.batch_update->output_type());
  return Call(*kind.batch_update, token, *batch, response.get());
}

absl::Status OwnedRecords::Call(const MethodDescriptor& method, absl::string_view token,
                                const Message& request, Message* response) const {
  grpc::ClientContext context;
  rpc::Prepare(kCallTimeout, token, &context);
  return rpc::CallUnary(method, channel_.get(), &context, request, response);
}

}  // namespace guanxi::handover
