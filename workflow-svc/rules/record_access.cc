#include "workflow-svc/rules/record_access.h"

#include <grpcpp/client_context.h>

#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/clock.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/policy/field_view.h"
#include "common/resource/methods.h"
#include "common/rpc/client.h"
#include "common/rpc/unary_call.h"
#include "guanxi/customer/v1/tag_service.pb.h"
#include "guanxi/metadata/v1/annotations.pb.h"
#include "guanxi/workflow/v1/channel_service.pb.h"
#include "guanxi/workflow/v1/todo_service.pb.h"

namespace guanxi::workflow {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::Message;
using google::protobuf::MethodDescriptor;

constexpr absl::Duration kReadTimeout = absl::Seconds(3);
constexpr absl::Duration kCallTimeout = absl::Seconds(10);

const MethodDescriptor* FindMethod(const std::string& full_name) {
  return google::protobuf::DescriptorPool::generated_pool()->FindMethodByName(full_name);
}

std::string PathOf(const MethodDescriptor& method) {
  return absl::StrCat("/", method.service()->full_name(), "/", method.name());
}

std::string PermissionOf(const MethodDescriptor& method) {
  return method.options().GetExtension(metadata::v1::method).permission();
}

// Whether the caller does not get to see it, for whatever reason of his own.
bool IsUnseen(const absl::Status& status) {
  return status.code() == absl::StatusCode::kNotFound ||
         status.code() == absl::StatusCode::kPermissionDenied;
}

std::unique_ptr<Message> GetRequest(const MethodDescriptor& method, const std::string& name) {
  auto request = NewMessage(method.input_type());
  request->GetReflection()->SetString(request.get(), method.input_type()->FindFieldByName("name"),
                                      name);
  return request;
}

// What whoever reads a record is told.
absl::Status ReadError(const RecordKind& kind, const absl::Status& status) {
  const bool is_down = status.code() == absl::StatusCode::kUnavailable ||
                       status.code() == absl::StatusCode::kDeadlineExceeded;
  if (!is_down || kind.service.empty()) return status;
  const std::string stem = absl::AsciiStrToUpper(absl::StrReplaceAll(kind.service, {{"-", "_"}}));
  return Unavailable(absl::StrCat(stem, "_DOWN"),
                     absl::StrCat("the record cannot be read: ", kind.service, " does not answer"));
}

// What the standard methods over to-dos, the records that this service has, come to.
template <typename Response, typename Request>
absl::Status RunHere(const resource::Methods& todos, const rpc::Call& call,
                     absl::StatusOr<Response> (resource::Methods::*method)(const rpc::Call&,
                                                                           const Request&) const,
                     const Message& request, Message* response) {
  GUANXI_ASSIGN_OR_RETURN(const Response answer,
                          (todos.*method)(call, static_cast<const Request&>(request)));
  response->CopyFrom(answer);
  return absl::OkStatus();
}

}  // namespace

std::unique_ptr<Message> NewMessage(const Descriptor* type) {
  return std::unique_ptr<Message>(
      google::protobuf::MessageFactory::generated_factory()->GetPrototype(type)->New());
}

RecordAccess::RecordAccess(const std::map<std::string, std::string>& targets, TokenFor token_for,
                           const policy::Authorizer* authorizer, const resource::Catalog* catalog,
                           StartProcessHere start_process)
    : token_for_(std::move(token_for)),
      authorizer_(authorizer),
      catalog_(catalog),
      start_process_(std::move(start_process)),
      readers_(authorizer) {
  for (const auto& [service, target] : targets) {
    rpc::ClientOptions options;
    options.target = target;
    std::set<std::string> names;
    for (const RecordKind& kind : RecordKinds()) {
      if (kind.service == service) names.insert(kind.methods->full_name());
    }
    if (service == CustomerKind().service) {
      names.insert(customer::v1::ApplyTagsRequest::descriptor()->file()->service(0)->full_name());
    }
    options.services.assign(names.begin(), names.end());
    const std::shared_ptr<grpc::Channel> channel = rpc::NewChannel(options);
    for (const std::string& name : names) channels_[name] = channel;
  }
}

