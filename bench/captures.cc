#include "bench/captures.h"

#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/types/span.h"
#include "bench/figure.h"
#include "bench/lead_world.h"
#include "bench/written_tables.h"
#include "common/base/status_macros.h"
#include "common/db/transaction.h"
#include "guanxi/lead/v1/assignment_rule_service.pb.h"
#include "guanxi/lead/v1/capture_service.pb.h"
#include "guanxi/lead/v1/lead_source_service.pb.h"
#include "guanxi/lead/v1/scoring_model_service.pb.h"
#include "lead-svc/assigner.h"
#include "lead-svc/capture.h"
#include "lead-svc/customer_client.h"

namespace guanxi::bench {
namespace {

// What a capture writes rows of.
constexpr const char* kTables[] = {"leads",       "touches",     "assignment_decisions",
                                   "search_rows", "search_keys", "changes",
                                   "outbox",      "guards",      "timers"};
const db::InsertQuery kTurn{"bench.turn",
                            "INSERT INTO guards (tenant_id, kind, guard_key, counter) VALUES ",
                            " ON DUPLICATE KEY UPDATE counter = counter + 1"};

// One source, one model with both kinds of criteria, one rule that shares by turns.
absl::StatusOr<std::string> Furnish(const LeadWorld& world) {
  lead::v1::CreateScoringModelRequest model;
  model.mutable_scoring_model()->set_display_name("bench");
  model.mutable_scoring_model()->mutable_half_life()->set_seconds(86400);
  auto& grade = *model.mutable_scoring_model()->add_grades();
  grade.set_grade("A");
  grade.set_points(20);
  auto& fit = *model.mutable_scoring_model()->add_fit();
  fit.set_display_name("east");
  fit.set_condition("region = \"浙江\"");
  fit.set_points(10);
  auto& behavior = *model.mutable_scoring_model()->add_behavior();
  behavior.set_display_name("any");
  behavior.set_points(20);
  GUANXI_RETURN_IF_ERROR(world.catalog()
                             .Of<lead::v1::ScoringModel>()
                             .Create<lead::v1::ScoringModel>(world.call(), model)
                             .status());
  lead::v1::CreateAssignmentRuleRequest rule;
  rule.mutable_assignment_rule()->set_display_name("bench");
  rule.mutable_assignment_rule()->set_strategy(lead::v1::AssignmentRule::ROUND_ROBIN);
  rule.mutable_assignment_rule()->set_condition("region = \"浙江\"");
  for (int i = 0; i < kClaimants; ++i) {
    rule.mutable_assignment_rule()->add_assignees()->set_user(
        absl::StrCat("users/", LeadWorld::UserId(i).ToString()));
  }
  GUANXI_RETURN_IF_ERROR(world.catalog()
                             .Of<lead::v1::AssignmentRule>()
                             .Create<lead::v1::AssignmentRule>(world.call(), rule)
                             .status());
  lead::v1::CreateLeadSourceRequest source;
  source.mutable_lead_source()->set_display_name("bench");
  GUANXI_ASSIGN_OR_RETURN(const auto made,
                          world.catalog().Of<lead::v1::LeadSource>().Create<lead::v1::LeadSource>(
                              world.call(), source));
  return made.name();
}

// As many transactions as there were captures, each with its share of the rows of each table.
absl::StatusOr<double> RawCaptures(const LeadWorld& world, const std::vector<std::string>& numbers,
                                   const std::vector<WrittenTable>& tables) {
  const Uuid tenant = UuidSource().Next();
  return RateOf(numbers, [&](int, const std::string& number) {
    const size_t at = std::stoul(number);
    return world.database().ReadWrite({}, [&](db::Transaction& tx) -> absl::Status {
      GUANXI_RETURN_IF_ERROR(tx.InsertRows(kTurn, {{tenant.bytes(), "bench", "turn", 1}}).status());
      return InsertShare(tx, tables, at, numbers.size());
    });
  });
}

lead::v1::CaptureLeadRequest Somebody(const std::string& source, const std::string& number) {
  lead::v1::CaptureLeadRequest request;
  request.set_source(source);
  auto& values = *request.mutable_values();
  const int digits = std::stoi(number);
  values["display_name"] = absl::StrCat("王芳", number);
  values["company"] = absl::StrCat("云帆科技", number);
  values["phones"] = absl::StrFormat("+86139%08d", digits);
  values["emails"] = absl::StrCat("bench", number, "@example.com");
  values["region"] = "浙江省";
  request.mutable_attribution()->set_state("hz-expo");
  return request;
}

}  // namespace

absl::Status MeasureCaptures(const ServiceFlags& flags, const Captures& captures) {
  if (captures.customer_svc.empty() || captures.token.empty()) {
    return absl::InvalidArgumentError("captures want --customer_svc and GUANXI_TOKEN");
  }
  GUANXI_ASSIGN_OR_RETURN(const auto world, LeadWorld::Create(flags));
  GUANXI_ASSIGN_OR_RETURN(const std::string source, Furnish(*world));
  // What was furnished is not a capture's.
  GUANXI_RETURN_IF_ERROR(world->Execute("DELETE FROM changes"));
  GUANXI_RETURN_IF_ERROR(world->Execute("DELETE FROM outbox"));
  GUANXI_RETURN_IF_ERROR(world->Execute("DELETE FROM timers"));
  const lead::CustomerClient client(captures.customer_svc);
  const lead::Assigner assigner(&world->resources());
  const lead::Capture capture(&world->engine(), &world->resources(), &client, &assigner);
  std::vector<std::string> numbers(captures.count);
  for (int i = 0; i < captures.count; ++i) numbers[i] = absl::StrCat(i);
  const auto take = [&](int, const std::string& number) {
    rpc::Call call = world->call();
    call.authorization = absl::StrCat("Bearer ", captures.token);
    return capture.Take(call, Somebody(source, number)).status();
  };
  GUANXI_ASSIGN_OR_RETURN(const double ours, RateOf(numbers, take));
  GUANXI_ASSIGN_OR_RETURN(const bool missed, world->HasAny("owner_id IS NULL"));
  if (missed) return absl::InternalError("a lead has no owner");
  GUANXI_ASSIGN_OR_RETURN(const auto tables, ReadWritten(*world, kTables));
  GUANXI_ASSIGN_OR_RETURN(const double raw, RawCaptures(*world, numbers, tables));
  Print({"captures, looked up, scored and assigned", ours, raw, "captures/s", 0.4});
  return absl::OkStatus();
}

}  // namespace guanxi::bench
