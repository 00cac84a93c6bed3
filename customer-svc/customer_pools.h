// Pools of customers: what of PoolDesk is particular to them, and the methods of
// CustomerPoolService.
#ifndef GUANXI_CUSTOMER_SVC_CUSTOMER_POOLS_H_
#define GUANXI_CUSTOMER_SVC_CUSTOMER_POOLS_H_

#include "absl/status/statusor.h"
#include "common/db/query.h"
#include "common/pools/pool_desk.h"
#include "common/resource/engine.h"
#include "common/resource/methods.h"
#include "customer-svc/resources.h"
#include "guanxi/customer/v1/customer_pool_service.adapter.h"

namespace guanxi::customer {

pools::PoolDesk::Kind CustomerPoolKind(const Resources& resources);

// Documented in the proto. Thread-safe. Owns nothing that it is given.
class CustomerPoolServiceImpl : public v1::CustomerPoolServiceMethods {
 public:
  // `customers` are the standard methods of customers.
  CustomerPoolServiceImpl(const pools::PoolDesk* desk, const resource::Methods* customers)
      : desk_(desk), customers_(customers) {}

  absl::StatusOr<v1::ListPooledRecordsResponse> ListPooledRecords(
      const rpc::Call& call, const pool::v1::ListPooledRecordsRequest& request) override;
  absl::StatusOr<v1::Customer> ClaimRecord(const rpc::Call& call,
                                           const pool::v1::ClaimRecordRequest& request) override;
  absl::StatusOr<v1::Customer> ReleaseRecord(
      const rpc::Call& call, const pool::v1::ReleaseRecordRequest& request) override;
  absl::StatusOr<v1::Customer> AssignRecord(const rpc::Call& call,
                                            const pool::v1::AssignRecordRequest& request) override;
  absl::StatusOr<pool::v1::RecycleRecordsResponse> RecycleRecords(
      const rpc::Call& call, const pool::v1::RecycleRecordsRequest& request) override;

 private:
  const pools::PoolDesk* const desk_;
  const resource::Methods* const customers_;
};

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_CUSTOMER_POOLS_H_
