#include "gateway/envoy/check/header_rules.h"

#include <string>

#include "gateway/envoy/check/fake_headers.h"
#include "gtest/gtest.h"

namespace guanxi::edge {
namespace {

// What a timeout becomes, or "none" if it is refused.
std::string Timeout(const std::string& timeout, bool is_stream = false) {
  FakeHeaders headers = {{"grpc-timeout", timeout}};
  return TakeTimeout(&headers, is_stream) ? headers.values["grpc-timeout"] : "none";
}

TEST(HeaderRulesTest, TimeoutsArePutDown) {
  EXPECT_EQ(Timeout("500m"), "500m");
  EXPECT_EQ(Timeout("10S"), "10S");
  EXPECT_EQ(Timeout("11S"), "10S");
  EXPECT_EQ(Timeout("99999999H"), "10S");
  EXPECT_EQ(Timeout("1H", true), "1800S");
  EXPECT_EQ(Timeout("30M", true), "30M");
  for (const char* wrong : {"", "S", "10", "1s", "123456789m", "-1S", "1.5S", ","}) {
    EXPECT_EQ(Timeout(wrong), "none") << wrong;
  }
}

// The field at fault, or "".
std::string FaultOf(FakeHeaders headers, bool is_read = false) {
  const auto fault = CheckHeaderFields(&headers, is_read, false);
  return fault ? fault->field : "";
}

TEST(HeaderRulesTest, ConditionsAreHonouredOrRefused) {
  EXPECT_EQ(FaultOf({{"if-match", "\"1\""}}), "");
  EXPECT_EQ(FaultOf({{"if-match", "\"1\""}}, true), "if-match");
  EXPECT_EQ(FaultOf({{"if-match", "\"1\", \"2\""}}), "if-match");
  EXPECT_EQ(FaultOf({{"if-match", std::string(Headers::kSeveral)}}), "if-match");
  EXPECT_EQ(FaultOf({{"if-none-match", "*"}}), "if-none-match");
  EXPECT_EQ(FaultOf({{"if-none-match", "*"}}, true), "");
  EXPECT_EQ(FaultOf({{"if-unmodified-since", ""}}), "if-unmodified-since");
  EXPECT_EQ(FaultOf({{"grpc-timeout", "soon"}}), "grpc-timeout");
}

TEST(HeaderRulesTest, ContentTypes) {
  for (const char* type :
       {"application/json", "Application/JSON", "application/json; charset=UTF-8",
        "application/json;charset=\"utf-8\""}) {
    EXPECT_TRUE(IsJson(type)) << type;
  }
  for (const char* type : {"", "text/plain", "application/jsonx", "application/json; charset=gbk",
                           "application/json,application/json"}) {
    EXPECT_FALSE(IsJson(type)) << type;
  }
  EXPECT_TRUE(IsGrpc("application/grpc"));
  EXPECT_TRUE(IsGrpc("application/grpc+proto"));
  EXPECT_FALSE(IsGrpc("application/grpcx"));
  EXPECT_FALSE(IsGrpc("application/grpc-web"));
}

}  // namespace
}  // namespace guanxi::edge
