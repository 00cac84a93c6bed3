// guanxi.lead.v1.BoardService.
#ifndef GUANXI_LEAD_SVC_BOARD_BOARD_SERVICE_H_
#define GUANXI_LEAD_SVC_BOARD_BOARD_SERVICE_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "common/resource/engine.h"
#include "common/resource/methods.h"
#include "common/resource/resource.h"
#include "guanxi/lead/v1/board_service.adapter.h"
#include "guanxi/lead/v1/stage.pb.h"
#include "lead-svc/board/board_reads.h"

namespace guanxi::lead {

// Documented in the proto. Thread-safe. Owns nothing that it is given.
class BoardServiceImpl : public v1::BoardServiceMethods {
 public:
  BoardServiceImpl(const resource::Engine* engine, const resource::Resource* pipelines,
                   const resource::Resource* stages, const resource::Resource* opportunities)
      : engine_(engine),
        pipelines_(pipelines),
        opportunities_(opportunities),
        stages_(engine, stages, pipelines) {}

  absl::StatusOr<v1::Board> ReadBoard(const rpc::Call& call,
                                      const v1::ReadBoardRequest& request) override;
  absl::StatusOr<v1::PipelineForecast> ForecastPipeline(
      const rpc::Call& call, const v1::ForecastPipelineRequest& request) override;

 private:
  struct Sums {
    std::vector<v1::Stage>
        stages;  // in their order; deleted ones that hold something by name alone
    BoardSums sums;
    Outcomes outcomes;
  };
  // Of what the caller sees, if he sees all `fields` of opportunities.
  absl::StatusOr<Sums> Read(const rpc::Call& call, const std::string& pipeline,
                            const Months& months, absl::Span<const absl::string_view> fields) const;
  absl::StatusOr<std::vector<v1::Stage>> StagesOf(const rpc::Call& call,
                                                  const std::string& pipeline) const;

  const resource::Engine* const engine_;
  const resource::Resource* const pipelines_;
  const resource::Resource* const opportunities_;
  const resource::Methods stages_;
};

}  // namespace guanxi::lead

#endif  // GUANXI_LEAD_SVC_BOARD_BOARD_SERVICE_H_
