// CreateLeadIfUnknown, and who is known already by what identifies the lead.
#ifndef GUANXI_LEAD_SVC_LEAD_CREATION_H_
#define GUANXI_LEAD_SVC_LEAD_CREATION_H_

#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "common/resource/engine.h"
#include "common/resource/methods.h"
#include "common/resource/unit_of_work.h"
#include "common/rpc/call.h"
#include "guanxi/customer/v1/lookup_service.pb.h"
#include "guanxi/lead/v1/lead_service.pb.h"
#include "lead-svc/customer_client.h"
#include "lead-svc/open_leads.h"
#include "lead-svc/resources.h"

namespace guanxi::lead {

// Thread-safe. Owns nothing that it is given.
class LeadCreation {
 public:
  // `leads` are the standard methods of leads.
  LeadCreation(const resource::Engine* engine, const Resources* resources,
               const resource::Methods* leads, const CustomerClient* customers)
      : engine_(engine), resources_(resources), leads_(leads), customers_(customers) {}

  // Documented in the proto.
  absl::StatusOr<v1::Lead> Create(const rpc::Call& call,
                                  const v1::CreateLeadIfUnknownRequest& request) const;

 private:
  // LEAD_IS_DUPLICATE if an open lead has one of the keys, or `customers` are not none.
  absl::Status CheckUnknown(resource::UnitOfWork& work, absl::Span<const LeadKey> keys,
                            const customer::v1::LookupCustomerResponse& customers) const;

  const resource::Engine* const engine_;
  const Resources* const resources_;
  const resource::Methods* const leads_;
  const CustomerClient* const customers_;
};

}  // namespace guanxi::lead

#endif  // GUANXI_LEAD_SVC_LEAD_CREATION_H_
