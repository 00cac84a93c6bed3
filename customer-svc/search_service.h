// The custom methods of guanxi.customer.v1.SearchService.
#ifndef GUANXI_CUSTOMER_SVC_SEARCH_SERVICE_H_
#define GUANXI_CUSTOMER_SVC_SEARCH_SERVICE_H_

#include "absl/status/statusor.h"
#include "common/base/status_macros.h"
#include "common/resource/engine.h"
#include "common/resource/searcher.h"
#include "customer-svc/resources.h"
#include "guanxi/customer/v1/search_service.adapter.h"

namespace guanxi::customer {

// Documented in the proto. Thread-safe. Owns nothing that it is given.
class SearchServiceImpl : public v1::SearchServiceMethods {
 public:
  SearchServiceImpl(const resource::Engine* engine, const Resources* all)
      : searcher_(engine,
                  {{all->customers.get(), nullptr}, {all->contacts.get(), all->customers.get()}}) {}

  absl::StatusOr<v1::SearchAllResponse> SearchAll(const rpc::Call& call,
                                                  const v1::SearchAllRequest& request) override {
    v1::SearchAllResponse response;
    GUANXI_RETURN_IF_ERROR(searcher_.SearchAll(call, request, &response));
    return response;
  }

 private:
  const resource::Searcher searcher_;
};

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_SEARCH_SERVICE_H_
