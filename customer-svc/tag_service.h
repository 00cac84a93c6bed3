// The custom methods of guanxi.customer.v1.TagService.
#ifndef GUANXI_CUSTOMER_SVC_TAG_SERVICE_H_
#define GUANXI_CUSTOMER_SVC_TAG_SERVICE_H_

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "common/resource/engine.h"
#include "customer-svc/resources.h"
#include "guanxi/customer/v1/customer.pb.h"
#include "guanxi/customer/v1/tag_service.adapter.h"

namespace guanxi::customer {

// Documented in the proto. Thread-safe. Owns nothing that it is given.
class TagServiceImpl : public v1::TagServiceMethods {
 public:
  TagServiceImpl(const resource::Engine* engine, const Resources* resources)
      : engine_(engine), resources_(resources) {}

  absl::StatusOr<v1::ApplyTagsResponse> ApplyTags(const rpc::Call& call,
                                                  const v1::ApplyTagsRequest& request) override;
  absl::StatusOr<v1::RemoveTagsResponse> RemoveTags(const rpc::Call& call,
                                                    const v1::RemoveTagsRequest& request) override;

 private:
  // Runs `change` on each customer that the request names.
  template <typename Response, typename Request>
  absl::StatusOr<Response> ChangeAll(const rpc::Call& call, const Request& request,
                                     absl::FunctionRef<void(v1::Customer*)> change) const;

  const resource::Engine* const engine_;
  const Resources* const resources_;
};

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_TAG_SERVICE_H_
