// The hunt for leaks in the directory.
#include <algorithm>
#include <iostream>
#include <map>
#include <memory>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/resource/contract/contract.h"
#include "common/resource/contract/faulty_caller.h"
#include "common/resource/contract/leak_hunt.h"
#include "common/resource/contract/viewers.h"
#include "common/resource/unit_of_work.h"
#include "common/testing/log_capture.h"
#include "gateway/contract_samples.h"
#include "gateway/directory/known_permissions.h"
#include "gateway/directory/names.h"
#include "gateway/directory/policy_fields.h"
#include "gateway/directory/trusted.h"
#include "gateway/test_services.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "guanxi/access/v1/caller_service.pb.h"
#include "guanxi/access/v1/role.pb.h"
#include "guanxi/access/v1/user.pb.h"

namespace guanxi::gateway {
namespace {

using access::v1::Role;
using access::v1::User;
using contract::Findings;
using contract::Passage;
using directory::Trusted;
using resource::ResourceName;
using ::testing::IsEmpty;

ResourceName Named(const Uuid& id) {
  ResourceName name;
  name.id = id;
  return name;
}

class LeakTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    log_ = std::make_unique<LogCapture>();
    contract::HouseOptions options;
    options.policies = contract::PoliciesOf(ContractResources().all());
    stage_ = std::make_unique<contract::Stage>(
        "gateway/schema", MakeTestServices, ContractResources().all(), ContractSamples(),
        std::map<std::string, contract::MakeForeign>(), options);
  }
  static void TearDownTestSuite() {
    stage_.reset();
    log_.reset();
  }

  // Lets the callers hold, by what is stored, all that they give: what they see is another matter.
  static void PutCallers(const std::string& tenant_name) {
    if (!known_.insert(tenant_name).second) return;
    const Uuid tenant = DeriveUuid("tenant", tenant_name);
    const absl::Status status = stage_->world.grounds().engine->Write(
        Trusted(tenant, directory::kOperator), {db::Lane::kPoint}, resource::WriteContext(),
        [&](resource::UnitOfWork& work) -> absl::Status {
          Role role;
          role.set_code("root");
          role.set_display_name("root");
          auto& all = *role.add_permissions();
          all.set_pattern("*");
          all.set_scope(access::v1::ALL);
          role.add_unmasks(metadata::v1::PHONE);
          role.add_unmasks(metadata::v1::EMAIL);
          const Uuid id = DeriveUuid("root", tenant_name);
          absl::Status put = work.Insert(*ContractResources().roles, Named(id), &role);
          for (const char* name : {contract::kSeer, contract::kBlind, contract::kHalf}) {
            User user;
            user.set_login_name(name);
            user.set_display_name(name);
            user.add_roles(absl::StrCat("roles/", id.ToString()));
            put.Update(
                work.Insert(*ContractResources().users, Named(DeriveUuid("user", name)), &user));
          }
          return put;
        });
    EXPECT_TRUE(status.ok()) << status;
  }

  // Takes away what the answer to one with all permissions has to say: that he has each that there
  // is, and what of which fields he does not see. Anything else is looked through.
  static void DropOwnRights(access::v1::Caller* caller) {
    auto& permissions = *caller->mutable_permissions();
    permissions.erase(std::remove_if(permissions.begin(), permissions.end(),
                                     [](const access::v1::Permission& one) {
                                       return one.scope() == access::v1::ALL &&
                                              directory::AllPermissions().count(one.pattern()) != 0;
                                     }),
                      permissions.end());
    auto& policies = *caller->mutable_field_policies();
    policies.erase(std::remove_if(policies.begin(), policies.end(),
                                  [](const access::v1::FieldPolicy& one) {
                                    const auto* const resource =
                                        directory::FindResourceType(one.resource_type());
                                    return resource != nullptr &&
                                           directory::IsPolicyPath(resource, one.path());
                                  }),
                   policies.end());
  }

  static Findings Find(const std::string& viewer, std::set<std::string>* unanswered) {
    contract::Grounds grounds = stage_->world.grounds();
    contract::FaultyCaller caller(grounds.caller, [](Passage& p) {
      PutCallers(p.who.tenant);
      const absl::Status status = p.Go();
      // What he may do himself is the caller's to know, whatever he sees of roles; the roles that
      // are made here hold the same words.
      if (auto* const caller = dynamic_cast<access::v1::Caller*>(p.response); caller != nullptr) {
        DropOwnRights(caller);
      }
      return status;
    });
    grounds.caller = &caller;
    contract::World world(grounds);
    Findings findings;
    contract::LeakHunt hunt({&world, {"guanxi.access.v1"}, {}, [] { return log_->Lines(""); }},
                            viewer, &findings);
    hunt.Run();
    std::cout << viewer << ": " << hunt.calls() << " calls" << std::endl;
    for (const std::string& method : hunt.Unanswered()) {
      unanswered->insert(method);
      std::cout << method << ": " << hunt.LastError(method) << std::endl;
    }
    return findings;
  }

  inline static std::unique_ptr<LogCapture> log_;
  inline static std::unique_ptr<contract::Stage> stage_;
  inline static std::set<std::string> known_;
};

// What may answer nothing to whom the hunt calls as, and why it tells nothing of any record then.
const std::map<std::string, std::string>& MayStaySilent() {
  static const auto* const methods = new std::map<std::string, std::string>{
      {"guanxi.access.v1.PolicyService.GetPolicySnapshot",
       "for services alone, not routed by the edge; names of rights, no personal data"},
      {"guanxi.access.v1.TokenService.GetJwks", "public keys"},
      {"guanxi.access.v1.TokenService.GetServerMetadata", "says the same to everybody"},
      {"guanxi.access.v1.TokenService.IssueToken",
       "tokens, for who shows a secret; the claims are ids (access:token_issuer_test)"},
      {"guanxi.access.v1.TokenService.RevokeToken", "its answer is empty"},
      {"guanxi.access.v1.UserService.GetHandOver",
       "an operation of the caller's own: counts, and the errors that he got himself"},
      {"guanxi.access.v1.UserService.HandOverUser", "the same, before anything was done"},
      {"guanxi.access.v1.UserService.SetUserPassword", "its answer is empty"}};
  return *methods;
}

// That leaks would be found is shown by common/resource/contract:leak_test.
TEST_F(LeakTest, ThereIsNone) {
  std::set<std::string> unanswered;
  EXPECT_THAT(Find(contract::kBlind, &unanswered).all(), IsEmpty());
  unanswered.clear();
  EXPECT_THAT(Find(contract::kHalf, &unanswered).all(), IsEmpty());
  for (const std::string& method : unanswered) {
    EXPECT_EQ(MayStaySilent().count(method), 1u) << method << " was asked and told nothing";
  }
}

}  // namespace
}  // namespace guanxi::gateway
