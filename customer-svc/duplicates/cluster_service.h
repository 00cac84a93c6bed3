// The custom methods of guanxi.customer.v1.DuplicateClusterService and CustomerDistinctionService.
#ifndef GUANXI_CUSTOMER_SVC_DUPLICATES_CLUSTER_SERVICE_H_
#define GUANXI_CUSTOMER_SVC_DUPLICATES_CLUSTER_SERVICE_H_

#include "absl/status/statusor.h"
#include "common/resource/engine.h"
#include "common/resource/methods.h"
#include "common/resource/resource.h"
#include "guanxi/customer/v1/duplicate_cluster_service.adapter.h"
#include "guanxi/customer/v1/duplicate_distinction_service.adapter.h"

namespace guanxi::customer {

// The resources that decisions are about.
struct ClusterResources {
  const resource::Resource* customers;
  const resource::Resource* clusters;
  const resource::Resource* distinctions;
};

// Documented in the proto. Thread-safe. Owns nothing that it is given.
class DuplicateClusterServiceImpl : public v1::DuplicateClusterServiceMethods {
 public:
  // `methods` are those of clusters.
  DuplicateClusterServiceImpl(const resource::Engine* engine, const ClusterResources& resources,
                              const resource::Methods* methods)
      : engine_(engine), resources_(resources), methods_(methods) {}

  absl::StatusOr<v1::DuplicateCluster> UpdateDuplicateCluster(
      const rpc::Call& call, const v1::UpdateDuplicateClusterRequest& request) override {
    return methods_->Update<v1::DuplicateCluster>(call, request);
  }
  absl::StatusOr<v1::DuplicateCluster> ResolveDuplicateCluster(
      const rpc::Call& call, const v1::ResolveDuplicateClusterRequest& request) override;

 private:
  const resource::Engine* const engine_;
  const ClusterResources resources_;
  const resource::Methods* const methods_;
};

// As above.
class CustomerDistinctionServiceImpl : public v1::CustomerDistinctionServiceMethods {
 public:
  CustomerDistinctionServiceImpl(const resource::Engine* engine, const ClusterResources& resources)
      : engine_(engine), resources_(resources) {}

  absl::StatusOr<v1::DistinguishCustomersResponse> DistinguishCustomers(
      const rpc::Call& call, const v1::DistinguishCustomersRequest& request) override;

 private:
  const resource::Engine* const engine_;
  const ClusterResources resources_;
};

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_DUPLICATES_CLUSTER_SERVICE_H_
