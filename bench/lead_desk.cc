// Leads in a schema of their own, without RPCs: how fast people are taken in, claims a second out
// of a pool, how soon a list by score has its page, and how long all leads take that are scored
// anew. And contracts a second. A part is named as an argument; without one all are measured.
#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/flags/parse.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "bench/captures.h"
#include "bench/claims.h"
#include "bench/contract_creation.h"
#include "bench/figure.h"
#include "bench/lead_world.h"
#include "common/base/clock.h"
#include "common/base/log.h"
#include "common/base/status_macros.h"
#include "common/flags/service_flags.h"
#include "common/rpc/server_main.h"
#include "common/timers/runner.h"
#include "guanxi/lead/v1/lead_service.pb.h"
#include "guanxi/lead/v1/scoring_model_service.pb.h"
#include "guanxi/lead/v1/touch.pb.h"
#include "lead-svc/score_timers.h"

ABSL_FLAG(int, captured, 4'000, "people who are taken in");
ABSL_FLAG(std::string, customer_svc, "", "customer-svc's gRPC target, for GUANXI_TOKEN");
ABSL_FLAG(int, claimed, 4'000, "leads that are claimed");
ABSL_FLAG(int, contracts, 4'000, "contracts that are made");
ABSL_FLAG(int, listed, 1'000'000, "leads over which lists go");
ABSL_FLAG(int, rescored, 100'000, "leads that are scored anew");

namespace guanxi::bench {
namespace {

using lead::v1::Lead;

constexpr int kPages = 200;
constexpr int kParts = 20;
constexpr double kListMillis = 20;
constexpr double kRescoreSeconds = 60;

absl::Status MeasureContracts(const ServiceFlags& flags) {
  GUANXI_ASSIGN_OR_RETURN(const auto world, LeadWorld::Create(flags));
  return MeasureContractCreation(*world, absl::GetFlag(FLAGS_contracts));
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

// Two touches of each lead, which scoring it anew has to read; in statements that end in time.
absl::Status AddTouches(const LeadWorld& world) {
  for (const char* const id : {"id", "REVERSE(id)"}) {
    lead::v1::Touch touch;
    touch.set_match(lead::v1::Touch::OPEN_LEAD);
    touch.mutable_occur_time()->set_seconds(absl::ToUnixSeconds(absl::Now() - absl::Hours(24)));
    const std::string body = absl::BytesToHexString(touch.SerializeAsString());
    for (int part = 0; part < kParts; ++part) {
      GUANXI_RETURN_IF_ERROR(world.Execute(
          absl::StrCat("INSERT INTO touches (tenant_id, id, parent_id, version, live, create_time, "
                       "body, personal) SELECT tenant_id, ",
                       id, ", id, 1, 1, NOW(6), X'", body, "', '' FROM leads WHERE CRC32(id) % ",
                       kParts, " = ", part)));
    }
  }
  return absl::OkStatus();
}

absl::Status MeasureRescoring(const ServiceFlags& flags) {
  GUANXI_ASSIGN_OR_RETURN(const auto world, LeadWorld::Create(flags));
  const int count = absl::GetFlag(FLAGS_rescored);
  GUANXI_RETURN_IF_ERROR(world->AddLeads(count).status());
  GUANXI_RETURN_IF_ERROR(AddTouches(*world));
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
  create.mutable_scoring_model()->add_behavior()->set_display_name("any");
  create.mutable_scoring_model()->mutable_behavior(0)->set_points(10);
  GUANXI_RETURN_IF_ERROR(world->catalog()
                             .Of<lead::v1::ScoringModel>()
                             .Create<lead::v1::ScoringModel>(world->call(), create)
                             .status());
  const absl::Time begin = absl::Now();
  runner.Start();
  for (bool left = true; left;) {
    absl::SleepFor(absl::Milliseconds(20));
    GUANXI_ASSIGN_OR_RETURN(left, world->HasAny("(fit_score = 0 OR behavior_rank = 0)"));
  }
  Print({absl::StrCat(count, " leads scored anew after a change of the model"),
         absl::ToDoubleSeconds(absl::Now() - begin), kRescoreSeconds, "s", 1,
         /*less_is_better=*/true});
  return absl::OkStatus();
}

absl::Status MeasureTaking(const ServiceFlags& flags) {
  return MeasureClaims(flags, absl::GetFlag(FLAGS_claimed));
}

absl::Status MeasureIntake(const ServiceFlags& flags) {
  const char* const token = std::getenv("GUANXI_TOKEN");
  return MeasureCaptures(flags, {absl::GetFlag(FLAGS_captured), absl::GetFlag(FLAGS_customer_svc),
                                 token == nullptr ? "" : token});
}

constexpr struct {
  const char* name;
  absl::Status (*measure)(const ServiceFlags&);
} kMeasurements[] = {{"capture", MeasureIntake},
                     {"claims", MeasureTaking},
                     {"contracts", MeasureContracts},
                     {"rescore", MeasureRescoring},
                     {"lead_lists", MeasureLists}};

absl::StatusOr<int> Run(const std::vector<std::string>& wanted) {
  GUANXI_ASSIGN_OR_RETURN(const ServiceFlags flags, ReadServiceFlags("lead-svc/schema"));
  if (flags.migrate) {
    GUANXI_RETURN_IF_ERROR(LeadWorld::Migrate(flags));
    return 0;
  }
  for (const auto& one : kMeasurements) {
    if (!wanted.empty() && std::find(wanted.begin(), wanted.end(), one.name) == wanted.end()) {
      continue;
    }
    GUANXI_RETURN_IF_ERROR(LeadWorld::Empty(flags));
    GUANXI_RETURN_IF_ERROR(one.measure(flags));
  }
  return 0;
}

}  // namespace
}  // namespace guanxi::bench

int main(int argc, char** argv) {
  guanxi::rpc::PrepareProcess();
  const std::vector<char*> arguments = absl::ParseCommandLine(argc, argv);
  const absl::StatusOr<int> code =
      guanxi::bench::Run({std::next(arguments.begin()), arguments.end()});
  if (code.ok()) return *code;
  guanxi::Log(guanxi::Severity::kError, "lead_desk.failed", {{"error", code.status().message()}});
  return 1;
}
