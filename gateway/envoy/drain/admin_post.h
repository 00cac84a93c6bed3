// A POST to Envoy's admin interface, without any library: it is for a container that has none.
#ifndef GUANXI_GATEWAY_ENVOY_DRAIN_ADMIN_POST_H_
#define GUANXI_GATEWAY_ENVOY_DRAIN_ADMIN_POST_H_

#include <string>

namespace guanxi::edge {

// Sends `POST path` to `port` (1 to 65535) of 127.0.0.1 and waits for the first line of the answer,
// for at most 2 s each way. Whether it was a 200; `*why` says what else happened.
bool PostToAdmin(int port, const std::string& path, std::string* why);

}  // namespace guanxi::edge

#endif  // GUANXI_GATEWAY_ENVOY_DRAIN_ADMIN_POST_H_
