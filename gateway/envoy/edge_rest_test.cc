// What the edge makes of REST requests before a service sees them: strict bodies, queries, headers.
#include <grpcpp/grpcpp.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"
#include "common/errors/grpc.h"
#include "gateway/envoy/edge_fixture.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi {
namespace {

using customer::v1::Customer;
using ::testing::AllOf;
using ::testing::Gt;
using ::testing::Lt;

// A write over REST, and what the edge says to it.
struct Write {
  std::string verb, path, body;
  int status;
  std::string reason = {}, field = {};  // "" for any
};

class EdgeRest : public EdgeFixture {
 protected:
  static RunningEnvoy::Answer Send(const std::string& verb, const std::string& path,
                                   const std::string& body, std::vector<std::string> more = {}) {
    const std::string file = absl::StrCat(std::getenv("TEST_TMPDIR"), "/body");
    std::ofstream(file, std::ios::binary) << body;
    more.insert(more.end(), {"-X", verb});
    if (!body.empty()) more.insert(more.end(), {"--data-binary", absl::StrCat("@", file)});
    if (std::none_of(more.begin(), more.end(), [](const std::string& argument) {
          return absl::StartsWith(argument, "content-type");
        })) {
      more.insert(more.end(), {"-H", "content-type: application/json"});
    }
    return Rest(more, path);
  }

  static void Expect(const Write& write) {
    SCOPED_TRACE(absl::StrCat(write.verb, " ", write.path, " ", write.body.substr(0, 200)));
    services_->calls = 0;
    const RunningEnvoy::Answer answer = Send(write.verb, write.path, write.body);
    EXPECT_EQ(answer.status, write.status) << answer.body;
    EXPECT_EQ(services_->calls, write.status == 200 ? 1 : 0);
    if (write.status == 200) return;
    const auto error = nlohmann::json::parse(answer.body, nullptr, false);
    ASSERT_FALSE(error.is_discarded()) << answer.body;
    EXPECT_EQ(error["code"], 3);
    EXPECT_EQ(answer.headers.at("content-type"), "application/json");
    if (!write.reason.empty()) {
      EXPECT_EQ(error["details"][0]["reason"], write.reason);
    }
    if (!write.field.empty()) {
      EXPECT_EQ(error["details"][1]["fieldViolations"][0]["field"], write.field);
    }
  }

