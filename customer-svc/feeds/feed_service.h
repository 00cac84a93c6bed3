// The custom methods of guanxi.customer.v1.FeedService.
#ifndef GUANXI_CUSTOMER_SVC_FEEDS_FEED_SERVICE_H_
#define GUANXI_CUSTOMER_SVC_FEEDS_FEED_SERVICE_H_

#include "absl/status/statusor.h"
#include "common/resource/engine.h"
#include "customer-svc/feeds/feed_account.h"
#include "customer-svc/feeds/feed_resources.h"
#include "guanxi/customer/v1/feed_service.adapter.h"

namespace guanxi::customer {

// Documented in the proto. Thread-safe. Owns nothing that it is given.
class FeedServiceImpl : public v1::FeedServiceMethods {
 public:
  FeedServiceImpl(const resource::Engine* engine, const FeedResources* resources,
                  const FeedSecrets* secrets)
      : engine_(engine), resources_(*resources), secrets_(*secrets) {}

  absl::StatusOr<v1::Feed> SetFeedSecret(const rpc::Call& call,
                                         const v1::SetFeedSecretRequest& request) override;
  absl::StatusOr<v1::Feed> ResumeFeed(const rpc::Call& call,
                                      const v1::ResumeFeedRequest& request) override;
  absl::StatusOr<v1::EnrichCustomerResponse> EnrichCustomer(
      const rpc::Call& call, const v1::EnrichCustomerRequest& request) override;

 private:
  const resource::Engine* const engine_;
  const FeedResources& resources_;
  const FeedSecrets& secrets_;
};

// The statements, for the tests that read SQL.
std::vector<db::Query> FeedServiceQueries();

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_FEEDS_FEED_SERVICE_H_
