// Which customers pools take and keep, over a real MariaDB and a clock that is moved.
#include "customer-svc/customer_recycling.h"

#include <optional>
#include <string>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/base/status_macros.h"
#include "common/base/uuid.h"
#include "common/db/sql_lint.h"
#include "common/resource/resource_name.h"
#include "common/testing/eventually.h"
#include "common/testing/status_matchers.h"
#include "common/timers/runner.h"
#include "customer-svc/contract_fact.h"
#include "customer-svc/customer_pools.h"
#include "customer-svc/test_service.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "guanxi/customer/v1/customer_service.pb.h"
#include "guanxi/lead/v1/contract.pb.h"
#include "guanxi/pool/v1/pool.pb.h"

namespace guanxi::customer {
namespace {

using pool::v1::Pool;
using resource::ResourceName;
using resource::UnitOfWork;
using v1::Customer;

std::string UserName(int i) {
  return absl::StrCat("users/", DeriveUuid("seller", absl::StrCat(i)).ToString());
}

class CustomerRecyclingTest : public ::testing::Test {
 protected:
  CustomerRecyclingTest()
      : desk_(service_.engine.get(), CustomerPoolKind(*service_.resources)),
        pools_(&desk_, service_.customers) {
    timers::Runner::Options options;
    options.owner = "test";
    options.actor = "services/customer-svc";
    runner_.emplace(service_.database.get(), service_.engine.get(), Clocks(&service_.clock),
                    &service_.timers, WarningsOf(*service_.resources).TimerKinds(), options);
  }
  std::string AddPool(Pool pool = Pool()) {
    pool::v1::CreatePoolRequest request;
    pool.set_display_name("公海");
    *request.mutable_pool() = pool;
    return service_.catalog->Of<Pool>().Create<Pool>(service_.call(), request)->name();
  }
  std::string AddOwned() {
    Customer customer = TestService::Company("灵动传媒");
    customer.set_industry("传媒");
    customer.set_owner(UserName(0));
    return service_.Create(customer).name();
  }
  absl::Status Release(const std::string& customer, const std::string& pool) {
    pool::v1::ReleaseRecordRequest request;
    request.set_name(customer);
    request.set_pool(pool);
    return pools_.ReleaseRecord(service_.call(), request).status();
  }
  absl::Status DeletePool(const std::string& pool) {
    pool::v1::DeletePoolRequest request;
    request.set_name(pool);
    return service_.catalog->Of<Pool>().Delete<Pool>(service_.call(), request).status();
  }
  Customer Read(const std::string& name) {
    v1::GetCustomerRequest request;
    request.set_name(name);
    return service_.customers->Get<Customer>(service_.call(), request).value();
  }
  // As events of lead-svc would tell.
  void Know(const std::string& customer, lead::v1::Contract::State state,
            const std::string& overdue) {
    ContractFact fact;
    fact.id = DeriveUuid("contract", customer);
    fact.sequence = 1;
    fact.customer = resource::ParseReference("customers", customer).value();
    fact.state = state;
    fact.currency = "CNY";
    fact.amount = "100";
    fact.overdue = overdue;
    const auto write = [&](UnitOfWork& work) { return fact.Write(work.tx(), service_.tenant); };
    ASSERT_THAT(service_.engine->Write(service_.call().principal, {}, {}, write), IsOk());
  }
  void Days(int count) {
    for (int i = 0; i < count; ++i) {
      service_.clock.Advance(absl::Hours(24));
      while (runner_->Turn().value() > 0) {
      }
    }
  }

