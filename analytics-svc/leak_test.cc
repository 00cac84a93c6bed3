// The hunt for leaks in all resources of this service and its own methods. What figures tell is
// held to the askers' rights by semantic/figures_leak_test: the hunt knows no questions.
#include <iostream>
#include <map>
#include <memory>
#include <set>
#include <string>

#include "analytics-svc/contract_stage.h"
#include "common/resource/contract/leak_hunt.h"
#include "common/resource/contract/viewers.h"
#include "common/testing/log_capture.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::analytics {
namespace {

// What may answer nothing to whom the hunt calls as, and why it tells nothing of any record then.
const std::map<std::string, std::string>& MayStaySilent() {
  static const auto* const methods = new std::map<std::string, std::string>{
      {"ChartService.DrawReport", "wants a report: chart_service_test"},
      {"DashboardService.DrawPanel", "wants the key of a panel: panel_service_test"},
      {"QueryService.ExportQuery", "wants a question: query_service_test"},
      {"QueryService.LoadQuery", "wants a question: query_service_test"},
      {"QueryService.LoadQueryText", "wants a question: query_service_test"},
      {"QueryService.RunQuery", "wants a question: query_service_test"},
      {"ReportService.GetAcquisitionCost", "wants a period: acquisition_report_test"},
      {"ReportService.GetBehaviorFunnel", "wants steps: behavior_funnel_report_test"},
      {"ReportService.GetChurn", "wants a kind: churn_report_test"},
      {"ReportService.GetFunnel", "wants a pipeline: sales_funnel_report_test"},
      {"ReportService.GetRanking", "wants a measure: ranking_report_test"},
      {"ReportService.GetRfmMatrix", "wants rows: rfm_report_test"},
      {"RfmTagService.TagByRfm", "wants tags: rfm_tags_test"},
      {"TargetService.GetTargetAttainment", "works with fields that the viewers do not see"}};
  return *methods;
}

// That leaks would be found is shown by common/resource/contract:leak_test.
TEST(LeakTest, ThereIsNone) {
  LogCapture log;
  contract::HouseOptions options;
  options.policies = contract::PoliciesOf(ContractResources());
  options.has_operations = true;
  const std::unique_ptr<contract::Stage> stage = NewContractStage(options);
  contract::LeakGrounds grounds;
  grounds.world = &stage->world;
  grounds.packages = {"guanxi.analytics.v1"};
  grounds.known = {"payments.received_amount", "payments.pay_date", "opportunities.won_amount",
                   "opportunities.closed_time"};  // of the model, which is the same for everybody
  grounds.log = [&] { return log.Lines(""); };
  std::set<std::string> unanswered;
  for (const char* viewer : {contract::kBlind, contract::kHalf}) {
    contract::Findings findings;
    contract::LeakHunt hunt(grounds, viewer, &findings);
    hunt.Run();
    EXPECT_THAT(findings.all(), ::testing::IsEmpty()) << viewer;
    std::cout << viewer << ": " << hunt.calls() << " calls" << std::endl;
    unanswered = hunt.Unanswered();
    for (const std::string& method : unanswered) {
      std::cout << method << ": " << hunt.LastError(method) << std::endl;
    }
    EXPECT_THAT(hunt.LastError("guanxi.analytics.v1.TargetService.GetTargetAttainment"),
                ::testing::HasSubstr("the caller may not see"));
  }
  std::set<std::string> silent;
  for (const auto& [method, why] : MayStaySilent()) silent.insert("guanxi.analytics.v1." + method);
  EXPECT_EQ(unanswered, silent) << "what else was asked and told nothing, or answers now";
}

}  // namespace
}  // namespace guanxi::analytics
