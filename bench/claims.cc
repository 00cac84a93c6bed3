#include "bench/claims.h"

#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "bench/figure.h"
#include "bench/lead_world.h"
#include "common/base/status_macros.h"
#include "common/pools/pool_desk.h"
#include "guanxi/pool/v1/pool.pb.h"
#include "lead-svc/lead_pools.h"

namespace guanxi::bench {
namespace {

using lead::v1::Lead;

const db::InsertQuery kGuard{"bench.guard",
                             "INSERT INTO guards (tenant_id, kind, guard_key, counter) VALUES ",
                             " ON DUPLICATE KEY UPDATE kind = VALUES(kind)"};
// As a claim by hand: the guard of who claims, and the lead if it is nobody's.
const db::Query kTake{"bench.take",
                      "UPDATE bench_leads SET owner_id = ?, pool_id = NULL, update_time = ?, "
                      "version = version + 1 WHERE tenant_id = ? AND id = ? AND owner_id IS NULL"};

absl::StatusOr<double> RawClaims(const LeadWorld& world, const std::vector<std::string>& names) {
  const Uuid tenant = world.call().principal.tenant;
  for (const char* sql : {"DROP TABLE IF EXISTS bench_leads", "CREATE TABLE bench_leads LIKE leads",
                          "INSERT INTO bench_leads SELECT * FROM leads"}) {
    GUANXI_RETURN_IF_ERROR(world.Execute(sql));
  }
  return RateOf(names, [&](int who, const std::string& name) {
    return world.database().ReadWrite({}, [&](db::Transaction& tx) -> absl::Status {
      const Uuid user = LeadWorld::UserId(who);
      GUANXI_RETURN_IF_ERROR(
          tx.InsertRows(kGuard, {{tenant.bytes(), "bench", user.bytes(), 0}}).status());
      return tx
          .Execute(kTake,
                   {user.bytes(), absl::Now(), tenant.bytes(), LeadWorld::IdOf(name).bytes()})
          .status();
    });
  });
}

}  // namespace

absl::Status MeasureClaims(const ServiceFlags& flags, int count) {
  GUANXI_ASSIGN_OR_RETURN(const auto world, LeadWorld::Create(flags));
  GUANXI_ASSIGN_OR_RETURN(const auto names, world->AddLeads(count));
  const pools::PoolDesk desk(&world->engine(), lead::LeadPoolKind(world->resources()));
  pool::v1::CreatePoolRequest create;
  create.mutable_pool()->set_display_name("bench");
  create.mutable_pool()->set_claims_per_day(1000);
  create.mutable_pool()->set_most_in_hand(2000);
  GUANXI_ASSIGN_OR_RETURN(
      const auto pool,
      world->catalog().Of<pool::v1::Pool>().Create<pool::v1::Pool>(world->call(), create));
  GUANXI_RETURN_IF_ERROR(RateOf(names, [&](int, const std::string& name) {
                           pool::v1::ReleaseRecordRequest release;
                           release.set_name(name);
                           release.set_pool(pool.name());
                           Lead lead;
                           return desk.Release(world->call(), release, &lead);
                         }).status());
  GUANXI_ASSIGN_OR_RETURN(const double raw, RawClaims(*world, names));
  const auto claim = [&](int who, const std::string& name) {
    pool::v1::ClaimRecordRequest request;
    request.set_name(name);
    Lead lead;
    return desk.Claim(world->CallOf(who), request, &lead);
  };
  GUANXI_ASSIGN_OR_RETURN(const double ours, RateOf(names, claim));
  Print({"claims of leads out of a pool", ours, raw, "claims/s", 0.5});
  return absl::OkStatus();
}

}  // namespace guanxi::bench
