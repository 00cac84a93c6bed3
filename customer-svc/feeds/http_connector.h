// Feeds that speak the JSON which the service's README describes.
#ifndef GUANXI_CUSTOMER_SVC_FEEDS_HTTP_CONNECTOR_H_
#define GUANXI_CUSTOMER_SVC_FEEDS_HTTP_CONNECTOR_H_

#include <string>

#include "common/outgoing/http_client.h"
#include "customer-svc/feeds/connector.h"

namespace guanxi::customer {

// Thread-safe. Does not own the client.
class HttpConnector : public Connector {
 public:
  explicit HttpConnector(const outgoing::HttpClient* client) : client_(client) {}

  FeedAnswer Ask(const FeedQuestion& question) const override;

 private:
  const outgoing::HttpClient* const client_;
};

// Where the question is asked: `https://feeds.example.com/v1/cases?creditCode=...`.
std::string UrlOf(const FeedQuestion& question);

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_FEEDS_HTTP_CONNECTOR_H_
