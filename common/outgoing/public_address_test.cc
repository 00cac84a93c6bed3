#include "common/outgoing/public_address.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <string>

#include "gtest/gtest.h"

namespace guanxi::outgoing {
namespace {

bool IsPublic(const std::string& text) {
  sockaddr_storage storage = {};
  auto* const in = reinterpret_cast<sockaddr_in*>(&storage);
  auto* const in6 = reinterpret_cast<sockaddr_in6*>(&storage);
  if (inet_pton(AF_INET, text.c_str(), &in->sin_addr) == 1) {
    storage.ss_family = AF_INET;
  } else {
    EXPECT_EQ(inet_pton(AF_INET6, text.c_str(), &in6->sin6_addr), 1) << text;
    storage.ss_family = AF_INET6;
  }
  return IsPublicAddress(reinterpret_cast<const sockaddr&>(storage));
}

TEST(PublicAddressTest, AddressesOfTheInternetAre) {
  for (const char* text : {"1.1.1.1", "8.8.8.8", "100.63.255.255", "100.128.0.0", "172.15.0.1",
                           "172.32.0.1", "203.0.114.1", "223.255.255.255", "2400:3200::1",
                           "2606:4700:4700::1111", "2001:4860:4860::8888"}) {
    EXPECT_TRUE(IsPublic(text)) << text;
  }
}

TEST(PublicAddressTest, AllOthersAreNot) {
  for (const char* text :
       {"0.0.0.0",       "10.1.2.3",         "100.64.0.1",      "127.0.0.1",
        "127.8.8.8",     "169.254.169.254",  "172.16.0.1",      "172.31.255.255",
        "192.0.0.1",     "192.168.1.1",      "198.18.0.1",      "198.19.255.1",
        "224.0.0.1",     "240.0.0.1",        "255.255.255.255", "::",
        "::1",           "fe80::1",          "fc00::1",         "fd00::1",
        "ff02::1",       "::ffff:127.0.0.1", "::ffff:8.8.8.8",  "64:ff9b::7f00:1",
        "2002:7f00:1::", "2001::1",          "2001:db8::1",     "3fff::1",
        "4000::1"}) {
    EXPECT_FALSE(IsPublic(text)) << text;
  }
}

TEST(PublicAddressTest, OtherFamiliesAreNot) {
  sockaddr_storage storage = {};
  storage.ss_family = AF_UNIX;
  EXPECT_FALSE(IsPublicAddress(reinterpret_cast<const sockaddr&>(storage)));
}

}  // namespace
}  // namespace guanxi::outgoing
