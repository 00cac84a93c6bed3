// What the edge lets nobody cost others, on the real Envoy before a gRPC server of the test's.
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "absl/time/time.h"
#include "common/rpc/testing/raw_http2.h"
#include "common/testing/eventually.h"
#include "common/testing/status_matchers.h"
#include "gateway/envoy/edge_fixture.h"
#include "gtest/gtest.h"

namespace guanxi {
namespace {

constexpr char kGet[] = "/guanxi.customer.v1.CustomerService/GetCustomer";

class EdgeAbuse : public EdgeFixture {
 protected:
  static std::string File(const std::string& name) {
    return absl::StrCat(::testing::TempDir(), "/", name);
  }

  // What Envoy counts under this name; -1 if it counts no such thing.
  static int64_t Count(const std::string& name) {
    int64_t count = -1;
    const std::string stats = envoy_->Admin({}, absl::StrCat("/stats?filter=", name));
    for (absl::string_view line : absl::StrSplit(stats, '\n')) {
      if (!absl::ConsumePrefix(&line, absl::StrCat(name, ": "))) continue;
      EXPECT_TRUE(absl::SimpleAtoi(line, &count)) << line;
    }
    return count;
  }

  // In how many of a hundred cases a service with such failures is taken out; -1 if nothing says
  // so.
  static int EnforcedPercent(const std::string& kind) {
    std::ifstream file(File("envoy.yaml"));
    const std::string key = absl::StrCat(" enforcing_consecutive_", kind, ": ");
    int percent = -1;
    for (std::string line; std::getline(file, line);) {
      const size_t at = line.find(key);
      if (at == std::string::npos) continue;
      const std::string rest = line.substr(at + key.size());
      EXPECT_TRUE(absl::SimpleAtoi(rest.substr(0, rest.find_first_of(",} ")), &percent)) << line;
    }
    return percent;
  }

  // Lines of the access log with these members, after the last request is among them.
  static int Logged(const nlohmann::json& members) {
    const std::string last = Rest({}, "/v1/nothing").headers.at("x-request-id");
    int lines = 0;
    const auto count = [&] {
      bool complete = false;
      lines = 0;
      std::ifstream log(File("access.log"));
      for (std::string line; std::getline(log, line);) {
        const auto entry = nlohmann::json::parse(line, nullptr, false);
        if (entry.is_discarded()) continue;
        nlohmann::json merged = entry;
        merged.update(members);
        lines += merged == entry ? 1 : 0;
        complete = complete || entry["request_id"] == last;
      }
      return complete;
    };
    // Envoy writes what it has every 10 s.
    EXPECT_TRUE(Eventually(count, absl::Seconds(30), absl::Milliseconds(200)));
    return lines;
  }

  // GETs of one customer that had this status.
  static nlohmann::json Customers(int status) {
    return {{"status", status}, {"path", "/v1/customers/*"}};
  }

  // GETs of the paths that curl makes of the pattern, one after the other.
  static void GetAll(const std::string& pattern) {
    EXPECT_THAT(OutputOf({"curl", "--silent", "-H", absl::StrCat("authorization: Bearer ", Token()),
                          absl::StrCat("http://127.0.0.1:", envoy_->port(), pattern)}),
                IsOk());
  }
};

TEST_F(EdgeAbuse, AConnectionHasFewStreams) {
  rpc::RawHttp2 peer(envoy_->port());
  for (int i = 0; i < 150; ++i) peer.Call(kGet, Token());
  EXPECT_TRUE(Eventually([] { return Count("http.edge.downstream_rq_active") >= 100; }));
  EXPECT_EQ(Rest().status, 200);
  EXPECT_EQ(Count("http.edge.downstream_rq_active"), 100);
}

// Of five failures in a row the edge would take a service out for everybody, were they its own. A
// single replica is never taken out: what counts is of which failures the edge would do so.
TEST_F(EdgeAbuse, BrokenFramesAreNoFailuresOfTheService) {
  const std::string counted =
      "cluster.customer-svc.outlier_detection.ejections_detected_consecutive_";
  const std::vector<std::string> kinds = {"5xx", "gateway_failure", "local_origin_failure"};
  std::map<std::string, int64_t> before;
  for (const std::string& kind : kinds) before[kind] = Count(counted + kind);
  for (const std::string& frame :
       {std::string("\7\0\0\0\3abc", 8), std::string("\1\0\0\0\3abc", 8),
        std::string("\0\xff\xff\xff\xff", 5), std::string("\0\0", 2), std::string(64, '\xff'),
        std::string("\0\0\0\0\x9\x0a\xff\xff\xff\xff\xff\xff\xff\xff", 14)}) {
    std::ofstream(File("frame"), std::ios::binary) << frame;
    for (int i = 0; i < 8; ++i) {
      Rest({"--http2-prior-knowledge", "-H", "content-type: application/grpc", "-H", "te: trailers",
            "--data-binary", absl::StrCat("@", File("frame"))},
           kGet);
    }
  }
  EXPECT_GT(Count(counted + "5xx"), before["5xx"]);
  for (const std::string& kind : kinds) {
    ASSERT_GE(before[kind], 0) << kind;
    if (Count(counted + kind) == before[kind]) continue;
    EXPECT_EQ(EnforcedPercent(kind), 0) << kind;
  }
  EXPECT_GT(EnforcedPercent("local_origin_failure"), 0);  // which is of lost connections
  EXPECT_EQ(Rest().status, 200);
}

// In one round of some: a busy machine may not see a hundred in any second.
TEST_F(EdgeAbuse, OfManySuccessesOnlySomeAreLogged) {
  constexpr int kRequests = 1000;
  int logged = kRequests;
  for (int round = 0; round < 5 && logged == kRequests; ++round) {
    const int before = Logged(Customers(200));
    GetAll("/v1/customers/[1-1000]");
    logged = Logged(Customers(200)) - before;
  }
  EXPECT_EQ(services_->calls % kRequests, 0);
  EXPECT_GT(logged, 0);
  EXPECT_LT(logged, kRequests);
}

TEST_F(EdgeAbuse, AllFailuresAreLoggedWithTheirPaths) {
  const int before = Logged(Customers(400));
  GetAll("/v1/customers/[1-500]?nosuch=1");
  EXPECT_EQ(Logged(Customers(400)) - before, 500);
  services_->get = [](grpc::ServerContext*, customer::v1::Customer*) {
    return grpc::Status(grpc::StatusCode::NOT_FOUND, "");
  };
  GetAll("/v1/customers/[1-500]");
  EXPECT_EQ(Logged(Customers(404)), 500);
}

// They are answered before what counts successes.
TEST_F(EdgeAbuse, PreflightsAreLogged) {
  const nlohmann::json preflights = {{"http_method", "OPTIONS"}, {"status", 200}};
  const int before = Logged(preflights);
  EXPECT_EQ(Rest({"-X", "OPTIONS", "-H", "origin: http://localhost:3000", "-H",
                  "access-control-request-method: GET"})
                .status,
            200);
  EXPECT_EQ(Logged(preflights) - before, 1);
}

}  // namespace
}  // namespace guanxi
