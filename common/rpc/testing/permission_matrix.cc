#include "common/rpc/testing/permission_matrix.h"

#include <grpcpp/client_context.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/support/byte_buffer.h>

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/auth/es256.h"
#include "common/auth/jwks.h"
#include "common/auth/jwt.h"
#include "common/errors/errors.h"
#include "common/errors/grpc.h"
#include "common/rpc/client.h"
#include "common/rpc/method_rules.h"
#include "google/protobuf/descriptor.pb.h"
#include "google/protobuf/descriptor_database.h"
#include "prometheus/registry.h"

namespace guanxi::rpc {
namespace {

using google::protobuf::FileDescriptor;
using google::protobuf::MethodDescriptor;

constexpr char kIssuer[] = "https://guanxi.test";
const char kEndedSession[] = "018f0000-0000-7000-8000-0000000000ee";

std::string IdOf(absl::string_view token) {
  return DeriveUuid("permission_matrix", token).ToString();
}

// The reasons by which nobody gets as far as a handler.
bool IsShutOut(const std::string& reason) {
  static const auto* const reasons =
      new std::set<std::string>{"METHOD_NOT_ALLOWED", "ACCOUNT_DISABLED", "SESSION_ENDED",
                                "POLICY_UNAVAILABLE", "UNIMPLEMENTED",    "RIGHTS_MISSING"};
  return reasons->count(reason) != 0 || absl::StartsWith(reason, "TOKEN_");
}

}  // namespace

PermissionMatrix::PermissionMatrix(const std::vector<std::string>& packages,
                                   const std::set<std::string>& joint)
    : joint_(joint),
      registry_(std::make_unique<prometheus::Registry>()),
      signer_(Es256PrivateKey::Generate().value()),
      keys_([this] { return RenderJwks({signer_.public_key()}); }, JwksSource::Options()),
      verifier_({kIssuer}, &keys_, registry_.get()) {
  const auto* pool = google::protobuf::DescriptorPool::generated_pool();
  std::vector<std::string> files;
  // Files that are linked in and were not used yet are in the pool's database alone.
  google::protobuf::DescriptorPool::internal_generated_database()->FindAllFileNames(&files);
  for (const std::string& name : files) {
    const FileDescriptor* file = pool->FindFileByName(name);
    if (file == nullptr ||
        std::find(packages.begin(), packages.end(), file->package()) == packages.end()) {
      continue;
    }
    for (int i = 0; i < file->service_count(); ++i) {
      for (int k = 0; k < file->service(i)->method_count(); ++k) {
        const MethodDescriptor* method = file->service(i)->method(k);
        methods_.push_back(method);
        const auto rules = RulesOf(*method);
        if (!rules.public_() && rules.permission() != "own") {
          permissions_.insert(rules.permission());
        }
      }
    }
  }
}

PermissionMatrix::~PermissionMatrix() = default;

absl::StatusOr<Principal> PermissionMatrix::Authenticate(absl::string_view token) const {
  return verifier_.Verify(token);
}

std::string PermissionMatrix::TokenOf(const std::string& caller) const {
  if (caller.empty() || caller == "nonsense") return caller;
  TokenClaims claims;
  claims.issuer = kIssuer;
  claims.audience = {caller == "audience" ? "somebody" : "guanxi"};
  claims.issued_at = absl::Now() - (caller == "expired" ? absl::Hours(24) : absl::ZeroDuration());
  claims.expires = claims.issued_at + absl::Minutes(30);
  Principal& principal = claims.principal;
  principal.tenant = DeriveUuid("tenant", "a");
  principal.subject = absl::StrCat(caller == "client" ? "clients/" : "users/", IdOf(caller));
  principal.client = "test";
  if (caller == "ended") principal.session = kEndedSession;
  if (caller == "behalf") principal.actor = absl::StrCat("clients/", IdOf("service"));
  return signer_.Sign(claims).value();
}

access::v1::PolicySnapshot PermissionMatrix::Snapshot() const {
  access::v1::PolicySnapshot snapshot;
  snapshot.set_version(1);
  snapshot.add_ended_sessions(kEndedSession);
  const auto grant = [&](access::v1::RoleRights* role, const std::string& permission) {
    role->add_permissions()->set_pattern(permission);
    role->mutable_permissions()->rbegin()->set_scope(access::v1::ALL);
  };
  const auto add_user = [&](const std::string& token, const std::string& role, bool active) {
    auto* user = snapshot.add_users();
    user->set_name(absl::StrCat("users/", IdOf(token)));
    user->add_roles(role);
    user->set_active(active);
  };
  auto* all = snapshot.add_roles();
  all->set_name("roles/all");
  grant(all, "*");
  for (const std::string& permission : permissions_) {
    auto* only = snapshot.add_roles();
    only->set_name(absl::StrCat("roles/only:", permission));
    grant(only, permission);
    add_user(absl::StrCat("only:", permission), only->name(), true);
    auto* but = snapshot.add_roles();
    but->set_name(absl::StrCat("roles/but:", permission));
    for (const std::string& other : permissions_) {
      if (other != permission) grant(but, other);
    }
    add_user(absl::StrCat("but:", permission), but->name(), true);
  }
  add_user("disabled", "roles/all", false);
  for (const char* token : {"all", "ended", "behalf", "expired", "audience"}) {
    add_user(token, "roles/all", true);
  }
  add_user("revoked", "roles/deleted", true);
  for (const char* token : {"client", "service"}) {
    auto* client = snapshot.add_clients();
    client->set_name(absl::StrCat("clients/", IdOf(token)));
    client->set_active(std::string(token) == "service");
    if (!client->active()) client->add_roles("roles/all");
  }
  return snapshot;
}

policy::PolicyStore::Fetch PermissionMatrix::fetch() const {
  return [snapshot = Snapshot()](
             const Uuid& tenant,
             int64_t known) -> absl::StatusOr<access::v1::GetPolicySnapshotResponse> {
    access::v1::GetPolicySnapshotResponse response;
    response.set_unchanged(known == snapshot.version());
    if (response.unchanged()) return response;
    *response.mutable_snapshot() = snapshot;
    response.mutable_snapshot()->set_tenant(tenant.ToString());
    return response;
  };
}

std::string PermissionMatrix::Call(const std::shared_ptr<grpc::Channel>& channel,
                                   const MethodDescriptor& method, const std::string& caller) {
  ++calls_;
  grpc::GenericStub stub(channel);
  grpc::ClientContext context;
  Prepare(absl::Seconds(30), TokenOf(caller), &context);
  grpc::CompletionQueue queue;
  void* tag = nullptr;
  bool ok = false;
  const auto stream = stub.PrepareCall(
      &context, absl::StrCat("/", method.service()->full_name(), "/", method.name()), &queue);
  stream->StartCall(nullptr);
  queue.Next(&tag, &ok);
  const grpc::Slice empty("");
  stream->WriteLast(grpc::ByteBuffer(&empty, 1), grpc::WriteOptions(), nullptr);
  queue.Next(&tag, &ok);
  grpc::ByteBuffer answer;
  stream->Read(&answer, nullptr);
  queue.Next(&tag, &ok);
  // Who gets a message is let in, however long the stream goes on.
  const bool is_let_in = ok;
  if (is_let_in) context.TryCancel();
  grpc::Status status;
  stream->Finish(&status, nullptr);
  queue.Next(&tag, &ok);
  if (is_let_in) return "OK";
  const absl::Status result = FromGrpcStatus(status);
  if (result.ok()) return "OK";
  const std::string reason = Reason(result);
  return reason.empty() ? absl::StatusCodeToString(result.code()) : reason;
}

std::vector<std::string> PermissionMatrix::Run(const std::shared_ptr<grpc::Channel>& channel) {
  while (!keys_.Ready().ok()) absl::SleepFor(absl::Milliseconds(1));
  std::vector<std::string> faults;
  for (const MethodDescriptor* method : methods_) {
    const auto rules = RulesOf(*method);
    const auto expect = [&](const std::string& caller, const std::string& wanted) {
      const std::string reason = Call(channel, *method, caller);
      const bool is_right = wanted == "let in" ? !IsShutOut(reason) : reason == wanted;
      if (is_right) return;
      faults.push_back(
          absl::StrCat(method->full_name(), " as \"", caller, "\": ", reason, ", want ", wanted));
    };
    if (rules.public_()) {
      expect("", "let in");
      continue;
    }
    expect("", "TOKEN_MISSING");
    expect("nonsense", "TOKEN_MALFORMED");
    expect("stranger", "ACCOUNT_DISABLED");
    expect("disabled", "ACCOUNT_DISABLED");
    expect("client", "ACCOUNT_DISABLED");
    expect("ended", "SESSION_ENDED");
    expect("expired", "TOKEN_EXPIRED");
    expect("audience", "TOKEN_AUDIENCE");
    const bool is_own = rules.permission() == "own";
    expect("behalf", is_own ? "let in" : "METHOD_NOT_ALLOWED");
    expect("revoked", is_own ? "let in" : "METHOD_NOT_ALLOWED");
    if (is_own) continue;
    expect(absl::StrCat("but:", rules.permission()), "METHOD_NOT_ALLOWED");
    const bool is_joint = joint_.count(method->full_name()) != 0;
    expect(is_joint ? "all" : absl::StrCat("only:", rules.permission()), "let in");
  }
  return faults;
}

}  // namespace guanxi::rpc
