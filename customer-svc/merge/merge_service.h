// The custom methods of guanxi.customer.v1.MergeService.
#ifndef GUANXI_CUSTOMER_SVC_MERGE_MERGE_SERVICE_H_
#define GUANXI_CUSTOMER_SVC_MERGE_MERGE_SERVICE_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/base/uuid.h"
#include "common/jobs/operation_store.h"
#include "common/merge/mover.h"
#include "common/resource/engine.h"
#include "customer-svc/merge/merge_desk.h"
#include "customer-svc/resources.h"
#include "guanxi/customer/v1/merge_service.adapter.h"

namespace guanxi::customer {

// Documented in the proto. Thread-safe. Owns nothing that it is given.
class MergeServiceImpl : public v1::MergeServiceMethods {
 public:
  // `operations` is null where there is nobody to do the work of bulks.
  MergeServiceImpl(const resource::Engine* engine, const Resources* resources,
                   const MergeDesk* desk, const merge::Mover* mover,
                   jobs::OperationStore* operations)
      : engine_(engine),
        resources_(resources),
        desk_(desk),
        mover_(mover),
        operations_(operations) {}

  absl::StatusOr<v1::MergeCustomersResponse> MergeCustomers(
      const rpc::Call& call, const v1::MergeCustomersRequest& request) override;
  absl::StatusOr<v1::UndoMergeResponse> UndoMerge(const rpc::Call& call,
                                                  const v1::UndoMergeRequest& request) override;
  absl::StatusOr<google::longrunning::Operation> BulkMergeCustomers(
      const rpc::Call& call, const v1::BulkMergeCustomersRequest& request) override;
  absl::StatusOr<google::longrunning::Operation> MergeDuplicateClusters(
      const rpc::Call& call, const v1::MergeDuplicateClustersRequest& request) override;
  absl::StatusOr<google::longrunning::Operation> UndoBulkMerge(
      const rpc::Call& call, const v1::UndoBulkMergeRequest& request) override;

 private:
  // Does as much of what a merge has left to be moved as the call's time allows. Nobody is told if
  // that fails: it goes on by itself.
  void MoveOn(const rpc::Call& call, const v1::CustomerMerge& merge) const;
  absl::Status CheckMayUndoBulk(const rpc::Call& call, const Uuid& bulk) const;
  absl::StatusOr<google::longrunning::Operation> Queue(const rpc::Call& call,
                                                       const std::string& kind,
                                                       const google::protobuf::Message& request,
                                                       const std::string& request_id) const;

  const resource::Engine* const engine_;
  const Resources* const resources_;
  const MergeDesk* const desk_;
  const merge::Mover* const mover_;
  jobs::OperationStore* const operations_;
};

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_MERGE_MERGE_SERVICE_H_
