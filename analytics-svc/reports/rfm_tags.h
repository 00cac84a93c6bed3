// The methods of guanxi.analytics.v1.RfmTagService.
#ifndef GUANXI_ANALYTICS_SVC_REPORTS_RFM_TAGS_H_
#define GUANXI_ANALYTICS_SVC_REPORTS_RFM_TAGS_H_

#include <utility>

#include "absl/status/statusor.h"
#include "analytics-svc/reports/report_call.h"
#include "analytics-svc/reports/report_context.h"
#include "analytics-svc/reports/tag_writer.h"
#include "guanxi/analytics/v1/rfm_tag_service.adapter.h"

namespace guanxi::analytics {

// Documented in the proto, errors among it.
absl::StatusOr<v1::TagByRfmResponse> TagByRfm(const ReportCall& call, TagWriter* writer,
                                              const v1::TagByRfmRequest& request);

// Thread-safe. `writer` is not owned.
class RfmTagServiceImpl : public v1::RfmTagServiceMethods {
 public:
  RfmTagServiceImpl(ReportContext context, TagWriter* writer)
      : context_(std::move(context)), writer_(writer) {}

  absl::StatusOr<v1::TagByRfmResponse> TagByRfm(const rpc::Call& call,
                                                const v1::TagByRfmRequest& request) override {
    return analytics::TagByRfm(ReportCall(&context_, &call), writer_, request);
  }

 private:
  const ReportContext context_;
  TagWriter* const writer_;
};

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_REPORTS_RFM_TAGS_H_
