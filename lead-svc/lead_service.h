// The custom methods of guanxi.lead.v1.LeadService: the moves, CreateLeadIfUnknown and MoveInLeads,
// of which the conversion, the creation and the taking over have classes.
#ifndef GUANXI_LEAD_SVC_LEAD_SERVICE_H_
#define GUANXI_LEAD_SVC_LEAD_SERVICE_H_

#include "absl/status/statusor.h"
#include "common/resource/engine.h"
#include "guanxi/lead/v1/lead_service.adapter.h"
#include "lead-svc/conversion.h"
#include "lead-svc/lead_creation.h"
#include "lead-svc/lead_move_in.h"
#include "lead-svc/resources.h"

namespace guanxi::lead {

// Documented in the proto. Thread-safe. Owns nothing that it is given.
class LeadServiceImpl : public v1::LeadServiceMethods {
 public:
  LeadServiceImpl(const resource::Engine* engine, const Resources* resources,
                  const Conversion* conversion, const LeadCreation* creation)
      : engine_(engine),
        resources_(resources),
        conversion_(conversion),
        creation_(creation),
        move_in_(engine, resources) {}

  absl::StatusOr<v1::Lead> CreateLeadIfUnknown(
      const rpc::Call& call, const v1::CreateLeadIfUnknownRequest& request) override {
    return creation_->Create(call, request);
  }

  absl::StatusOr<v1::Lead> WorkLead(const rpc::Call& call,
                                    const v1::WorkLeadRequest& request) override;
  absl::StatusOr<v1::Lead> QualifyLead(const rpc::Call& call,
                                       const v1::QualifyLeadRequest& request) override;
  absl::StatusOr<v1::Lead> DisqualifyLead(const rpc::Call& call,
                                          const v1::DisqualifyLeadRequest& request) override;
  absl::StatusOr<v1::Lead> ReopenLead(const rpc::Call& call,
                                      const v1::ReopenLeadRequest& request) override;
  absl::StatusOr<v1::Lead> ConvertLead(const rpc::Call& call,
                                       const v1::ConvertLeadRequest& request) override {
    return conversion_->Convert(call, request);
  }

  absl::StatusOr<v1::MoveInLeadsResponse> MoveInLeads(
      const rpc::Call& call, const v1::MoveInLeadsRequest& request) override {
    return move_in_.MoveIn(call, request);
  }

 private:
  const resource::Engine* const engine_;
  const Resources* const resources_;
  const Conversion* const conversion_;
  const LeadCreation* const creation_;
  const LeadMoveIn move_in_;
};

}  // namespace guanxi::lead

#endif  // GUANXI_LEAD_SVC_LEAD_SERVICE_H_
