// Leads in a schema of their own, without RPCs: claims a second out of a pool, how soon a list by
// score has its page, and how long all leads take that are scored anew.
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/flags/parse.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "bench/figure.h"
#include "bench/lead_world.h"
#include "common/base/clock.h"
#include "common/base/log.h"
#include "common/base/status_macros.h"
#include "common/flags/service_flags.h"
#include "common/pools/pool_desk.h"
#include "common/rpc/server_main.h"
#include "common/timers/runner.h"
#include "guanxi/lead/v1/lead_service.pb.h"
#include "guanxi/lead/v1/scoring_model_service.pb.h"
#include "guanxi/pool/v1/pool.pb.h"
#include "lead-svc/lead_pools.h"
#include "lead-svc/score_timers.h"

ABSL_FLAG(int, claimed, 4'000, "leads that are claimed");
ABSL_FLAG(int, listed, 1'000'000, "leads over which lists go");
ABSL_FLAG(int, rescored, 100'000, "leads that are scored anew");

namespace guanxi::bench {
namespace {

using lead::v1::Lead;

constexpr int kPages = 200;
constexpr int kParts = 20;
constexpr double kListMillis = 20;
constexpr double kRescoreSeconds = 60;

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

absl::Status MeasureClaims(const ServiceFlags& flags) {
  GUANXI_ASSIGN_OR_RETURN(const auto world, LeadWorld::Create(flags));
  GUANXI_ASSIGN_OR_RETURN(const auto names, world->AddLeads(absl::GetFlag(FLAGS_claimed)));
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

// Pages of 50 from the top on, as who looks for the best turns them: forty, and again.
absl::Status MeasureLists(const ServiceFlags& flags) {
  GUANXI_ASSIGN_OR_RETURN(const auto world, LeadWorld::Create(flags));
  const int count = absl::GetFlag(FLAGS_listed);
  GUANXI_RETURN_IF_ERROR(world->AddLeads(count).status());
  // Spread as scores are, in statements that end in time.
  for (int part = 0; part < kParts; ++part) {
    GUANXI_RETURN_IF_ERROR(
        world->Execute(absl::StrCat("UPDATE leads SET fit_score = CRC32(id) % 200, behavior_rank = "
                                    "CRC32(REVERSE(id)) WHERE CRC32(id) % ",
                                    kParts, " = ", part)));
  }
  for (const char* const order : {"fit_score desc", "behavior_rank desc"}) {
    std::vector<double> millis;
    lead::v1::ListLeadsRequest request;
    request.set_order_by(order);
    for (int i = 0; i < kPages; ++i) {
      if (i % 40 == 0) request.clear_page_token();
      const absl::Time begin = absl::Now();
      const auto page =
          world->catalog().Of<Lead>().List<lead::v1::ListLeadsResponse>(world->call(), request);
      GUANXI_RETURN_IF_ERROR(page.status());
      millis.push_back(absl::ToDoubleMilliseconds(absl::Now() - begin));
      request.set_page_token(page->next_page_token());
    }
    Print({absl::StrCat("list of ", count, " leads by ", order, ", p99"), Percentile(millis, 0.99),
           kListMillis, "ms", 1, /*less_is_better=*/true});
  }
  return absl::OkStatus();
}

absl::Status MeasureRescoring(const ServiceFlags& flags) {
  GUANXI_ASSIGN_OR_RETURN(const auto world, LeadWorld::Create(flags));
  const int count = absl::GetFlag(FLAGS_rescored);
  GUANXI_RETURN_IF_ERROR(world->AddLeads(count).status());
  timers::Runner::Options options;
  options.owner = "bench";
  options.actor = "services/bench";
  timers::Runner runner(&world->database(), &world->engine(), Clocks(SystemClock()),
                        &world->timers(),
                        lead::ScoreTimerKinds(lead::ScoringTypes(world->resources())), options);
  lead::v1::CreateScoringModelRequest create;
  create.mutable_scoring_model()->set_display_name("bench");
  lead::v1::FitCriterion& any = *create.mutable_scoring_model()->add_fit();
  any.set_display_name("any");
  any.set_condition("state = NEW");
  any.set_points(10);
  GUANXI_RETURN_IF_ERROR(world->catalog()
                             .Of<lead::v1::ScoringModel>()
                             .Create<lead::v1::ScoringModel>(world->call(), create)
                             .status());
  const absl::Time begin = absl::Now();
  runner.Start();
  for (bool left = true; left;) {
    absl::SleepFor(absl::Milliseconds(20));
    GUANXI_ASSIGN_OR_RETURN(left, world->HasAny("fit_score = 0"));
  }
  Print({absl::StrCat(count, " leads scored anew after a change of the model"),
         absl::ToDoubleSeconds(absl::Now() - begin), kRescoreSeconds, "s", 1,
         /*less_is_better=*/true});
  return absl::OkStatus();
}

absl::StatusOr<int> Run() {
  GUANXI_ASSIGN_OR_RETURN(const ServiceFlags flags, ReadServiceFlags("lead-svc/schema"));
  if (flags.migrate) {
    GUANXI_RETURN_IF_ERROR(LeadWorld::Migrate(flags));
    return 0;
  }
  for (const auto measure : {MeasureClaims, MeasureRescoring, MeasureLists}) {
    GUANXI_RETURN_IF_ERROR(LeadWorld::Empty(flags));
    GUANXI_RETURN_IF_ERROR(measure(flags));
  }
  return 0;
}

}  // namespace
}  // namespace guanxi::bench

int main(int argc, char** argv) {
  guanxi::rpc::PrepareProcess();
  absl::ParseCommandLine(argc, argv);
  const absl::StatusOr<int> code = guanxi::bench::Run();
  if (code.ok()) return *code;
  guanxi::Log(guanxi::Severity::kError, "lead_desk.failed", {{"error", code.status().message()}});
  return 1;
}
