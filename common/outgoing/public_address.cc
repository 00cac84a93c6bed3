#include "common/outgoing/public_address.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <iterator>

namespace guanxi::outgoing {
namespace {

struct Net4 {
  uint32_t address;
  int bits;
};

constexpr uint32_t Ip(uint32_t a, uint32_t b, uint32_t c, uint32_t d) {
  return a << 24 | b << 16 | c << 8 | d;
}

// IANA's special-purpose registry, and what it has besides.
constexpr Net4 kNotPublic4[] = {
    {Ip(0, 0, 0, 0), 8},      {Ip(10, 0, 0, 0), 8},     {Ip(100, 64, 0, 0), 10},
    {Ip(127, 0, 0, 0), 8},    {Ip(169, 254, 0, 0), 16}, {Ip(172, 16, 0, 0), 12},
    {Ip(192, 0, 0, 0), 24},   {Ip(192, 0, 2, 0), 24},   {Ip(192, 88, 99, 0), 24},
    {Ip(192, 168, 0, 0), 16}, {Ip(198, 18, 0, 0), 15},  {Ip(198, 51, 100, 0), 24},
    {Ip(203, 0, 113, 0), 24}, {Ip(224, 0, 0, 0), 4},    {Ip(240, 0, 0, 0), 4},
};

struct Net6 {
  uint8_t prefix[4];
  int bits;
};

// Within 2000::/3; all else is none of the internet's hosts.
constexpr Net6 kNotPublic6[] = {
    {{0x20, 0x01, 0x00, 0x00}, 23},  // Teredo, ORCHID, benchmarks
    {{0x20, 0x01, 0x0d, 0xb8}, 32},  // documentation
    {{0x20, 0x02, 0x00, 0x00}, 16},  // 6to4
    {{0x3f, 0xff, 0x00, 0x00}, 20},  // documentation
};

bool IsIn(uint32_t address, uint32_t net, int bits) { return (address ^ net) >> (32 - bits) == 0; }

bool IsPublic6(const in6_addr& address) {
  const uint8_t* const bytes = address.s6_addr;
  const uint32_t head = Ip(bytes[0], bytes[1], bytes[2], bytes[3]);
  if (!IsIn(head, Ip(0x20, 0, 0, 0), 3)) return false;
  return std::none_of(std::begin(kNotPublic6), std::end(kNotPublic6), [&](const Net6& net) {
    return IsIn(head, Ip(net.prefix[0], net.prefix[1], net.prefix[2], net.prefix[3]), net.bits);
  });
}

}  // namespace

bool IsPublicAddress(const sockaddr& address) {
  if (address.sa_family == AF_INET) {
    sockaddr_in in;
    std::memcpy(&in, &address, sizeof(in));
    const uint32_t host = ntohl(in.sin_addr.s_addr);
    return std::none_of(std::begin(kNotPublic4), std::end(kNotPublic4),
                        [&](const Net4& net) { return IsIn(host, net.address, net.bits); });
  }
  if (address.sa_family != AF_INET6) return false;
  sockaddr_in6 in;
  std::memcpy(&in, &address, sizeof(in));
  return IsPublic6(in.sin6_addr);
}

}  // namespace guanxi::outgoing
