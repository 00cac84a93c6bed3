// Who claims, and what: for the tests of the services that keep pools.
#ifndef GUANXI_COMMON_POOLS_CLAIM_CROWD_H_
#define GUANXI_COMMON_POOLS_CLAIM_CROWD_H_

#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/uuid.h"
#include "common/policy/policy.h"
#include "common/rpc/call.h"

namespace guanxi::pools {

// Active users whose permissions reach their own records.
class ClaimCrowd {
 public:
  // `pattern` of permissions: "leads.*".
  ClaimCrowd(int people, const std::string& pattern) {
    access::v1::PolicySnapshot snapshot;
    auto* const role = snapshot.add_roles();
    role->set_name("roles/sales");
    auto* const permission = role->add_permissions();
    permission->set_pattern(pattern);
    permission->set_scope(access::v1::SELF);
    for (int i = 0; i < people; ++i) {
      auto* const user = snapshot.add_users();
      user->set_name(NameOf(i));
      user->add_roles("roles/sales");
      user->set_active(true);
    }
    policy_ = policy::Policy::Compile(std::move(snapshot));
  }

  static std::string NameOf(int i) {
    return absl::StrCat("users/", DeriveUuid("seller", absl::StrCat(i)).ToString());
  }
  // `call` as one of them makes it.
  rpc::Call CallOf(int i, rpc::Call call, const std::string& permission) const {
    call.principal.subject = NameOf(i);
    call.principal.rights = policy_->Decide(call.principal, permission).value();
    return call;
  }

 private:
  std::shared_ptr<const policy::Policy> policy_;
};

// The names of `count` records that `make` brings into a pool, by four hands.
inline std::vector<std::string> MakePooled(int count, const std::function<std::string(int)>& make) {
  constexpr int kHands = 4;
  std::vector<std::string> names(count);
  std::vector<std::thread> hands;
  for (int from = 0; from < kHands; ++from) {
    hands.emplace_back([&, from] {
      for (int i = from; i < count; i += kHands) names[i] = make(i);
    });
  }
  for (std::thread& hand : hands) hand.join();
  return names;
}

}  // namespace guanxi::pools

#endif  // GUANXI_COMMON_POOLS_CLAIM_CROWD_H_
