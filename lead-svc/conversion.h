// A lead becomes a customer: in steps over two services, of which each may be repeated.
#ifndef GUANXI_LEAD_SVC_CONVERSION_H_
#define GUANXI_LEAD_SVC_CONVERSION_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/resource/engine.h"
#include "common/resource/unit_of_work.h"
#include "common/rpc/call.h"
#include "guanxi/lead/v1/lead.pb.h"
#include "guanxi/lead/v1/lead_service.pb.h"
#include "lead-svc/customer_client.h"
#include "lead-svc/resources.h"

namespace guanxi::lead {

// Documented at ConvertLead in the proto. Thread-safe. Owns nothing that it is given.
class Conversion {
 public:
  Conversion(const resource::Engine* engine, const Resources* resources,
             const CustomerClient* customers)
      : engine_(engine), resources_(resources), customers_(customers) {}

  // All steps. The errors of ConvertLead.
  absl::StatusOr<v1::Lead> Convert(const rpc::Call& call,
                                   const v1::ConvertLeadRequest& request) const;

  // The steps, in their order: whatever ends a process between two of them, Convert goes on.
  struct Plan {
    v1::Lead lead;
    std::string customer;
    std::string contact;  // "" for none
    bool makes_customer = false;
    bool makes_contact = false;
  };
  // What is to be made, after all that can be checked has been; writes nothing.
  absl::StatusOr<Plan> Check(const rpc::Call& call, const v1::ConvertLeadRequest& request) const;
  // The lead is CONVERTING from then on, and names a customer that is there already.
  absl::Status Begin(const rpc::Call& call, const v1::ConvertLeadRequest& request,
                     const Plan& plan) const;
  // Customer and contact, at customer-svc.
  absl::Status MakeCustomer(const rpc::Call& call, const Plan& plan) const;
  absl::Status MakeContact(const rpc::Call& call, const Plan& plan) const;
  // The opportunity, and the lead is CONVERTED.
  absl::StatusOr<v1::Lead> Finish(const rpc::Call& call, const v1::ConvertLeadRequest& request,
                                  const Plan& plan) const;

 private:
  // The lead that is to be converted, held. LEAD_NOT_QUALIFIED, STALE_ETAG.
  absl::StatusOr<resource::Stored> Take(resource::UnitOfWork& work, const rpc::Call& call,
                                        const v1::ConvertLeadRequest& request) const;
  absl::Status InsertOpportunity(resource::UnitOfWork& work, const v1::ConvertLeadRequest& request,
                                 const v1::Lead& lead) const;
  absl::Status CheckCustomer(const rpc::Call& call, const v1::ConvertLeadRequest& request,
                             Plan* plan) const;

  const resource::Engine* const engine_;
  const Resources* const resources_;
  const CustomerClient* const customers_;
};

}  // namespace guanxi::lead

#endif  // GUANXI_LEAD_SVC_CONVERSION_H_
