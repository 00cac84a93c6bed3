// Which addresses may be called on somebody's word.
//
// Pure: no I/O.
#ifndef GUANXI_COMMON_OUTGOING_PUBLIC_ADDRESS_H_
#define GUANXI_COMMON_OUTGOING_PUBLIC_ADDRESS_H_

#include <sys/socket.h>

namespace guanxi::outgoing {

// Whether it is an address of the public internet: no loopback, private, link-local, shared,
// documentation, benchmark, multicast or reserved one, and none that wraps an IPv4 address (mapped,
// 6to4, Teredo, NAT64), which might be any of these. False for all but IPv4 and IPv6.
bool IsPublicAddress(const sockaddr& address);

}  // namespace guanxi::outgoing

#endif  // GUANXI_COMMON_OUTGOING_PUBLIC_ADDRESS_H_
