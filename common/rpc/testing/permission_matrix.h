// Every method of a server, called by everybody who must not be let in, and by who just may.
#ifndef GUANXI_COMMON_RPC_TESTING_PERMISSION_MATRIX_H_
#define GUANXI_COMMON_RPC_TESTING_PERMISSION_MATRIX_H_

#include <grpcpp/channel.h>

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/auth/jwks_source.h"
#include "common/auth/principal.h"
#include "common/auth/token_signer.h"
#include "common/auth/token_verifier.h"
#include "common/base/uuid.h"
#include "common/policy/policy_store.h"
#include "google/protobuf/descriptor.h"

namespace guanxi::rpc {

// Callers, each with a signed token:
//
//   only:<permission>  has this permission and no other
//   but:<permission>   has every permission of the services but this one
//   revoked            a user whose one role, with them all, the directory has no more
//   disabled, client   a user who has them all and is not active; such a client
//   ended              a user who has them all, by a session that has ended
//   stranger           a user whom the directory does not have: of another tenant, or deleted
//   behalf             a service with no role, on behalf of a user who has them all
//   all                a user who has them all
//   expired, audience  a user who has them all, by a token of yesterday; by one for somebody else
//   nonsense           no token of anybody; and there is none at all
//
// The methods are found in the descriptors of the program: one that is added is in the matrix.
class PermissionMatrix {
 public:
  // All methods of the services in these packages. Those of `joint`, by full name, ask for more
  // permissions than their own, whatever the request: who has that one alone may be shut out, and
  // who has them all is let in.
  PermissionMatrix(const std::vector<std::string>& packages,
                   const std::set<std::string>& joint = {});
  ~PermissionMatrix();

  // What the server under test is to use: it verifies tokens as services do.
  absl::StatusOr<Principal> Authenticate(absl::string_view token) const;
  policy::PolicyStore::Fetch fetch() const;

  // Calls every method as everybody; each line says what is wrong with one call.
  std::vector<std::string> Run(const std::shared_ptr<grpc::Channel>& channel);
  // The calls that Run made.
  int calls() const { return calls_; }

 private:
  access::v1::PolicySnapshot Snapshot() const;
  // The token of a caller.
  std::string TokenOf(const std::string& caller) const;
  // The reason of the call's error; "OK" if it has none, its code if it has no reason.
  std::string Call(const std::shared_ptr<grpc::Channel>& channel,
                   const google::protobuf::MethodDescriptor& method, const std::string& caller);

  const std::set<std::string> joint_;
  std::vector<const google::protobuf::MethodDescriptor*> methods_;
  std::set<std::string> permissions_;
  const std::unique_ptr<prometheus::Registry> registry_;
  const TokenSigner signer_;
  JwksSource keys_;
  mutable TokenVerifier verifier_;
  int calls_ = 0;
};

}  // namespace guanxi::rpc

#endif  // GUANXI_COMMON_RPC_TESTING_PERMISSION_MATRIX_H_