  TestService service_;
  const pools::PoolDesk desk_;
  CustomerPoolServiceImpl pools_;
  std::optional<timers::Runner> runner_;
};

TEST_F(CustomerRecyclingTest, WithAContractInForceOrMoneyOverdueItIsNeitherReleasedNorRecycled) {
  Pool with;
  with.set_recycle_filter("industry = \"传媒\"");
  const std::string pool = AddPool(with);
  const std::string bound = AddOwned(), broken = AddOwned(), late = AddOwned();
  const std::string done = AddOwned(), draft = AddOwned();
  Know(bound, lead::v1::Contract::ACTIVE, "0");
  Know(broken, lead::v1::Contract::BREACHED, "0");
  Know(late, lead::v1::Contract::TERMINATED, "0.01");
  Know(done, lead::v1::Contract::COMPLETED, "0");
  Know(draft, lead::v1::Contract::DRAFT, "0");
  EXPECT_THAT(Release(bound, pool), HasReason("NOT_POOLABLE"));
  EXPECT_THAT(Release(broken, pool), HasReason("NOT_POOLABLE"));
  EXPECT_THAT(Release(late, pool), HasReason("NOT_POOLABLE"));
  pool::v1::RecycleRecordsRequest request;
  request.set_pool(pool);
  const auto recycled = pools_.RecycleRecords(service_.call(), request);
  ASSERT_THAT(recycled, IsOk());
  EXPECT_THAT(recycled->recycled(), ::testing::UnorderedElementsAre(done, draft));
  EXPECT_EQ(recycled->kept_size(), 3);
}

TEST_F(CustomerRecyclingTest, AnOwnerIsWarnedAndThePoolTakesItByItselfWhenThatTimeIsOver) {
  Pool with;
  with.set_recycle_filter("update_time < ago(\"10d\")");
  with.set_warn_days(2);
  with.set_recycle_daily(true);
  const std::string pool = AddPool(with);
  const std::string idle = AddOwned(), bound = AddOwned();
  Know(bound, lead::v1::Contract::ACTIVE, "0");
  Days(7);
  EXPECT_FALSE(Read(idle).has_recycle_time());
  Days(2);
  const Customer warned = Read(idle);
  ASSERT_TRUE(warned.has_recycle_time());
  EXPECT_EQ(warned.recycle_pool(), pool);
  EXPECT_EQ(warned.owner(), UserName(0));
  while (service_.clock.Now() + absl::Hours(24) <
         absl::FromUnixSeconds(warned.recycle_time().seconds())) {
    Days(1);
    EXPECT_EQ(Read(idle).pool(), "");
  }
  Days(1);
  const Customer taken = Read(idle);
  EXPECT_EQ(taken.pool(), pool);
  EXPECT_EQ(taken.owner(), "");
  EXPECT_EQ(taken.last_owner(), UserName(0));
  EXPECT_EQ(taken.pool_stay().cause(), pool::v1::PoolStay::RECYCLED);
  EXPECT_FALSE(taken.has_recycle_time());
  EXPECT_EQ(Read(bound).owner(), UserName(0));
  EXPECT_FALSE(Read(bound).has_recycle_time()) << "it will not be taken";
}

TEST_F(CustomerRecyclingTest, WhoIsGivenItTakesItOutOfItsPool) {
  const std::string pool = AddPool();
  const std::string customer = AddOwned();
  ASSERT_THAT(Release(customer, pool), IsOk());
  v1::UpdateCustomerRequest request;
  request.mutable_customer()->set_name(customer);
  request.mutable_customer()->set_owner(UserName(1));
  request.mutable_update_mask()->add_paths("owner");
  ASSERT_THAT(service_.customers->Update<Customer>(service_.call(), request), IsOk());
  EXPECT_EQ(Read(customer).pool(), "");
  EXPECT_TRUE(Read(customer).pool_stay().has_claim_time());
  pool::v1::ClaimRecordRequest claim;
  claim.set_name(customer);
  EXPECT_THAT(pools_.ClaimRecord(service_.call(), claim), HasReason("ALREADY_CLAIMED"));
  EXPECT_EQ(Read(customer).owner(), UserName(1));
}

TEST_F(CustomerRecyclingTest, WhatComesBackLiesInNoPoolThatIsGone) {
  const std::string pool = AddPool();
  const std::string customer = AddOwned();
  ASSERT_THAT(Release(customer, pool), IsOk());
  v1::DeleteCustomerRequest remove;
  remove.set_name(customer);
  ASSERT_THAT(service_.customers->Delete<Customer>(service_.call(), remove), IsOk());
  ASSERT_THAT(DeletePool(pool), IsOk());
  v1::UndeleteCustomerRequest back;
  back.set_name(customer);
  const auto restored = service_.customers->Undelete<Customer>(service_.call(), back);
  ASSERT_THAT(restored, IsOk());
  EXPECT_EQ(restored->pool(), "");
  EXPECT_EQ(restored->SerializeAsString(), Read(customer).SerializeAsString());
}

TEST_F(CustomerRecyclingTest, NothingComesIntoAPoolThatIsBeingDeleted) {
  const std::string pool = AddPool();
  const std::string customer = AddOwned();
  const resource::Resource& pools = *service_.resources->pools;
  const ResourceName name = resource::ParseName(pools.type(), pool, "pool").value();
  std::thread other;
  absl::Status released;
  const auto remove = [&](UnitOfWork& work) -> absl::Status {
    GUANXI_ASSIGN_OR_RETURN(resource::Stored row, work.GetLive(pools, name));
    GUANXI_RETURN_IF_ERROR(work.Delete(pools, &row));
    if (!other.joinable()) other = std::thread([&] { released = Release(customer, pool); });
    // The server looks anew when nobody has asked it for 100 ms.
    EXPECT_TRUE(Eventually(
        [&] {
          return service_.Number("SELECT COUNT(*) FROM information_schema.innodb_lock_waits") > 0;
        },
        absl::Seconds(20), absl::Milliseconds(150)));
    return absl::OkStatus();
  };
  EXPECT_THAT(service_.engine->Write(service_.call().principal, {}, {}, remove), IsOk());
  other.join();
  EXPECT_THAT(released, HasReason("INVALID_FIELD"));
  EXPECT_EQ(Read(customer).owner(), UserName(0));
}

TEST(CustomerRecyclingSqlTest, StatementsBindTheirTenant) {
  EXPECT_THAT(db::LintQueries(RecyclingQueries()), ::testing::IsEmpty());
}

}  // namespace
}  // namespace guanxi::customer
