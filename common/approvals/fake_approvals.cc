#include "common/approvals/fake_approvals.h"

#include <grpcpp/security/server_credentials.h>
#include <grpcpp/server_builder.h>

#include "absl/strings/str_cat.h"
#include "common/base/uuid.h"
#include "common/errors/errors.h"
#include "common/errors/grpc.h"
#include "guanxi/metadata/v1/change.pb.h"

namespace guanxi::approvals {

using event::v1::LogEvent;
using metadata::v1::Change;
using workflow::v1::ProcessInstance;

namespace {

LogEvent EventOf(const std::string& instance, const std::string& fact, int64_t position,
                 const google::protobuf::Message& payload) {
  LogEvent event;
  event.set_position(position);
  event.set_resource_type("processInstance");
  const std::string id = instance.substr(instance.find('/') + 1);
  event.set_resource_id(std::string(Uuid::Parse(id).value().bytes()));
  event.set_kind(Change::EMITTED);
  event.add_changed_fields(fact);
  event.set_after_body(payload.SerializeAsString());
  return event;
}

}  // namespace

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

grpc::Status FakeApprovals::RequestApproval(grpc::ServerContext*,
                                            const workflow::v1::RequestApprovalRequest* request,
                                            ProcessInstance* response) {
  std::function<void(const std::string&)> hook;
  bool loses = false;
  {
    MutexLock lock(&mutex_);
    if (!answer_.ok()) return ToGrpcStatus(answer_);
    std::string& instance = by_request_[request->request_id()];
    if (instance.empty() && running_.count(request->subject()) != 0) {
      by_request_.erase(request->request_id());
      return ToGrpcStatus(
          Error(absl::StatusCode::kAlreadyExists, "APPROVAL_RUNNING", "another one runs"));
    }
    if (instance.empty()) {
      instance = absl::StrCat("processInstances/",
                              DeriveUuid("fake_approval", request->request_id()).ToString());
      requests_.push_back(*request);
      running_[request->subject()] = instance;
      subjects_[instance] = request->subject();
    }
    response->set_name(instance);
    response->set_subject(request->subject());
    response->set_state(ProcessInstance::RUNNING);
    hook = hook_;
    loses = loses_;
  }
  if (hook) hook(response->name());
  return loses ? grpc::Status(grpc::StatusCode::DEADLINE_EXCEEDED, "lost") : grpc::Status::OK;
}

grpc::Status FakeApprovals::GetApprovalLock(grpc::ServerContext*,
                                            const workflow::v1::GetApprovalLockRequest* request,
                                            workflow::v1::ApprovalLock* response) {
  MutexLock lock(&mutex_);
  const auto found = running_.find(request->subject());
  if (found == running_.end()) return grpc::Status::OK;
  response->set_instance(found->second);
  for (const std::string& path : locked_) response->add_locked_paths(path);
  response->set_goes_on(goes_on_);
  return grpc::Status::OK;
}

}  // namespace guanxi::approvals
