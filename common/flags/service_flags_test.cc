#include "common/flags/service_flags.h"

#include <sys/stat.h>

#include <cstdlib>
#include <fstream>
#include <string>

#include "absl/flags/declare.h"
#include "absl/flags/flag.h"
#include "absl/flags/reflection.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"

ABSL_DECLARE_FLAG(std::string, db_password_file);
ABSL_DECLARE_FLAG(std::string, db_schema);
ABSL_DECLARE_FLAG(std::string, db_socket);
ABSL_DECLARE_FLAG(std::string, db_user);
ABSL_DECLARE_FLAG(std::string, otlp_target);
ABSL_DECLARE_FLAG(std::string, schema_dir);
ABSL_DECLARE_FLAG(std::string, tls_folder);
ABSL_DECLARE_FLAG(absl::Duration, connection_age);
ABSL_DECLARE_FLAG(int, metrics_port);
ABSL_DECLARE_FLAG(int, port);
ABSL_DECLARE_FLAG(double, tenant_burst);
ABSL_DECLARE_FLAG(double, tenant_calls_per_second);
ABSL_DECLARE_FLAG(double, trace_share);

namespace guanxi {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;

std::string WriteFile(const std::string& name, const std::string& content) {
  const std::string path = absl::StrCat(std::getenv("TEST_TMPDIR"), "/", name);
  std::ofstream(path) << content;
  chmod(path.c_str(), 0600);
  return path;
}

class ServiceFlagsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    absl::SetFlag(&FLAGS_db_socket, "/run/mysql.sock");
    absl::SetFlag(&FLAGS_db_user, "guanxi");
    absl::SetFlag(&FLAGS_db_schema, "own");
    absl::SetFlag(&FLAGS_schema_dir, "/somewhere");
  }

  absl::FlagSaver saver_;
};

TEST_F(ServiceFlagsTest, FillsTheOptions) {
  absl::SetFlag(&FLAGS_port, 50051);
  absl::SetFlag(&FLAGS_db_password_file, WriteFile("password", "s3cret\n"));
  const ServiceFlags flags = ReadServiceFlags("x/schema").value();
  EXPECT_EQ(flags.server.port, 50051);
  EXPECT_EQ(flags.server.metrics_port, std::nullopt);
  EXPECT_EQ(flags.database.server.socket, "/run/mysql.sock");
  EXPECT_EQ(flags.database.server.password.Get(), "s3cret");
  EXPECT_EQ(flags.schema_dir, "/somewhere");
  EXPECT_FALSE(flags.migrate);
}

TEST_F(ServiceFlagsTest, LimitsATenantsCallsWhenAsked) {
  EXPECT_EQ(ReadServiceFlags("x/schema")->pipeline.tenant_rate.calls_per_second, 0);
  absl::SetFlag(&FLAGS_tenant_calls_per_second, 50);
  absl::SetFlag(&FLAGS_tenant_burst, 200);
  const ServiceFlags flags = ReadServiceFlags("x/schema").value();
  EXPECT_EQ(flags.pipeline.tenant_rate.calls_per_second, 50);
  EXPECT_EQ(flags.pipeline.tenant_rate.burst, 200);
  absl::SetFlag(&FLAGS_tenant_burst, 0);
  EXPECT_THAT(ReadServiceFlags("x/schema"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("burst")));
}

TEST_F(ServiceFlagsTest, TakesMetricsPortZeroForAnyPort) {
  absl::SetFlag(&FLAGS_metrics_port, 0);
  EXPECT_EQ(ReadServiceFlags("x/schema").value().server.metrics_port, 0);
}

TEST_F(ServiceFlagsTest, LetsConnectionsLiveUnlessTold) {
  EXPECT_EQ(ReadServiceFlags("x/schema")->server.connection_age, absl::InfiniteDuration());
  absl::SetFlag(&FLAGS_connection_age, absl::Minutes(5));
  EXPECT_EQ(ReadServiceFlags("x/schema")->server.connection_age, absl::Minutes(5));
  absl::SetFlag(&FLAGS_connection_age, absl::ZeroDuration());
  EXPECT_THAT(ReadServiceFlags("x/schema"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("connection_age")));
}

TEST_F(ServiceFlagsTest, SamplesTracesOnlyForACollector) {
  absl::SetFlag(&FLAGS_trace_share, 0.5);
  EXPECT_EQ(ReadServiceFlags("x/schema")->pipeline.trace_share, 0);
  absl::SetFlag(&FLAGS_otlp_target, "127.0.0.1:4317");
  EXPECT_EQ(ReadServiceFlags("x/schema")->pipeline.trace_share, 0.5);
  EXPECT_EQ(ReadServiceFlags("x/schema")->otlp_target, "127.0.0.1:4317");
  absl::SetFlag(&FLAGS_trace_share, 1.5);
  EXPECT_THAT(ReadServiceFlags("x/schema"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("trace_share")));
}

TEST_F(ServiceFlagsTest, NamesTheFolderWithoutCertificates) {
  absl::SetFlag(&FLAGS_tls_folder, "/nonexistent");
  EXPECT_THAT(ReadServiceFlags("x/schema"),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("--tls_folder")));
}

TEST_F(ServiceFlagsTest, NamesTheFlagThatIsWrong) {
  absl::SetFlag(&FLAGS_db_password_file, "/nonexistent");
  EXPECT_THAT(ReadServiceFlags("x/schema"),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("--db_password_file")));
  const std::string open_file = WriteFile("open", "s3cret");
  chmod(open_file.c_str(), 0644);
  absl::SetFlag(&FLAGS_db_password_file, open_file);
  EXPECT_THAT(ReadServiceFlags("x/schema"),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("--db_password_file")));
  absl::SetFlag(&FLAGS_db_user, "");
  EXPECT_THAT(ReadServiceFlags("x/schema"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("--db_user")));
  absl::SetFlag(&FLAGS_db_user, "guanxi");
  absl::SetFlag(&FLAGS_db_password_file, "");
  absl::SetFlag(&FLAGS_port, 70000);
  EXPECT_THAT(ReadServiceFlags("x/schema"), Not(IsOk()));
}

TEST(FindInstalled, LooksInTheRunfiles) {
  EXPECT_THAT(FindInstalled("common/flags/service_flags.h"),
              IsOkAndHolds(EndsWith("/common/flags/service_flags.h")));
  EXPECT_THAT(FindInstalled("no/such/folder"), StatusIs(absl::StatusCode::kNotFound));
}

}  // namespace
}  // namespace guanxi