absl::StatusOr<std::shared_ptr<const Message>> RecordAccess::ReadFor(
    const rpc::Call& call, const RecordKind& kind, const std::string& name) const {
  if (kind.service.empty()) {
    return Read({call.principal.tenant, call.principal.subject, Uuid(), 0}, kind, name);
  }
  const MethodDescriptor* const method = kind.Method("Get");
  const auto request = GetRequest(*method, name);
  std::shared_ptr<Message> record = NewMessage(kind.descriptor());
  grpc::ClientContext context;
  rpc::PrepareOnBehalf(call, kReadTimeout, &context);
  GUANXI_ASSIGN_OR_RETURN(grpc::Channel* const channel, ChannelOf(*method));
  const absl::Status status = rpc::CallUnary(*method, channel, &context, *request, record.get());
  if (IsUnseen(status)) return std::shared_ptr<const Message>();
  GUANXI_RETURN_IF_ERROR(ReadError(kind, status));
  return std::shared_ptr<const Message>(std::move(record));
}

absl::StatusOr<std::shared_ptr<const Message>> RecordAccess::Read(const Acting& acting,
                                                                  const RecordKind& kind,
                                                                  const std::string& name) const {
  const MethodDescriptor* const method = kind.Method("Get");
  const auto request = GetRequest(*method, name);
  std::shared_ptr<Message> record = NewMessage(kind.descriptor());
  const absl::Status status =
      kind.service.empty()
          ? CallHere(acting, *method, PermissionOf(*method), *request, record.get())
          : CallElsewhere(acting, *method, *request, kReadTimeout, record.get());
  if (IsUnseen(status)) return std::shared_ptr<const Message>();
  GUANXI_RETURN_IF_ERROR(ReadError(kind, status));
  return std::shared_ptr<const Message>(std::move(record));
}

bool RecordAccess::IsOfNobody(const absl::Status& status, const Uuid& tenant) const {
  const std::string reason = Reason(status);
  if (reason == "ACCOUNT_DISABLED") return true;
  return reason == "SERVICE_ACCOUNT_REFUSED" && token_for_(tenant, /*user=*/"").ok();
}

absl::StatusOr<RecordAccess::Reading> RecordAccess::ReadAs(const Acting& acting,
                                                           const RecordKind& kind,
                                                           const std::string& name) const {
  GUANXI_ASSIGN_OR_RETURN(const bool is_active, IsActive(acting.tenant, acting.user));
  if (!is_active) return Reading{nullptr, true};
  auto record = Read(acting, kind, name);
  if (IsOfNobody(record.status(), acting.tenant)) return Reading{nullptr, true};
  GUANXI_RETURN_IF_ERROR(record.status());
  return Reading{*std::move(record), false};
}

absl::StatusOr<std::unique_ptr<Message>> RecordAccess::Call(const Acting& acting,
                                                            const std::string& method,
                                                            const std::string& permission,
                                                            const Message& request) const {
  const MethodDescriptor* const found = FindMethod(method);
  if (found == nullptr) return absl::InternalError("a stored call is of no method");
  auto response = NewMessage(found->output_type());
  const bool here = channels_.count(found->service()->full_name()) == 0;
  GUANXI_RETURN_IF_ERROR(
      here ? CallHere(acting, *found, permission, request, response.get())
           : CallElsewhere(acting, *found, request, kCallTimeout, response.get()));
  return response;
}

absl::Status RecordAccess::CallElsewhere(const Acting& acting, const MethodDescriptor& method,
                                         const Message& request, absl::Duration timeout,
                                         Message* response) const {
  GUANXI_ASSIGN_OR_RETURN(grpc::Channel* const channel, ChannelOf(method));
  GUANXI_ASSIGN_OR_RETURN(const std::string token, token_for_(acting.tenant, acting.user));
  grpc::ClientContext context;
  rpc::Prepare(timeout, token, &context);
  if (!acting.root.IsNil()) rpc::PrepareCaused(acting.root, acting.depth, &context);
  return rpc::CallUnary(method, channel, &context, request, response);
}

absl::Status RecordAccess::CheckChannel(const Acting& acting, const std::string& name) const {
  v1::GetChannelRequest request;
  request.set_name(name);
  const MethodDescriptor& method =
      *request.GetDescriptor()->file()->service(0)->FindMethodByName("GetChannel");
  GUANXI_ASSIGN_OR_RETURN(const rpc::Call call,
                          KnownCall(acting, PathOf(method), PermissionOf(method)));
  return catalog_->Of<v1::Channel>().Get<v1::Channel>(call, request).status();
}

