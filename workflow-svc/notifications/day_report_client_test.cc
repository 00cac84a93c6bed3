#include "workflow-svc/notifications/day_report_client.h"

#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>

#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"
#include "common/errors/grpc.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"
#include "guanxi/analytics/v1/day_report_service.grpc.pb.h"

namespace guanxi::workflow {
namespace {

using analytics::v1::DayReport;
using analytics::v1::GetDayReportRequest;

constexpr char kUser[] = "users/0196b0a0-0000-7000-8000-000000000001";
const absl::CivilDay kReportDay(2026, 11, 30);

class Reports : public analytics::v1::DayReportService::Service {
 public:
  grpc::Status GetDayReport(grpc::ServerContext* context, const GetDayReportRequest* request,
                            DayReport* response) override {
    const auto token = context->client_metadata().find("authorization");
    if (token != context->client_metadata().end()) {
      authorization.assign(token->second.data(), token->second.size());
    }
    asked = *request;
    if (!status.ok()) return ToGrpcStatus(status);
    *response = report;
    return grpc::Status::OK;
  }

  std::string authorization;
  GetDayReportRequest asked;
  DayReport report;
  absl::Status status;
};

class DayReportClientTest : public ::testing::Test {
 protected:
  DayReportClientTest() {
    reports_.report.set_title("销售日报 2026-11-30");
    reports_.report.set_text("销售日报 2026-11-30\n线索数：5（前一日 3）");
    reports_.report.add_figures()->set_measure("leads.count");
    grpc::ServerBuilder builder;
    int port = 0;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
    builder.RegisterService(&reports_);
    server_ = builder.BuildAndStart();
    ask_ = AskDayReportAt(absl::StrCat("127.0.0.1:", port),
                          [this](const Uuid&, absl::string_view user) {
                            return token_.ok() ? absl::StrCat("token of ", user) : token_;
                          });
  }
  absl::StatusOr<std::optional<DayReportText>> Ask() {
    return ask_(Uuid(), kUser, kReportDay, "zh");
  }

  Reports reports_;
  absl::StatusOr<std::string> token_ = std::string();
  std::unique_ptr<grpc::Server> server_;
  AskDayReport ask_;
};

TEST_F(DayReportClientTest, ThePersonAsksHimselfAndTheTitleStandsOnce) {
  const auto report = Ask();
  ASSERT_THAT(report, IsOk());
  ASSERT_TRUE(report->has_value());
  EXPECT_EQ((*report)->title, "销售日报 2026-11-30");
  EXPECT_EQ((*report)->figures, "线索数：5（前一日 3）");
  EXPECT_EQ(reports_.authorization, absl::StrCat("Bearer token of ", kUser));
  EXPECT_EQ(reports_.asked.date().day(), 30);
  EXPECT_EQ(reports_.asked.language(), "zh");
}

TEST_F(DayReportClientTest, WhoSeesNoneOfTheFiguresHasNoReport) {
  reports_.report.clear_figures();
  const auto report = Ask();
  ASSERT_THAT(report, IsOk());
  EXPECT_FALSE(report->has_value());
}

TEST_F(DayReportClientTest, WhatIsRefusedForGoodIsNoReportAndWhatPassesAnError) {
  reports_.status = Error(absl::StatusCode::kPermissionDenied, "METHOD_NOT_ALLOWED", "no");
  EXPECT_EQ(Ask().value(), std::nullopt);
  reports_.status = Unavailable("REPLICA_DOWN", "down");
  EXPECT_EQ(Ask().status().code(), absl::StatusCode::kUnavailable);
  token_ = Error(absl::StatusCode::kPermissionDenied, "USER_DISABLED", "has left");
  EXPECT_EQ(Ask().value(), std::nullopt);
  token_ = Unavailable("GATEWAY_DOWN", "down");
  EXPECT_EQ(Ask().status().code(), absl::StatusCode::kUnavailable);
}

TEST_F(DayReportClientTest, WithoutAServiceReportsWait) {
  const AskDayReport nobody = AskDayReportAt("", nullptr);
  EXPECT_THAT(nobody(Uuid(), kUser, kReportDay, "zh"), HasReason("ANALYTICS_SVC_DOWN"));
}

}  // namespace
}  // namespace guanxi::workflow
