// Records of all services, read and written as somebody: the owner of a rule, who reads a text.
#ifndef GUANXI_WORKFLOW_SVC_RULES_RECORD_ACCESS_H_
#define GUANXI_WORKFLOW_SVC_RULES_RECORD_ACCESS_H_

#include <grpcpp/channel.h>

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/base/uuid.h"
#include "common/policy/authorizer.h"
#include "common/policy/rights.h"
#include "common/resource/catalog.h"
#include "common/rpc/call.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "guanxi/workflow/v1/process_instance.pb.h"
#include "guanxi/workflow/v1/process_instance_service.pb.h"
#include "workflow-svc/rules/record_kind.h"
#include "workflow-svc/rules/role_readers.h"

namespace guanxi::workflow {

// A bearer token for work on behalf of `users/{uuid}`, or, of "", by the role that the tenant gives
// services (ServiceAccount::TokenFor).
using TokenFor =
    std::function<absl::StatusOr<std::string>(const Uuid& tenant, absl::string_view user)>;

// How this service starts a process: ProcessInstanceService.StartProcessInstance.
using StartProcessHere = std::function<absl::StatusOr<v1::ProcessInstance>(
    const rpc::Call& call, const v1::StartProcessInstanceRequest& request)>;

// As whom, and as part of which chain of causes.
struct Acting {
  Uuid tenant;
  std::string user;  // `users/{uuid}`; "" of nobody
  Uuid root;         // nil: of none
  int depth = 0;
};

// Thread-safe. Owns nothing that it is given. None of it is to be called while a transaction is
// open.
class RecordAccess {
 public:
  // `targets`: the gRPC target of each service. `start_process` null: no process is started.
  RecordAccess(const std::map<std::string, std::string>& targets, TokenFor token_for,
               const policy::Authorizer* authorizer, const resource::Catalog* catalog,
               StartProcessHere start_process = nullptr);

  // The record as `acting.user` sees it, deleted ones too; null if he does not. Within 3 s.
  // Errors: UNAVAILABLE, <SERVICE>_DOWN; those of the token and of the call.
  absl::StatusOr<std::shared_ptr<const google::protobuf::Message>> Read(
      const Acting& acting, const RecordKind& kind, const std::string& name) const;

  // The same, of a user who may have left: then that is the answer, and no error, whoever is the
  // first to know, this service by its policies or the gateway, which gives no token for him.
  struct Reading {
    std::shared_ptr<const google::protobuf::Message> record;
    bool is_gone = false;  // no active user: disabled, deleted, or there never was one
  };
  absl::StatusOr<Reading> ReadAs(const Acting& acting, const RecordKind& kind,
                                 const std::string& name) const;

  // The same as who calls sees it; by his own token.
  absl::StatusOr<std::shared_ptr<const google::protobuf::Message>> ReadFor(
      const rpc::Call& call, const RecordKind& kind, const std::string& name) const;

  // Calls a method by its full name, with a request of its type, within 10 s. `permission` is what
  // the method needs, if it is one of this service. Errors: those of the call.
  absl::StatusOr<std::unique_ptr<google::protobuf::Message>> Call(
      const Acting& acting, const std::string& method, const std::string& permission,
      const google::protobuf::Message& request) const;

  // That the channel is there, for who acts.
  //   NOT_FOUND          CHANNEL_NOT_FOUND   it is gone
  //   PERMISSION_DENIED  METHOD_NOT_ALLOWED  he may not read channels
  absl::Status CheckChannel(const Acting& acting, const std::string& name) const;

  // What a user may do and see; null if there is no such user, who is active. Errors: those of
  // Authorizer::Decide but UNAUTHENTICATED, which says that there is not.
  absl::StatusOr<std::shared_ptr<const policy::Rights>> RightsOf(const Uuid& tenant,
                                                                 const std::string& user) const;
  // Whether there is such a user, who is active. Errors: those of RightsOf.
  absl::StatusOr<bool> IsActive(const Uuid& tenant, const std::string& user) const;

  // What of records everybody sees who may read to-dos. Errors: those of RoleReaders::Of.
  absl::StatusOr<LeastAccess> LeastOf(const Uuid& tenant) const { return readers_.Of(tenant); }

  // Who acts, as this service knows him, by what a permission lets him do. Errors: those of
  // Authorizer::Decide.
  absl::StatusOr<rpc::Call> CallAs(const Acting& acting, const std::string& method,
                                   absl::string_view permission) const;

 private:
  absl::Status CallElsewhere(const Acting& acting, const google::protobuf::MethodDescriptor& method,
                             const google::protobuf::Message& request, absl::Duration timeout,
                             google::protobuf::Message* response) const;
  // Whether a call failed since who acts is no active user, and not since this service has no
  // account itself.
  bool IsOfNobody(const absl::Status& status, const Uuid& tenant) const;
  absl::StatusOr<grpc::Channel*> ChannelOf(const google::protobuf::MethodDescriptor& method) const;
  // Who acts, without a token.
  absl::StatusOr<rpc::Call> KnownCall(const Acting& acting, const std::string& method,
                                      absl::string_view permission) const;
  absl::Status CallHere(const Acting& acting, const google::protobuf::MethodDescriptor& method,
                        absl::string_view permission, const google::protobuf::Message& request,
                        google::protobuf::Message* response) const;

  std::map<std::string, std::shared_ptr<grpc::Channel>> channels_;  // by proto service
  const TokenFor token_for_;
  const policy::Authorizer* const authorizer_;
  const resource::Catalog* const catalog_;
  const StartProcessHere start_process_;
  const RoleReaders readers_;
};

// An empty message of a type.
std::unique_ptr<google::protobuf::Message> NewMessage(const google::protobuf::Descriptor* type);

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_RULES_RECORD_ACCESS_H_