absl::StatusOr<std::shared_ptr<const policy::Rights>> RecordAccess::RightsOf(
    const Uuid& tenant, const std::string& user) const {
  Principal principal;
  principal.tenant = tenant;
  principal.subject = user;
  const absl::Status status =
      authorizer_->Decide("own", absl::Now() + policy::Authorizer::kMaxWait, &principal);
  if (status.code() == absl::StatusCode::kUnauthenticated) {
    return std::shared_ptr<const policy::Rights>();
  }
  GUANXI_RETURN_IF_ERROR(status);
  return principal.rights;
}

absl::StatusOr<bool> RecordAccess::IsActive(const Uuid& tenant, const std::string& user) const {
  GUANXI_ASSIGN_OR_RETURN(const auto rights, RightsOf(tenant, user));
  return rights != nullptr;
}

absl::StatusOr<grpc::Channel*> RecordAccess::ChannelOf(const MethodDescriptor& method) const {
  const auto channel = channels_.find(method.service()->full_name());
  if (channel == channels_.end()) return absl::InternalError("a method of no known service");
  return channel->second.get();
}

absl::StatusOr<rpc::Call> RecordAccess::KnownCall(const Acting& acting, const std::string& method,
                                                  absl::string_view permission) const {
  rpc::Call call;
  call.principal.tenant = acting.tenant;
  call.principal.subject = acting.user;
  call.method = method;
  call.request_id = "rule";
  call.deadline = absl::Now() + kCallTimeout;
  call.lane = rpc::Lane::kJob;
  call.cause_root = acting.root;
  call.cause_depth = acting.depth;
  GUANXI_RETURN_IF_ERROR(authorizer_->Decide(permission, call.deadline, &call.principal));
  return call;
}

absl::StatusOr<rpc::Call> RecordAccess::CallAs(const Acting& acting, const std::string& method,
                                               absl::string_view permission) const {
  GUANXI_ASSIGN_OR_RETURN(rpc::Call call, KnownCall(acting, method, permission));
  // By which other services are asked whether there is what the write names.
  GUANXI_ASSIGN_OR_RETURN(const std::string token, token_for_(acting.tenant, acting.user));
  call.authorization = absl::StrCat("Bearer ", token);
  return call;
}

absl::Status RecordAccess::CallHere(const Acting& acting, const MethodDescriptor& method,
                                    absl::string_view permission, const Message& request,
                                    Message* response) const {
  const bool reads = method.input_type() == v1::GetTodoRequest::descriptor();
  GUANXI_ASSIGN_OR_RETURN(const rpc::Call call, reads
                                                    ? KnownCall(acting, PathOf(method), permission)
                                                    : CallAs(acting, PathOf(method), permission));
  const resource::Methods& todos = catalog_->Of<v1::Todo>();
  using resource::Methods;
  absl::Status status;
  if (reads) {
    status = RunHere<v1::Todo, v1::GetTodoRequest>(todos, call, &Methods::Get<v1::Todo>, request,
                                                   response);
  } else if (method.input_type() == v1::CreateTodoRequest::descriptor()) {
    status = RunHere<v1::Todo, v1::CreateTodoRequest>(todos, call, &Methods::Create<v1::Todo>,
                                                      request, response);
  } else if (method.input_type() == v1::UpdateTodoRequest::descriptor()) {
    status = RunHere<v1::Todo, v1::UpdateTodoRequest>(todos, call, &Methods::Update<v1::Todo>,
                                                      request, response);
  } else if (method.input_type() == v1::ListTodosRequest::descriptor()) {
    status = RunHere<v1::ListTodosResponse, v1::ListTodosRequest>(
        todos, call, &Methods::List<v1::ListTodosResponse>, request, response);
  } else if (start_process_ != nullptr &&
             method.input_type() == v1::StartProcessInstanceRequest::descriptor()) {
    const auto started =
        start_process_(call, static_cast<const v1::StartProcessInstanceRequest&>(request));
    if (started.ok()) response->CopyFrom(*started);
    status = started.status();
  } else {
    return absl::InternalError("rules do not call this method of their own service");
  }
  GUANXI_RETURN_IF_ERROR(status);
  // As the pipeline does with everything that leaves.
  if (call.principal.rights != nullptr) policy::PresentAnswer(*call.principal.rights, response);
  return absl::OkStatus();
}

}  // namespace guanxi::workflow
