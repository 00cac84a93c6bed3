#include "common/outgoing/url.h"

#include <string>

#include "gtest/gtest.h"

namespace guanxi::outgoing {
namespace {

TEST(UrlTest, AddressesHaveAHostAndNothingHidden) {
  EXPECT_EQ(HostOfUrl("https://OAPI.DingTalk.com/robot/send?access_token=x").value(),
            "oapi.dingtalk.com");
  EXPECT_EQ(HostOfUrl("https://[2606:4700::1111]:8443/x").value(), "2606:4700::1111");
  for (const char* bad : {"", "x", "ftp://a.cn/", "file:///etc/passwd", "https://u@a.cn/",
                          "https://u:p@a.cn/", "https://a.cn/#f", "https://a.cn/ b",
                          "https://a.cn/\r\nX: y", "https://例子.cn/", "javascript:alert(1)"}) {
    EXPECT_FALSE(HostOfUrl(bad).ok()) << bad;
  }
  EXPECT_FALSE(HostOfUrl("https://a.cn/" + std::string(2048, 'x')).ok());
}

TEST(UrlTest, WhatStandsInAPathMakesNoOther) {
  EXPECT_EQ(UrlEscape("91350100M000100Y43"), "91350100M000100Y43");
  EXPECT_EQ(UrlEscape("a/../b?c=d#e"), "a%2F..%2Fb%3Fc%3Dd%23e");
  EXPECT_EQ(UrlEscape("云帆"), "%E4%BA%91%E5%B8%86");
}

}  // namespace
}  // namespace guanxi::outgoing
