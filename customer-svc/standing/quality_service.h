// The methods of guanxi.customer.v1.QualityService.
#ifndef GUANXI_CUSTOMER_SVC_STANDING_QUALITY_SERVICE_H_
#define GUANXI_CUSTOMER_SVC_STANDING_QUALITY_SERVICE_H_

#include "absl/status/statusor.h"
#include "common/resource/engine.h"
#include "common/resource/row_scope.h"
#include "common/timers/timers.h"
#include "customer-svc/standing/standing_book.h"
#include "guanxi/customer/v1/quality_service.adapter.h"

namespace guanxi::customer {

// Documented in the proto. Thread-safe. Owns nothing that it is given.
class QualityServiceImpl : public v1::QualityServiceMethods {
 public:
  // Without `timers` what is confirmed is shown once the customer is looked at for another reason.
  QualityServiceImpl(const resource::Engine* engine, StandingBook* book, const StandingKin& kin,
                     timers::Timers* timers)
      : engine_(engine), book_(book), kin_(kin), timers_(timers) {}

  absl::StatusOr<v1::ConfirmCustomerFieldsResponse> ConfirmCustomerFields(
      const rpc::Call& call, const v1::ConfirmCustomerFieldsRequest& request) override;
  absl::StatusOr<v1::ListDataGapsResponse> ListDataGaps(
      const rpc::Call& call, const v1::ListDataGapsRequest& request) override;
  absl::StatusOr<v1::ReadQualityBoardResponse> ReadQualityBoard(
      const rpc::Call& call, const v1::ReadQualityBoardRequest& request) override;

 private:
  // That the caller sees what answers say; whose customers he sees.
  absl::StatusOr<resource::RowScope> ScopeOf(const rpc::Call& call) const;

  const resource::Engine* const engine_;
  StandingBook* const book_;
  const StandingKin kin_;
  timers::Timers* const timers_;
};

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_STANDING_QUALITY_SERVICE_H_
