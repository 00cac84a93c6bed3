// Pools of customers over a real MariaDB: what of pools is particular to them.
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/base/uuid.h"
#include "common/errors/errors.h"
#include "common/policy/policy.h"
#include "common/policy/rights_testing.h"
#include "common/testing/status_matchers.h"
#include "customer-svc/customer_pools.h"
#include "customer-svc/test_service.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "guanxi/customer/v1/customer_service.pb.h"

namespace guanxi::customer {
namespace {

using pool::v1::Pool;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;
using v1::Customer;

constexpr int kUsers = 8;

std::string UserName(int i) {
  return absl::StrCat("users/", DeriveUuid("seller", absl::StrCat(i)).ToString());
}

class CustomerPoolTest : public ::testing::Test {
 protected:
  CustomerPoolTest()
      : desk_(service_.engine.get(), CustomerPoolKind(*service_.resources)),
        pools_(&desk_, service_.customers) {
    access::v1::PolicySnapshot snapshot;
    auto* const role = snapshot.add_roles();
    role->set_name("roles/sales");
    auto* const permission = role->add_permissions();
    permission->set_pattern("customers.*");
    permission->set_scope(access::v1::SELF);
    for (int i = 0; i < kUsers; ++i) {
      auto* const user = snapshot.add_users();
      user->set_name(UserName(i));
      user->add_roles("roles/sales");
      user->set_active(true);
    }
    policy_ = policy::Policy::Compile(std::move(snapshot));
  }
  std::string AddPool(Pool pool) {
    pool::v1::CreatePoolRequest request;
    pool.set_display_name("公海");
    *request.mutable_pool() = pool;
    return service_.catalog->Of<Pool>().Create<Pool>(service_.call(), request)->name();
  }
  std::string AddOwned(int user) {
    Customer customer = TestService::Company("灵动传媒");
    customer.set_industry("传媒");
    customer.set_owner(UserName(user));
    return service_.Create(customer).name();
  }
  absl::StatusOr<Customer> Release(const std::string& customer, const std::string& pool) {
    pool::v1::ReleaseRecordRequest request;
    request.set_name(customer);
    request.set_pool(pool);
    return pools_.ReleaseRecord(service_.call(), request);
  }
  rpc::Call CallOf(int user) {
    rpc::Call call = service_.call();
    call.principal.subject = UserName(user);
    call.principal.rights = policy_->Decide(call.principal, "customers.claim").value();
    return call;
  }
  absl::StatusOr<Customer> ClaimBy(const rpc::Call& call, const std::string& customer) {
    pool::v1::ClaimRecordRequest request;
    request.set_name(customer);
    return pools_.ClaimRecord(call, request);
  }
  absl::StatusOr<Customer> Claim(int user, const std::string& customer) {
    return ClaimBy(CallOf(user), customer);
  }
  Customer Read(const std::string& name) {
    v1::GetCustomerRequest request;
    request.set_name(name);
    return service_.customers->Get<Customer>(service_.call(), request).value();
  }

