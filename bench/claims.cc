#include "bench/claims.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/clock.h"
#include "bench/figure.h"
#include "bench/lead_world.h"
#include "bench/written_tables.h"
#include "common/base/status_macros.h"
#include "common/db/transaction.h"
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
constexpr absl::string_view kTake =
    " SET owner_id = ?, pool_id = NULL, update_time = ?, version = version + 1 "
    "WHERE tenant_id = ? AND id = ? AND owner_id IS NULL";
constexpr char kTaken[] = "bench_leads";
// The same by who also keeps the limits, and says what happened.
constexpr char kTakenWhole[] = "bench_leads_whole";
const db::InsertQuery kGuardAndCount{
    "bench.guard_and_count", "INSERT INTO guards (tenant_id, kind, guard_key, counter) VALUES ",
    " ON DUPLICATE KEY UPDATE counter = counter + 1"};
const db::Query kCounted{
    "bench.counted",
    "SELECT (SELECT counter FROM guards WHERE tenant_id = ? AND kind = 'bench_day' AND guard_key = "
    "?), (SELECT COUNT(*) FROM bench_leads_whole FORCE INDEX (idx_in_hand) WHERE tenant_id = ? AND "
    "live = 1 AND owner_id = ? AND state IN (1, 2, 3, 6))"};
constexpr const char* kSaid[] = {"changes", "outbox", "request_log"};

absl::Status CopyLeads(const LeadWorld& world, absl::string_view table) {
  for (const std::string& sql : {absl::StrCat("DROP TABLE IF EXISTS ", table),
                                 absl::StrCat("CREATE TABLE ", table, " LIKE leads"),
                                 absl::StrCat("INSERT INTO ", table, " SELECT * FROM leads")}) {
    GUANXI_RETURN_IF_ERROR(world.Execute(sql));
  }
  return absl::OkStatus();
}

absl::Status Take(const LeadWorld& world, db::Transaction& tx, absl::string_view table, int who,
                  const std::string& name) {
  const db::Query take{absl::StrCat("bench.take_", table), absl::StrCat("UPDATE ", table, kTake)};
  const Uuid tenant = world.call().principal.tenant;
  const Uuid user = LeadWorld::UserId(who);
  return tx
      .Execute(take, {user.bytes(), absl::Now(), tenant.bytes(), LeadWorld::IdOf(name).bytes()})
      .status();
}

absl::StatusOr<double> RawClaims(const LeadWorld& world, const std::vector<std::string>& names) {
  const Uuid tenant = world.call().principal.tenant;
  GUANXI_RETURN_IF_ERROR(CopyLeads(world, kTaken));
  return RateOf(names, [&](int who, const std::string& name) {
    return world.database().ReadWrite({}, [&](db::Transaction& tx) -> absl::Status {
      const Uuid user = LeadWorld::UserId(who);
      GUANXI_RETURN_IF_ERROR(
          tx.InsertRows(kGuard, {{tenant.bytes(), "bench", user.bytes(), 0}}).status());
      return Take(world, tx, kTaken, who, name);
    });
  });
}

// With the rows that the claims wrote besides: history, events and answers.
absl::StatusOr<double> RawWholeClaims(const LeadWorld& world,
                                      const std::vector<std::string>& names) {
  GUANXI_ASSIGN_OR_RETURN(const auto said, ReadWritten(world, kSaid));
  const Uuid tenant = world.call().principal.tenant;
  return RateOfCrowd(kClaimants, names.size(), [&](int who, size_t i) {
    return world.database().ReadWrite({}, [&](db::Transaction& tx) -> absl::Status {
      const Uuid user = LeadWorld::UserId(who);
      GUANXI_RETURN_IF_ERROR(
          tx.InsertRows(kGuardAndCount, {{tenant.bytes(), "bench", user.bytes(), 0},
                                         {tenant.bytes(), "bench_day", user.bytes(), 1}})
              .status());
      GUANXI_RETURN_IF_ERROR(
          tx.Select(kCounted, {tenant.bytes(), user.bytes(), tenant.bytes(), user.bytes()})
              .status());
      GUANXI_RETURN_IF_ERROR(Take(world, tx, kTakenWhole, who, names[i]));
      return InsertShare(tx, said, i, names.size());
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
  GUANXI_RETURN_IF_ERROR(CopyLeads(*world, kTakenWhole));
  // What was written so far is no claim's.
  for (const char* table : kSaid) {
    GUANXI_RETURN_IF_ERROR(world->Execute(absl::StrCat("DELETE FROM ", table)));
  }
  const auto claim = [&](int who, const std::string& name) {
    pool::v1::ClaimRecordRequest request;
    request.set_name(name);
    Lead lead;
    return desk.Claim(world->CallOf(who), request, &lead);
  };
  GUANXI_ASSIGN_OR_RETURN(const double ours, RateOf(names, claim));
  GUANXI_ASSIGN_OR_RETURN(const double whole, RawWholeClaims(*world, names));
  Print({"claims of leads out of a pool", ours, raw, "claims/s", 0.5});
  Print({"claims with limits, history, event and answer", ours, whole, "claims/s", 0.5});
  return absl::OkStatus();
}

}  // namespace guanxi::bench
