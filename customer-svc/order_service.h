// The custom methods of guanxi.customer.v1.OrderService.
#ifndef GUANXI_CUSTOMER_SVC_ORDER_SERVICE_H_
#define GUANXI_CUSTOMER_SVC_ORDER_SERVICE_H_

#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/resource/engine.h"
#include "common/resource/resource_name.h"
#include "common/resource/side_rows.h"
#include "common/resource/unit_of_work.h"
#include "customer-svc/resources.h"
#include "guanxi/customer/v1/order_service.adapter.h"

namespace guanxi::customer {

// Documented in the proto. Thread-safe. Owns nothing that it is given.
class OrderServiceImpl : public v1::OrderServiceMethods {
 public:
  OrderServiceImpl(const resource::Engine* engine, const Resources* resources)
      : engine_(engine), resources_(resources) {}

  absl::StatusOr<v1::UpsertOrdersResponse> UpsertOrders(
      const rpc::Call& call, const v1::UpsertOrdersRequest& request) override;
  absl::StatusOr<v1::SummarizeOrdersResponse> SummarizeOrders(
      const rpc::Call& call, const v1::SummarizeOrdersRequest& request) override;

 private:
  // One entry, checked.
  struct Entry {
    resource::ResourceName customer;
    std::vector<resource::ExternalId> ids;
    v1::Order order;
  };
  absl::StatusOr<std::vector<Entry>> Parse(const v1::UpsertOrdersRequest& request) const;
  // Errors name fields of the entry's order.
  absl::Status Upsert(resource::UnitOfWork& work, Entry entry, v1::UpsertOrderResult* result) const;
  absl::Status Create(resource::UnitOfWork& work, const Entry& entry,
                      v1::UpsertOrderResult* result) const;
  absl::Status Replace(resource::UnitOfWork& work, const resource::Stored& old, const Entry& entry,
                       v1::UpsertOrderResult* result) const;

  const resource::Engine* const engine_;
  const Resources* const resources_;
};

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_ORDER_SERVICE_H_
