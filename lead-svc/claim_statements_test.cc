// What a claim asks of the database: each thing once. A statement costs more than what it finds.
#include <cstdint>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/base/uuid.h"
#include "common/crypto/key_ring.h"
#include "common/db/database.h"
#include "common/policy/policy.h"
#include "common/pools/pool_desk.h"
#include "common/resource/catalog.h"
#include "common/resource/engine.h"
#include "common/resource/environment.h"
#include "common/rpc/call.h"
#include "common/testing/fake_clock.h"
#include "common/testing/mariadb.h"
#include "common/testing/status_matchers.h"
#include "common/timers/timers.h"
#include "gtest/gtest.h"
#include "guanxi/lead/v1/lead_service.pb.h"
#include "guanxi/pool/v1/pool.pb.h"
#include "lead-svc/lead_pools.h"
#include "prometheus/registry.h"

namespace guanxi::lead {
namespace {

using pool::v1::Pool;
using v1::Lead;

class ClaimStatementsTest : public ::testing::Test {
 protected:
  ClaimStatementsTest() {
    db::Options options;
    options.server = SharedMariaDb()->CreateSchema("lead-svc/schema").value();
    options.metrics = &registry_;
    database_ = db::Database::Create(options).value();
    const std::string keys = absl::StrCat("1 ", std::string(64, 'a'));
    environment_ = resource::Environment::Create(&clock_, crypto::KeyRing::Parse(keys).value(),
                                                 std::string(32, 'k'))
                       .value();
    resources_ = Resources::Create(/*customers=*/nullptr, &timers_).value();
    engine_ = std::make_unique<resource::Engine>(database_.get(), environment_.get());
    catalog_ = resource::Catalog::Create(engine_.get(), resources_->all()).value();
    desk_ = std::make_unique<pools::PoolDesk>(engine_.get(), LeadPoolKind(*resources_));
    access::v1::PolicySnapshot snapshot;
    auto* const role = snapshot.add_roles();
    role->set_name("roles/all");
    role->add_permissions()->set_pattern("*");
    role->mutable_permissions(0)->set_scope(access::v1::ALL);
    call_.principal.tenant = DeriveUuid("test", "tenant");
    call_.principal.subject = absl::StrCat("users/", DeriveUuid("test", "user").ToString());
    auto* const user = snapshot.add_users();
    user->set_name(call_.principal.subject);
    user->add_roles("roles/all");
    user->set_active(true);
    policy_ = policy::Policy::Compile(std::move(snapshot));
    call_.principal.rights = policy_->Decide(call_.principal, "leads.claim").value();
  }

  std::string AddPooled(const std::string& pool) {
    v1::CreateLeadRequest create;
    create.mutable_lead()->set_display_name("王芳");
    const std::string name = catalog_->Of<Lead>().Create<Lead>(call_, create)->name();
    pool::v1::ReleaseRecordRequest release;
    release.set_name(name);
    release.set_pool(pool);
    Lead lead;
    EXPECT_THAT(desk_->Release(call_, release, &lead), IsOk());
    return name;
  }
  absl::Status Claim(const std::string& name) {
    pool::v1::ClaimRecordRequest request;
    request.set_name(name);
    Lead lead;
    return desk_->Claim(call_, request, &lead);
  }
  // Of all queries, so far; what begins and ends transactions is none.
  uint64_t Statements() const {
    uint64_t count = 0;
    for (const prometheus::MetricFamily& family : registry_.Collect()) {
      if (family.name != "guanxi_sql_query_seconds") continue;
      for (const auto& metric : family.metric) count += metric.histogram.sample_count;
    }
    return count;
  }

  FakeClock clock_{absl::FromUnixSeconds(1790000000)};
  prometheus::Registry registry_;
  timers::Timers timers_;
  std::unique_ptr<db::Database> database_;
  std::unique_ptr<resource::Environment> environment_;
  std::unique_ptr<const Resources> resources_;
  std::unique_ptr<resource::Engine> engine_;
  std::unique_ptr<const resource::Catalog> catalog_;
  std::unique_ptr<pools::PoolDesk> desk_;
  std::shared_ptr<const policy::Policy> policy_;
  rpc::Call call_;
};

TEST_F(ClaimStatementsTest, EachThingIsReadAndWrittenOnce) {
  pool::v1::CreatePoolRequest create;
  create.mutable_pool()->set_display_name("华东线索池");
  create.mutable_pool()->set_claims_per_day(100);
  create.mutable_pool()->set_most_in_hand(100);
  const std::string pool = catalog_->Of<Pool>().Create<Pool>(call_, create)->name();
  const std::string first = AddPooled(pool);
  const std::string second = AddPooled(pool);
  // Custom fields, models and the pool are known from now on, and that the caller claims at all.
  ASSERT_THAT(Claim(first), IsOk());
  const uint64_t before = Statements();
  ASSERT_THAT(Claim(second), IsOk());
  // The lead with all that the claim goes by, guard and counter; the lead, its history, the events,
  // the answer.
  EXPECT_EQ(Statements() - before, 6u);
  const uint64_t after = Statements();
  EXPECT_FALSE(Claim(first).ok());
  EXPECT_EQ(Statements() - after, 2u);  // the lead and the pool: somebody has it
}

}  // namespace
}  // namespace guanxi::lead
