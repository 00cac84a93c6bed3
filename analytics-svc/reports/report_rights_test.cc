// That no report of purchases is made for who does not see a field that purchases are made of.
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "analytics-svc/reports/churn_report.h"
#include "analytics-svc/reports/cohort_report.h"
#include "analytics-svc/reports/lifetime_report.h"
#include "analytics-svc/reports/report_world.h"
#include "analytics-svc/reports/rfm_report.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"

namespace guanxi::analytics {
namespace {

struct Hidden {
  const char* type;
  const char* field;
};

class ReportRightsTest : public ::testing::Test {
 protected:
  static v1::GetChurnRequest Churn(v1::GetChurnRequest::Kind kind, v1::PurchaseSource source) {
    v1::GetChurnRequest request;
    request.set_kind(kind);
    request.set_source(source);
    *request.mutable_period() = Period(absl::CivilDay(2026, 4, 1), absl::CivilDay(2026, 6, 30));
    return request;
  }

  // What each report out of purchases of the source says.
  static std::vector<absl::Status> Ask(const ReportCall& call, v1::PurchaseSource source) {
    v1::ComputeRfmRequest rfm;
    rfm.mutable_definition()->set_source(source);
    v1::GetCohortsRequest cohorts;
    cohorts.set_source(source);
    v1::GetLifetimeValueRequest lifetime;
    lifetime.set_source(source);
    return {MakeRfmReport(call, rfm).status(), MakeCohortReport(call, cohorts).status(),
            MakeLifetimeReport(call, lifetime).status(),
            MakeChurnReport(call, Churn(v1::GetChurnRequest::SILENCE, source)).status(),
            MakeChurnReport(call, Churn(v1::GetChurnRequest::REVENUE, source)).status()};
  }

  void ExpectRefusedWithout(const std::vector<Hidden>& fields, v1::PurchaseSource source) {
    for (const Hidden& one : fields) {
      for (const absl::Status& status : Ask(world_.Without(one.type, one.field), source)) {
        EXPECT_THAT(status, HasReason("FIELD_NOT_ALLOWED")) << one.type << " " << one.field;
      }
    }
  }

  ReportWorld world_;
};

TEST_F(ReportRightsTest, WhoSeesThemAllGetsThem) {
  for (const v1::PurchaseSource source : {v1::ORDERS, v1::CONTRACTS, v1::PAYMENTS}) {
    for (const absl::Status& status : Ask(world_.All(), source)) EXPECT_THAT(status, IsOk());
  }
}

TEST_F(ReportRightsTest, OrdersAreMadeOfWhatIsSeen) {
  ExpectRefusedWithout({{"guanxi.dev/Order", "order_date"},
                        {"guanxi.dev/Order", "state"},
                        {"guanxi.dev/Order", "amount"},
                        {"guanxi.dev/Order", "base_amount"}},
                       v1::ORDERS);
}

TEST_F(ReportRightsTest, ContractsAreMadeOfWhatIsSeen) {
  ExpectRefusedWithout({{"guanxi.dev/Contract", "sign_date"},
                        {"guanxi.dev/Contract", "customer"},
                        {"guanxi.dev/Contract", "base_amount"}},
                       v1::CONTRACTS);
}

TEST_F(ReportRightsTest, PaymentsAreMadeOfWhatIsSeen) {
  ExpectRefusedWithout({{"guanxi.dev/Payment", "pay_date"},
                        {"guanxi.dev/Payment", "kind"},
                        {"guanxi.dev/Payment", "customer"},
                        {"guanxi.dev/Payment", "base_amount"}},
                       v1::PAYMENTS);
}

TEST_F(ReportRightsTest, ContractsThatEndAreMadeOfWhatIsSeen) {
  for (const char* field : {"customer", "state", "start_date", "end_date", "end_reason"}) {
    EXPECT_THAT(MakeChurnReport(world_.Without("guanxi.dev/Contract", field),
                                Churn(v1::GetChurnRequest::CONTRACT, v1::ORDERS)),
                HasReason("FIELD_NOT_ALLOWED"))
        << field;
  }
}

}  // namespace
}  // namespace guanxi::analytics
