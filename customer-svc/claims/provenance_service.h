// The custom methods of guanxi.customer.v1.ProvenanceService.
#ifndef GUANXI_CUSTOMER_SVC_CLAIMS_PROVENANCE_SERVICE_H_
#define GUANXI_CUSTOMER_SVC_CLAIMS_PROVENANCE_SERVICE_H_

#include <vector>

#include "absl/status/statusor.h"
#include "common/db/query.h"
#include "common/resource/catalog.h"
#include "common/resource/engine.h"
#include "common/resource/methods.h"
#include "customer-svc/resources.h"
#include "guanxi/customer/v1/provenance_service.adapter.h"

namespace guanxi::customer {

// Documented in the proto. Thread-safe. Owns nothing that it is given.
class ProvenanceServiceImpl : public v1::ProvenanceServiceMethods {
 public:
  ProvenanceServiceImpl(const resource::Engine* engine, const Resources* resources,
                        const resource::Methods* customers)
      : engine_(engine), resources_(resources), customers_(customers) {}

  absl::StatusOr<v1::GetProvenanceResponse> GetProvenance(
      const rpc::Call& call, const v1::GetProvenanceRequest& request) override;

 private:
  const resource::Engine* const engine_;
  const Resources* const resources_;
  const resource::Methods* const customers_;
};

// The statements, for the linter.
std::vector<db::Query> ProvenanceQueries();

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_CLAIMS_PROVENANCE_SERVICE_H_
