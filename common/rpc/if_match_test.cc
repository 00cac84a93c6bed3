#include "common/rpc/if_match.h"

#include "common/rpc/testing/echo.pb.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"

namespace guanxi::rpc {
namespace {

IfMatchUse UseOf(const std::string& method) {
  const auto* file = echo::v1::EchoRequest::descriptor()->file();
  return IfMatchUseOf(*file->FindServiceByName("EchoService")->FindMethodByName(method));
}

TEST(IfMatchTest, IsHonouredWhereTheRequestHasAnEtag) {
  EXPECT_EQ(UseOf("Touch"), IfMatchUse::kHonoured);
  EXPECT_EQ(UseOf("Change"), IfMatchUse::kHonoured);
}

TEST(IfMatchTest, IsIgnoredByReadsAndRefusedByTheRest) {
  EXPECT_EQ(UseOf("Look"), IfMatchUse::kIgnored);
  EXPECT_EQ(UseOf("Echo"), IfMatchUse::kRefused);
  EXPECT_EQ(UseOf("Collect"), IfMatchUse::kRefused);
}

TEST(IfMatchTest, TakesOneEtagInEveryUsualSpelling) {
  for (const char* header : {"\"abc\"", "W/\"abc\"", " \"abc\" ", "abc"}) {
    EXPECT_THAT(ParseIfMatch(header), IsOkAndHolds("abc")) << header;
  }
  EXPECT_THAT(ParseIfMatch("*"), IsOkAndHolds("*"));
}

TEST(IfMatchTest, RefusesWhatIsNotOneEtag) {
  for (const std::string& header :
       {std::string(), std::string("\"\""), std::string("\"a\", \"b\""), std::string("a,b"),
        std::string("\"a"), std::string("a\""), std::string("\"a b\""), std::string("*, \"a\""),
        std::string("\"*\""), std::string("\"a\xff\""), std::string(300, 'a')}) {
    EXPECT_THAT(ParseIfMatch(header), HasReason("IF_MATCH_MALFORMED")) << header;
  }
}

}  // namespace
}  // namespace guanxi::rpc
