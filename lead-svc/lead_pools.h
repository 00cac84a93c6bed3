// Pools of leads: what of PoolDesk is particular to them, and the methods of LeadPoolService.
#ifndef GUANXI_LEAD_SVC_LEAD_POOLS_H_
#define GUANXI_LEAD_SVC_LEAD_POOLS_H_

#include "absl/status/statusor.h"
#include "common/db/query.h"
#include "common/pools/pool_desk.h"
#include "common/resource/engine.h"
#include "common/resource/methods.h"
#include "guanxi/lead/v1/lead_pool_service.adapter.h"
#include "lead-svc/resources.h"

namespace guanxi::lead {

pools::PoolDesk::Kind LeadPoolKind(const Resources& resources);

// Documented in the proto. Thread-safe. Owns nothing that it is given.
class LeadPoolServiceImpl : public v1::LeadPoolServiceMethods {
 public:
  // `leads` are the standard methods of leads.
  LeadPoolServiceImpl(const pools::PoolDesk* desk, const resource::Methods* leads)
      : desk_(desk), leads_(leads) {}

  absl::StatusOr<v1::ListPooledRecordsResponse> ListPooledRecords(
      const rpc::Call& call, const pool::v1::ListPooledRecordsRequest& request) override;
  absl::StatusOr<v1::Lead> ClaimRecord(const rpc::Call& call,
                                       const pool::v1::ClaimRecordRequest& request) override;
  absl::StatusOr<v1::Lead> ReleaseRecord(const rpc::Call& call,
                                         const pool::v1::ReleaseRecordRequest& request) override;
  absl::StatusOr<v1::Lead> AssignRecord(const rpc::Call& call,
                                        const pool::v1::AssignRecordRequest& request) override;
  absl::StatusOr<pool::v1::RecycleRecordsResponse> RecycleRecords(
      const rpc::Call& call, const pool::v1::RecycleRecordsRequest& request) override;

 private:
  const pools::PoolDesk* const desk_;
  const resource::Methods* const leads_;
};

}  // namespace guanxi::lead

#endif  // GUANXI_LEAD_SVC_LEAD_POOLS_H_
