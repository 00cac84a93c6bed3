// guanxi.analytics.v1.TargetService: what the engine does not do alone.
#ifndef GUANXI_ANALYTICS_SVC_BOARDS_TARGET_SERVICE_H_
#define GUANXI_ANALYTICS_SVC_BOARDS_TARGET_SERVICE_H_

#include <functional>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "common/resource/engine.h"
#include "common/resource/methods.h"
#include "common/resource/resource.h"
#include "common/rpc/call.h"
#include "guanxi/analytics/v1/query.pb.h"
#include "guanxi/analytics/v1/target_service.adapter.h"

namespace guanxi::analytics {

// Documented in the proto. Thread-safe. Owns nothing that it is given but the functions.
class TargetServiceImpl : public v1::TargetServiceMethods {
 public:
  // Puts a question with one measure and nothing to cut by: its figure as a text, or nothing.
  using FigureOf = std::function<absl::StatusOr<std::optional<std::string>>(
      const rpc::Call& call, const v1::Query& query)>;
  using WatermarkOf = std::function<absl::StatusOr<v1::Watermark>(const rpc::Call& call)>;

  TargetServiceImpl(const resource::Engine* engine, const resource::Resource* targets,
                    FigureOf figure_of, WatermarkOf watermark_of)
      : engine_(engine),
        type_(targets->type()),
        targets_(engine, targets),
        figure_of_(std::move(figure_of)),
        watermark_of_(std::move(watermark_of)) {}

  absl::StatusOr<v1::TargetAttainment> GetTargetAttainment(
      const rpc::Call& call, const v1::GetTargetAttainmentRequest& request) override;

 private:
  const resource::Engine* const engine_;
  const resource::ResourceType& type_;
  const resource::Methods targets_;
  const FigureOf figure_of_;
  const WatermarkOf watermark_of_;
};

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_BOARDS_TARGET_SERVICE_H_
