// guanxi.analytics.v1.TicketBoardService.
#ifndef GUANXI_ANALYTICS_SVC_BOARDS_TICKET_BOARD_SERVICE_H_
#define GUANXI_ANALYTICS_SVC_BOARDS_TICKET_BOARD_SERVICE_H_

#include <functional>
#include <utility>

#include "absl/status/statusor.h"
#include "analytics-svc/semantic/questioner.h"
#include "common/resource/environment.h"
#include "common/rpc/call.h"
#include "guanxi/analytics/v1/ticket_board_service.adapter.h"

namespace guanxi::analytics {

// Documented in the proto. Thread-safe. Owns nothing that it is given but the function.
class TicketBoardServiceImpl : public v1::TicketBoardServiceMethods {
 public:
  using WatermarkOf = std::function<absl::StatusOr<v1::Watermark>(const rpc::Call& call)>;

  TicketBoardServiceImpl(const Questioner* questioner, const resource::Environment* environment,
                         WatermarkOf watermark_of)
      : questioner_(questioner),
        environment_(environment),
        watermark_of_(std::move(watermark_of)) {}

  absl::StatusOr<v1::TicketBoard> GetTicketBoard(const rpc::Call& call,
                                                 const v1::GetTicketBoardRequest& request) override;

 private:
  const Questioner* const questioner_;
  const resource::Environment* const environment_;
  const WatermarkOf watermark_of_;
};

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_BOARDS_TICKET_BOARD_SERVICE_H_