  static std::string Nested(int levels) {
    std::string body = "1";
    for (int i = 0; i < levels; ++i) body = absl::StrCat("{\"a\":", body, "}");
    return absl::StrCat("{\"custom\":", body, "}");
  }
};

TEST_F(EdgeRest, BodiesAreStrict) {
  const std::string customers = "/v1/customers", a = "/v1/customers/A";
  for (const Write& write : std::vector<Write>{
           {"POST", customers, R"({"displayName":"关系 \ud83d\ude00","phones":[{"number":"1"}]})",
            200},
           {"POST", customers, R"({"display_name":"a","custom":{"b":{"b":[1,{"x":null}]}}})", 200},
           {"POST", customers, R"({"externalIds":{"displayName":"1","display_name":"2"}})", 200},
           {"POST", customers, R"({"nosuch":1})", 400, "INVALID_FIELD", "nosuch"},
           {"POST", customers, R"({"phones":[{},{"nummer":"1"}]})", 400, "INVALID_FIELD",
            "phones[1].nummer"},
           {"PATCH", a + "?updateMask=note", R"({"notes":"new"})", 400, "INVALID_FIELD", "notes"},
           {"PATCH", a + "/contacts/C?updateMask=title", R"({"titel":"new"})", 400, "INVALID_FIELD",
            "titel"},
           {"POST", customers, R"({"note":"a","note":"b"})", 400, "INVALID_FIELD", "note"},
           {"POST", customers, R"({"displayName":"a","display_name":"b"})", 400, "INVALID_FIELD",
            "display_name"},
           {"POST", customers, R"({"externalIds":{"a":"1","\u0061":"2"}})", 400, "INVALID_FIELD"},
           {"POST", customers, R"({"externalIds":{"\\ud83d\u0041":"1","\\ud83dA":"2"}})", 400,
            "INVALID_FIELD"},
           {"POST", customers, R"({"note":"\\ud800"})", 200},
           {"POST", customers, R"({"note":"\\\ud800"})", 400, "INVALID_JSON", "note"},
           {"POST", customers, R"({"custom":{"a":1,"a":2}})", 400, "INVALID_FIELD", "custom.a"},
           {"POST", customers, R"({"displayName":7})", 400, "INVALID_FIELD", "displayName"},
           {"POST", customers, R"({"type":"FIRM"})", 400, "INVALID_FIELD", "type"},
           {"POST", customers, R"({"type":"PERSON","phones":"13800138000"})", 400, "INVALID_FIELD",
            "phones"},
           {"POST", customers, R"({"phones":[{"number":1}]})", 400, "INVALID_FIELD",
            "phones[0].number"},
           {"POST", customers, R"({"organization":{"size":"HUGE"}})", 400, "INVALID_FIELD",
            "organization.size"},
           {"POST", customers, R"({"organization":{"establishDate":{"year":"soon"}}})", 400,
            "INVALID_FIELD", "organization.establishDate.year"},
           {"POST", customers, R"({"createTime":"2026-03-01"})", 400, "INVALID_FIELD",
            "createTime"},
           {"POST", customers, R"({note:"a"})", 400, "INVALID_JSON"},
           {"POST", customers, R"({'note':'a'})", 400, "INVALID_JSON"},
           {"POST", customers, R"({"custom":{"n":NaN}})", 400, "INVALID_JSON", "custom.n"},
           {"POST", customers, R"({"custom":{"n":-Infinity}})", 400, "INVALID_JSON"},
           {"POST", customers, R"({"note":"\ud800"})", 400, "INVALID_JSON", "note"},
           {"POST", customers, "{\"note\":\"\xff\"}", 400, "INVALID_JSON"},
           {"POST", customers, "\xef\xbb\xbf{}", 400, "INVALID_JSON"},
           {"POST", customers, R"({"note":"a",})", 400, "INVALID_JSON"},
           {"POST", customers, R"({"note":"a"}{})", 400, "INVALID_JSON"},
           {"POST", customers, R"([])", 400, "INVALID_JSON"},
           {"POST", customers, R"("a")", 400, "INVALID_JSON"},
           {"POST", customers, Nested(31), 200},
           {"POST", customers, Nested(32), 400, "JSON_TOO_DEEP"},
           {"POST", customers, Nested(90), 400, "JSON_TOO_DEEP"},
           {"POST", customers, Nested(100000), 400, "JSON_TOO_DEEP"},
           {"DELETE", a, "", 200},
           {"DELETE", a, "{}", 200},
           {"DELETE", a, R"({"name":"customers/B"})", 400, "INVALID_FIELD", "name"},
       }) {
    Expect(write);
  }
}

TEST_F(EdgeRest, NothingContradictsThePath) {
  const std::string a = "/v1/customers/A";
  for (const Write& write : std::vector<Write>{
           {"DELETE", a + "?name=customers/B", "", 400, "INVALID_FIELD", "name"},
           {"DELETE", a + "?name=customers/A", "", 400, "INVALID_FIELD", "name"},
           {"DELETE", a + "?n%61me=customers/B", "", 400, "INVALID_FIELD", "name"},
           {"DELETE", a + "?etag=1&name=customers/B", "", 400, "INVALID_FIELD", "name"},
           {"DELETE", a + "?etag=1&etag=2", "", 400, "INVALID_FIELD", "etag"},
           {"DELETE", a + "?etag=1", "", 200},
           {"DELETE", a + "?nosuch=1", "", 400, "INVALID_FIELD", "nosuch"},
           {"PATCH", a + "?customer.name=customers/B", "{}", 400, "INVALID_FIELD", "customer.name"},
           {"PATCH", a + "?customer.displayName=x", "{}", 400, "INVALID_FIELD"},
           {"PATCH", a + "?updateMask=note&update_mask=grade", "{}", 400, "INVALID_FIELD",
            "update_mask"},
           {"PATCH", a + "?updateMask=note", R"({"name":"customers/A"})", 200},
           {"PATCH", a + "?updateMask=note", R"({"name":"customers/B"})", 400},
           {"POST", a + ":undelete", R"({"name":"customers/B"})", 400},
           {"POST", a + ":undelete", R"({"name":"customers/A"})", 200},
           {"POST", a + ":undelete", "", 200},
           {"POST", a + ":undelete?name=customers/B", "{}", 400, "INVALID_FIELD", "name"},
           {"POST", a + ":undelete?etag=1", "{}", 400, "INVALID_FIELD", "etag"},
           {"POST", a + ":transferOwnership", R"({"name":"customers/B"})", 400},
           {"GET", a + "/contacts?parent=customers/-", "", 400, "INVALID_FIELD", "parent"},
           {"POST", a + "/contacts?parent=customers/B", "{}", 400, "INVALID_FIELD", "parent"},
           {"POST", a + "/contacts:batchDelete", R"({"parent":"customers/B"})", 400},
       }) {
    Expect(write);
  }
  ASSERT_EQ(Send("DELETE", a, "").status, 200);
  EXPECT_EQ(services_->request, "name: \"customers/A\"");
}

TEST_F(EdgeRest, BodiesAreJsonAndSaySo) {
  const std::string path = "/v1/customers", body = "{}";
  for (const char* type : {"content-type: application/json", "content-type: Application/JSON",
                           "content-type: application/json; charset=UTF-8"}) {
    EXPECT_EQ(Send("POST", path, body, {"-H", type}).status, 200) << type;
  }
  for (const char* type :
       {"content-type:", "content-type: text/plain",
        "content-type: application/x-www-form-urlencoded", "content-type: application/jsonx",
        "content-type: application/json; charset=gbk", "content-type: application/grpcx"}) {
    EXPECT_EQ(Send("POST", path, body, {"-H", type}).status, 415) << type;
  }
  EXPECT_EQ(Send("POST", path, body, {"-H", "content-encoding: gzip"}).status, 415);
  EXPECT_EQ(Send("POST", path, body, {"-H", "content-encoding: identity"}).status, 200);
}

TEST_F(EdgeRest, MistakesInUrlsAndHeadersAreTheClients) {
  for (const char* path :
       {"/v1/customers/%ff", "/v1/customers/%ed%a0%80", "/v1/customers:search?query=%c0%80",
        "/v1/customers/1?readMask=%e5%85"}) {
    EXPECT_EQ(Rest({}, path).status, 400) << path;
  }
  EXPECT_EQ(Rest({"-H", "grpc-timeout: soon"}).status, 400);
  EXPECT_EQ(Rest({"-H", "grpc-timeout: 123456789m"}).status, 400);
  EXPECT_THAT(DeadlineSeen({"-H", "grpc-timeout: 2600000H"}),
              AllOf(Gt(absl::Seconds(8)), Lt(absl::Seconds(11))));
  EXPECT_THAT(DeadlineSeen({"-H", "grpc-timeout: 99999999H"}), Gt(absl::Seconds(8)));
  EXPECT_EQ(Rest({"-H", absl::StrCat("x-long: ", std::string(20000, 'a'))}).status, 431);
  EXPECT_EQ(Rest({"-H", absl::StrCat("x-long: ", std::string(10000, 'a'))}).status, 200);
  EXPECT_EQ(Rest({}, absl::StrCat("/v1/customers/1?readMask=", std::string(9500, 'a'))).status,
            200);
}

TEST_F(EdgeRest, PathsThatEndInASlashAreOfNoMethod) {
  for (const char* path : {"/v1/customers/", "/v1/customers/1/", "/v1/customers/1/contacts/?x=1",
                           "/v1/customers/:search?query=x", "/v1//"}) {
    const RunningEnvoy::Answer answer = Rest({}, path);
    EXPECT_EQ(answer.status, 404) << path;
    const auto error = nlohmann::json::parse(answer.body, nullptr, false);
    ASSERT_FALSE(error.is_discarded()) << path << ": " << answer.body;
    EXPECT_EQ(error["details"][0]["reason"], "NO_SUCH_METHOD") << path;
  }
  // Envoy takes several slashes for one.
  EXPECT_EQ(Rest({}, "/v1//customers///1").status, 200);
}

TEST_F(EdgeRest, StaleIfMatchIs412) {
  services_->get = [](grpc::ServerContext*, Customer*) {
    return ToGrpcStatus(StaleEtag("customers/1"));
  };
  EXPECT_EQ(Send("PATCH", "/v1/customers/1", "{}").status, 409);
  const RunningEnvoy::Answer answer =
      Send("PATCH", "/v1/customers/1", "{}", {"-H", "if-match: \"1\""});
  EXPECT_EQ(answer.status, 412);
  EXPECT_EQ(nlohmann::json::parse(answer.body)["details"][0]["reason"], "STALE_ETAG");
  EXPECT_EQ(Send("DELETE", "/v1/customers/1", "", {"-H", "if-match: \"1\""}).status, 412);
  services_->get = [](grpc::ServerContext*, Customer*) {
    return ToGrpcStatus(Error(absl::StatusCode::kAborted, "BUSY", "again"));
  };
  EXPECT_EQ(Send("DELETE", "/v1/customers/1", "", {"-H", "if-match: \"1\""}).status, 409);
}

TEST_F(EdgeRest, PreconditionsAreHonouredOrRefused) {
  EXPECT_EQ(Seen({"-X", "DELETE", "-H", "if-match: \"1\""}).find("if-match")->second, "\"1\"");
  for (const std::vector<std::string>& headers : std::vector<std::vector<std::string>>{
           {"-H", "if-match: \"1\"", "-H", "if-match: \"2\""},
           {"-H", "if-match: \"1\", \"2\""},
           {"-H", "if-none-match: *"},
           {"-H", "if-unmodified-since: Sat, 28 Nov 2026 00:00:00 GMT"}}) {
    EXPECT_EQ(Send("DELETE", "/v1/customers/1", "", headers).status, 400) << headers[1];
  }
}

TEST_F(EdgeRest, TheSchemeOfATokenIsTheSameInAnyCase) {
  for (const char* scheme : {"Bearer", "bearer", "BEARER"}) {
    EXPECT_EQ(
        envoy_
            ->Curl({"-H", absl::StrCat("authorization: ", scheme, " ", Token())}, "/v1/customers/1")
            .status,
        200);
  }
}

TEST_F(EdgeRest, BrowsersLearnWhoMayCall) {
  const auto ask = [](const std::string& origin) {
    return envoy_->Curl({"-X", "OPTIONS", "-H", absl::StrCat("origin: ", origin), "-H",
                         "access-control-request-method: PATCH"},
                        "/v1/customers/1");
  };
  EXPECT_EQ(ask("http://localhost:3000").headers.count("access-control-allow-origin"), 1u);
  EXPECT_EQ(ask("https://evil.example").status, 204);
  EXPECT_EQ(ask("https://evil.example").headers.count("access-control-allow-origin"), 0u);
}

}  // namespace
}  // namespace guanxi
