#include "common/text/website.h"

#include <string>

#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::text {
namespace {

TEST(ParseWebsite, SuppliesTheScheme) {
  const struct {
    const char* text;
    const char* site;
  } kCases[] = {{"www.example.com", "https://www.example.com"},
                {"example.com", "https://example.com"},
                {" Example.com/About?a=1#b ", "https://Example.com/About?a=1#b"},
                {"example.com:8080/x", "https://example.com:8080/x"},
                {"例子.公司/关于", "https://例子.公司/关于"},
                {"ｗｗｗ．example．com", "https://www.example.com"},
                {"//example.com", "https://example.com"},
                {"www.example.com。", "https://www.example.com"},
                {"HTTP://example.com", "http://example.com"},
                {"https://example.com/a.", "https://example.com/a"},
                {"http://intranet/", "http://intranet/"}};
  for (const auto& c : kCases) EXPECT_THAT(ParseWebsite(c.text), IsOkAndHolds(c.site)) << c.text;
}

TEST(ParseWebsite, RefusesWhatIsNone) {
  for (const char* text : {"", "无网站", "a@b.cn", "ftp://example.com", "javascript:alert(1)",
                           "http:/example.com", "http://", "a.com b.com", "a.com;b.com",
                           "a.com、b.com", "https:// example.com", "-x.com", "\xFF"}) {
    EXPECT_THAT(ParseWebsite(text), StatusIs(absl::StatusCode::kInvalidArgument)) << text;
  }
}

}  // namespace
}  // namespace guanxi::text
