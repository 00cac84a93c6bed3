#include "common/auth/service_account.h"

#include <grpcpp/grpcpp.h>
#include <sys/stat.h>

#include <atomic>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/secret.h"
#include "common/testing/eventually.h"
#include "common/testing/fake_clock.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"

namespace guanxi {
namespace {

using ::testing::HasSubstr;

// The gateway's end, as far as it is seen from here.
class Gateway : public access::v1::TokenService::Service {
 public:
  Gateway() {
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port_);
    builder.RegisterService(this);
    server_ = builder.BuildAndStart();
  }

  grpc::Status IssueToken(grpc::ServerContext*, const access::v1::IssueTokenRequest* request,
                          google::api::HttpBody* response) override {
    ++calls;
    const std::string asked = request->form().data();
    if (!held.empty() && asked.find(held) != std::string::npos) {
      Eventually([&] { return released.load(); });
    }
    form = asked;
    response->set_data(answer.empty() ? absl::StrCat(R"({"access_token":"t)", ++issued,
                                                     R"(","token_type":"Bearer","expires_in":300})")
                                      : answer);
    return grpc::Status::OK;
  }

  std::string address() const { return absl::StrCat("127.0.0.1:", port_); }

  std::atomic<int> calls{0};
  // Calls with this in their form are answered once they are released.
  std::string held;
  std::atomic<bool> released{false};
  std::atomic<int> issued{0};
  std::string answer;
  std::string form;

 private:
  int port_ = 0;
  std::unique_ptr<grpc::Server> server_;
};

TEST(ServiceAccountTest, AsksWithTheSecretThatTheFileHoldsNow) {
  const std::string path = absl::StrCat(std::getenv("TEST_TMPDIR"), "/account.secret");
  const auto write = [&](const std::string& secret) {
    std::ofstream(path) << secret;
    chmod(path.c_str(), 0600);
  };
  write("gxs_old");
  Gateway gateway;
  FakeClock clock(absl::FromUnixSeconds(1800000000));
  ServiceAccount account({gateway.address(), "customer-svc", Secret::InFile(path).value()}, &clock);
  EXPECT_THAT(account.Token(), IsOkAndHolds("t1"));
  EXPECT_THAT(gateway.form, HasSubstr("client_secret=gxs_old&"));
  write("gxs_new");
  clock.Advance(absl::Minutes(5));
  EXPECT_THAT(account.Token(), IsOkAndHolds("t2"));
  EXPECT_THAT(gateway.form, HasSubstr("client_secret=gxs_new&"));
}

TEST(ServiceAccountTest, KeepsATokenUntilShortlyBeforeItsEnd) {
  Gateway gateway;
  FakeClock clock(absl::FromUnixSeconds(1800000000));
  ServiceAccount account({gateway.address(), "customer-svc", "gxs_x"}, &clock);
  EXPECT_THAT(account.Token(), IsOkAndHolds("t1"));
  EXPECT_THAT(
      gateway.form,
      HasSubstr("client_id=customer-svc@system&client_secret=gxs_x&grant_type=client_credentials"));
  clock.Advance(absl::Seconds(239));
  EXPECT_THAT(account.Token(), IsOkAndHolds("t1"));
  clock.Advance(absl::Seconds(1));
  EXPECT_THAT(account.Token(), IsOkAndHolds("t2"));
}

TEST(ServiceAccountTest, KeepsATokenForEachForWhomItActs) {
  Gateway gateway;
  FakeClock clock(absl::FromUnixSeconds(1800000000));
  ServiceAccount account({gateway.address(), "lead-svc", "gxs_x"}, &clock);
  const Uuid tenant = DeriveUuid("test", "tenant");
  EXPECT_THAT(account.TokenFor(tenant, "users/a"), IsOkAndHolds("t1"));
  EXPECT_THAT(gateway.form,
              HasSubstr(absl::StrCat("subject_token=tenants/", tenant.ToString(), "/users/a")));
  EXPECT_THAT(account.TokenFor(tenant, "users/b"), IsOkAndHolds("t2"));
  EXPECT_THAT(account.TokenFor(tenant, ""), IsOkAndHolds("t3"));
  EXPECT_THAT(gateway.form, HasSubstr("token-exchange"));
  EXPECT_THAT(account.Token(), IsOkAndHolds("t4"));
  EXPECT_THAT(account.TokenFor(tenant, "users/a"), IsOkAndHolds("t1"));
  clock.Advance(absl::Minutes(4));
  EXPECT_THAT(account.TokenFor(tenant, "users/a"), IsOkAndHolds("t5"));
}

TEST(ServiceAccountTest, AsksOnceForAllWhoWaitAndKeepsNobodyElseWaiting) {
  Gateway gateway;
  gateway.held = "users/a";
  ServiceAccount account({gateway.address(), "lead-svc", "gxs_x"});
  const Uuid tenant = DeriveUuid("test", "tenant");
  std::atomic<int> same{0};
  std::vector<std::thread> waiting;
  for (int i = 0; i < 4; ++i) {
    waiting.emplace_back([&] { same += account.TokenFor(tenant, "users/a").value_or("") == "t2"; });
  }
  EXPECT_TRUE(Eventually([&] { return gateway.calls == 1; }));
  // Nobody has let go of the first.
  EXPECT_THAT(account.TokenFor(tenant, "users/b"), IsOkAndHolds("t1"));
  EXPECT_THAT(account.TokenFor(tenant, "users/b"), IsOkAndHolds("t1"));
  EXPECT_EQ(gateway.calls, 2);
  gateway.released = true;
  for (std::thread& one : waiting) one.join();
  EXPECT_EQ(same, 4);
  EXPECT_EQ(gateway.calls, 2);
}

TEST(ServiceAccountTest, SaysThatItIsRefusedAndTriesAgain) {
  Gateway gateway;
  FakeClock clock(absl::FromUnixSeconds(1800000000));
  ServiceAccount account({gateway.address(), "customer-svc", "gxs_x"}, &clock);
  for (const char* answer : {R"({"error":"invalid_client"})", "[]", "no JSON"}) {
    gateway.answer = answer;
    EXPECT_THAT(account.Token(), HasReason("SERVICE_ACCOUNT_REFUSED")) << answer;
  }
  gateway.answer.clear();
  EXPECT_THAT(account.Token(), IsOkAndHolds("t1"));
}

}  // namespace
}  // namespace guanxi
