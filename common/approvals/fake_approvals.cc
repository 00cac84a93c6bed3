#include "common/approvals/fake_approvals.h"

#include <grpcpp/security/server_credentials.h>
#include <grpcpp/server_builder.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/base/uuid.h"
#include "common/errors/errors.h"
#include "common/errors/grpc.h"
#include "common/resource/resource_type.h"
#include "google/protobuf/util/message_differencer.h"
#include "guanxi/metadata/v1/change.pb.h"

namespace guanxi::approvals {

using event::v1::LogEvent;
using metadata::v1::Change;
using workflow::v1::ProcessInstance;

namespace {

constexpr char kActing[] = "acting-";

LogEvent EventOf(const std::string& instance, const std::string& fact, int64_t position,
                 const google::protobuf::Message& payload) {
  LogEvent event;
  event.set_position(position);
  // As the log of workflow-svc calls it.
  static const auto* const type = new std::string(
      resource::ResourceType::Compile(ProcessInstance::descriptor()).value()->singular());
  event.set_resource_type(*type);
  const std::string id = instance.substr(instance.find('/') + 1);
  event.set_resource_id(std::string(Uuid::Parse(id).value().bytes()));
  event.set_kind(Change::EMITTED);
  event.add_changed_fields(fact);
  event.set_after_body(payload.SerializeAsString());
  return event;
}

absl::Status ServicesOnly() {
  return Error(absl::StatusCode::kPermissionDenied, "SERVICES_ONLY", "no service acts");
}

// For whom a service calls; "": none does.
std::string CallerOf(const grpc::ServerContext& context) {
  const auto found = context.client_metadata().find("authorization");
  if (found == context.client_metadata().end()) return "";
  absl::string_view token(found->second.data(), found->second.size());
  return absl::ConsumePrefix(&token, "Bearer ") ? ActedFor(token) : "";
}

bool HaveSameForm(const workflow::v1::RequestApprovalRequest& a,
                  const workflow::v1::RequestApprovalRequest& b) {
  const auto form = [](const workflow::v1::RequestApprovalRequest& request) {
    workflow::v1::RequestApprovalRequest only;
    *only.mutable_content() = request.content();
    *only.mutable_picks() = request.picks();
    return only;
  };
  return google::protobuf::util::MessageDifferencer::Equals(form(a), form(b));
}

}  // namespace

ActingToken FakeActing() {
  return [](const Uuid&, absl::string_view user) { return absl::StrCat(kActing, user); };
}

std::string ActedFor(absl::string_view token) {
  return absl::ConsumePrefix(&token, kActing) ? std::string(token) : "";
}

FakeApprovals::FakeApprovals() {
  int port = 0;
  grpc::ServerBuilder builder;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
  builder.RegisterService(this);
  server_ = builder.BuildAndStart();
  target_ = absl::StrCat("127.0.0.1:", port);
}

FakeApprovals::~FakeApprovals() { server_->Shutdown(); }

void FakeApprovals::AnswerWith(const absl::Status& status) {
  MutexLock lock(&mutex_);
  answer_ = status;
}

void FakeApprovals::LoseAnswers(bool loses) {
  MutexLock lock(&mutex_);
  loses_ = loses;
}

void FakeApprovals::OnRequest(std::function<void(const std::string& instance)> hook) {
  MutexLock lock(&mutex_);
  hook_ = std::move(hook);
}

void FakeApprovals::Lock(const std::vector<std::string>& paths, bool goes_on) {
  MutexLock lock(&mutex_);
  locked_ = paths;
  goes_on_ = goes_on;
}

std::vector<workflow::v1::RequestApprovalRequest> FakeApprovals::requests() {
  MutexLock lock(&mutex_);
  return requests_;
}

std::string FakeApprovals::InstanceOf(const std::string& subject) {
  MutexLock lock(&mutex_);
  const auto found = running_.find(subject);
  return found != running_.end() ? found->second : "";
}

LogEvent FakeApprovals::End(const std::string& instance, const std::string& fact) {
  MutexLock lock(&mutex_);
  running_.erase(subjects_[instance]);
  return Fact(instance, subjects_[instance], fact, ++position_);
}

LogEvent FakeApprovals::Written(const std::string& instance, const std::string& path,
                                const std::string& value) {
  MutexLock lock(&mutex_);
  workflow::v1::ProcessSubjectWrite write;
  write.set_subject(subjects_[instance]);
  (*write.mutable_values())[path].add_values(value);
  return EventOf(instance, "approval.subject_written", ++position_, write);
}

LogEvent FakeApprovals::Fact(const std::string& instance, const std::string& subject,
                             const std::string& fact, int64_t position) {
  ProcessInstance ended;
  ended.set_name(instance);
  ended.set_subject(subject);
  return EventOf(instance, fact, position, ended);
}

absl::StatusOr<ProcessInstance> FakeApprovals::InstanceFor(
    const workflow::v1::RequestApprovalRequest& request, const std::string& initiator) {
  if (const auto known = by_request_.find(request.request_id()); known != by_request_.end()) {
    return known->second;
  }
  const bool runs = running_.count(request.subject()) != 0;
  for (const auto& earlier : requests_) {
    const ProcessInstance& instance = by_request_[earlier.request_id()];
    if (!runs || running_[request.subject()] != instance.name()) continue;
    if (earlier.attempt() == request.attempt() && HaveSameForm(earlier, request)) return instance;
  }
  if (runs) return Error(absl::StatusCode::kAlreadyExists, "APPROVAL_RUNNING", "another one runs");
  ProcessInstance& made = by_request_[request.request_id()];
  made.set_name(absl::StrCat("processInstances/",
                             DeriveUuid("fake_approval", request.request_id()).ToString()));
  made.set_subject(request.subject());
  made.set_initiator(initiator);
  made.set_state(ProcessInstance::RUNNING);
  requests_.push_back(request);
  running_[request.subject()] = made.name();
  subjects_[made.name()] = request.subject();
  return made;
}

grpc::Status FakeApprovals::RequestApproval(grpc::ServerContext* context,
                                            const workflow::v1::RequestApprovalRequest* request,
                                            ProcessInstance* response) {
  std::function<void(const std::string&)> hook;
  bool loses = false;
  {
    MutexLock lock(&mutex_);
    if (!answer_.ok()) return ToGrpcStatus(answer_);
    const std::string initiator = CallerOf(*context);
    if (initiator.empty()) return ToGrpcStatus(ServicesOnly());
    const auto instance = InstanceFor(*request, initiator);
    if (!instance.ok()) return ToGrpcStatus(instance.status());
    *response = *instance;
    hook = hook_;
    loses = loses_;
  }
  if (hook) hook(response->name());
  return loses ? grpc::Status(grpc::StatusCode::DEADLINE_EXCEEDED, "lost") : grpc::Status::OK;
}

grpc::Status FakeApprovals::GetApprovalLock(grpc::ServerContext* context,
                                            const workflow::v1::GetApprovalLockRequest* request,
                                            workflow::v1::ApprovalLock* response) {
  if (CallerOf(*context).empty()) return ToGrpcStatus(ServicesOnly());
  MutexLock lock(&mutex_);
  const auto found = running_.find(request->subject());
  if (found == running_.end()) return grpc::Status::OK;
  response->set_instance(found->second);
  for (const std::string& path : locked_) response->add_locked_paths(path);
  response->set_goes_on(goes_on_);
  return grpc::Status::OK;
}

}  // namespace guanxi::approvals
