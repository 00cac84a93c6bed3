// The methods of guanxi.customer.v1.HierarchyService.
#ifndef GUANXI_CUSTOMER_SVC_TREE_HIERARCHY_SERVICE_H_
#define GUANXI_CUSTOMER_SVC_TREE_HIERARCHY_SERVICE_H_

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "common/resource/engine.h"
#include "common/resource/resource.h"
#include "customer-svc/parties/visible_rows.h"
#include "guanxi/customer/v1/hierarchy_service.adapter.h"

namespace guanxi::customer {

// Documented in the proto. Thread-safe. Owns nothing that it is given.
class HierarchyServiceImpl : public v1::HierarchyServiceMethods {
 public:
  HierarchyServiceImpl(const resource::Engine* engine, const resource::Resource* customers,
                       const resource::Resource* contacts, const resource::Resource* relationships)
      : engine_(engine),
        customers_(customers),
        contacts_(contacts),
        relationships_(relationships) {}

  absl::StatusOr<v1::GetHierarchyResponse> GetHierarchy(
      const rpc::Call& call, const v1::GetHierarchyRequest& request) override;
  absl::StatusOr<v1::Customer> MoveInHierarchy(const rpc::Call& call,
                                               const v1::MoveInHierarchyRequest& request) override;
  absl::StatusOr<v1::HierarchyRollUp> GetHierarchyRollUp(
      const rpc::Call& call, const v1::GetHierarchyRollUpRequest& request) override;
  absl::StatusOr<v1::HierarchyCoverage> GetCoverage(const rpc::Call& call,
                                                    const v1::GetCoverageRequest& request) override;
  absl::StatusOr<v1::SuggestSubsidiariesResponse> SuggestSubsidiaries(
      const rpc::Call& call, const v1::SuggestSubsidiariesRequest& request) override;
  absl::StatusOr<google::api::HttpBody> DrawHierarchy(
      const rpc::Call& call, const v1::DrawHierarchyRequest& request) override;

 private:
  // Runs `body` over what the caller sees, with the customer of that name.
  using Body = absl::FunctionRef<absl::Status(const VisibleRows&, resource::Stored)>;
  absl::Status Read(const rpc::Call& call, const std::string& name, Body body) const;

  const resource::Engine* const engine_;
  const resource::Resource* const customers_;
  const resource::Resource* const contacts_;
  const resource::Resource* const relationships_;
};

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_TREE_HIERARCHY_SERVICE_H_