  TestService service_;
  const pools::PoolDesk desk_;
  CustomerPoolServiceImpl pools_;
  std::shared_ptr<const policy::Policy> policy_;
};

TEST_F(CustomerPoolTest, OfManyAtOnceOneGetsItAndItsOwnershipIsOnRecord) {
  const std::string pool = AddPool({});
  const std::string customer = AddOwned(0);
  ASSERT_THAT(Release(customer, pool), IsOk());
  EXPECT_EQ(Read(customer).owner(), "");
  std::vector<std::thread> crowd;
  std::vector<absl::StatusOr<Customer>> answers(kUsers, absl::UnknownError("not yet"));
  for (int i = 0; i < kUsers; ++i) {
    crowd.emplace_back([&, i] { answers[i] = Claim(i, customer); });
  }
  for (std::thread& one : crowd) one.join();
  int winners = 0;
  for (const auto& answer : answers) {
    winners += answer.ok() ? 1 : 0;
    if (!answer.ok()) {
      EXPECT_THAT(answer, HasReason("ALREADY_CLAIMED"));
    }
  }
  EXPECT_EQ(winners, 1);
  // It was released, and claimed once.
  EXPECT_EQ(service_.Number("SELECT COUNT(*) FROM ownership_records"), 2);
}

// Each change of hands begins the silence of a customer whom nobody has followed up.
TEST_F(CustomerPoolTest, AnswersSayWhatTheChangeOfHandsHasWritten) {
  const std::string pool = AddPool({});
  const std::string customer = AddOwned(0);
  service_.clock.Advance(absl::Hours(1));
  const auto released = Release(customer, pool);
  ASSERT_THAT(released, IsOk());
  EXPECT_EQ(released->silent_since_time().seconds(), absl::ToUnixSeconds(service_.clock.Now()));
  service_.clock.Advance(absl::Hours(1));
  const auto claimed = Claim(1, customer);
  ASSERT_THAT(claimed, IsOk());
  EXPECT_EQ(claimed->silent_since_time().seconds(), absl::ToUnixSeconds(service_.clock.Now()));
  EXPECT_EQ(claimed->SerializeAsString(), Read(customer).SerializeAsString());
}

TEST_F(CustomerPoolTest, WhoDoesNotSeeOwnersIsNotToldWhoseItIs) {
  const std::string pool = AddPool({});
  const std::string customer = AddOwned(0);
  ASSERT_THAT(Release(customer, pool), IsOk());
  ASSERT_THAT(Claim(1, customer), IsOk());
  EXPECT_THAT(Claim(2, customer).status().ToString(), HasSubstr(UserName(1)));
  rpc::Call call = CallOf(2);
  call.principal.rights = policy::RightsOfRole(
      UserName(2), policy::Hiding("guanxi.dev/Customer", "owner"), "customers.claim");
  const auto refused = ClaimBy(call, customer);
  EXPECT_THAT(refused, HasReason("ALREADY_CLAIMED"));
  EXPECT_THAT(refused.status().ToString(), Not(HasSubstr(UserName(1))));
}

TEST_F(CustomerPoolTest, WithAnOpenOpportunityItIsNeitherReleasedNorRecycled) {
  Pool with;
  with.set_recycle_filter("industry = \"传媒\"");
  const std::string pool = AddPool(with);
  const std::string busy = AddOwned(0);
  const std::string idle = AddOwned(1);
  const auto project = [&](resource::UnitOfWork& work) {
    const auto name = resource::ParseName(service_.resources->customers->type(), busy, "name");
    return work.Project(*service_.resources->customers, *name, [](google::protobuf::Message* m) {
      static_cast<Customer*>(m)->set_open_opportunity_count(1);
    });
  };
  ASSERT_THAT(service_.engine->Write(service_.call().principal, {}, {}, project), IsOk());
  EXPECT_THAT(Release(busy, pool), HasReason("NOT_POOLABLE"));
  pool::v1::RecycleRecordsRequest request;
  request.set_pool(pool);
  const auto recycled = pools_.RecycleRecords(service_.call(), request);
  ASSERT_THAT(recycled, IsOk());
  EXPECT_THAT(recycled->recycled(), ElementsAre(idle));
  ASSERT_THAT(recycled->kept(), SizeIs(1));
  EXPECT_EQ(recycled->kept(0).name(), busy);
}

// Clocks recycle no customers: a pool that names one of their policies would wait in vain.
TEST_F(CustomerPoolTest, APolicyOfClocksIsRefused) {
  pool::v1::CreatePoolRequest request;
  request.mutable_pool()->set_display_name("华东客户池");
  request.mutable_pool()->add_recycle_policies("slaPolicies/0196b0a0-0000-7000-8000-000000000005");
  EXPECT_THAT(
      service_.catalog->Of<Pool>().Create<Pool>(service_.call(), request),
      StatusIs(absl::StatusCode::kInvalidArgument, ::testing::HasSubstr("recycle_policies")));
}

TEST_F(CustomerPoolTest, WhoHasEnoughInHandClaimsNoMore) {
  Pool with;
  with.set_most_in_hand(2);
  const std::string pool = AddPool(with);
  AddOwned(3);
  const std::string first = AddOwned(0);
  const std::string second = AddOwned(0);
  ASSERT_THAT(Release(first, pool), IsOk());
  ASSERT_THAT(Release(second, pool), IsOk());
  EXPECT_THAT(Claim(3, first), IsOk());
  EXPECT_THAT(Claim(3, second), HasReason("POOL_HAND_FULL"));
}

}  // namespace
}  // namespace guanxi::customer
