#include "analytics-svc/boards/ticket_board_service.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "analytics-svc/boards/ticket_board.h"
#include "analytics-svc/semantic/answer.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/filter/moment.h"

namespace guanxi::analytics {
namespace {

constexpr int kMostDays = 366;

std::vector<FigureRow> RowsOf(const Answered& answered) {
  std::vector<FigureRow> rows(answered.result.rows());
  for (size_t row = 0; row < rows.size(); ++row) {
    for (size_t i = 0; i < answered.compiled.columns.size(); ++i) {
      if (auto text = ValueText(answered.compiled, answered.result, row, i)) {
        rows[row][answered.compiled.columns[i].member] = *std::move(text);
      }
    }
  }
  return rows;
}

}  // namespace

absl::StatusOr<v1::TicketBoard> TicketBoardServiceImpl::GetTicketBoard(
    const rpc::Call& call, const v1::GetTicketBoardRequest& request) {
  if (request.days() < 0 || request.days() > kMostDays) {
    return InvalidField("days", absl::StrCat("want 0 to ", kMostDays));
  }
  const int days = request.days() == 0 ? 1 : request.days();
  const absl::CivilDay today = environment_->MomentOf(call.principal.tenant).Today();
  const std::vector<v1::Query> questions = TicketQuestions(today, days);
  v1::TicketBoard board;
  for (size_t i = 0; i < questions.size(); ++i) {
    GUANXI_ASSIGN_OR_RETURN(const std::vector<Answered> answers,
                            questioner_->Ask(call, questions[i]));
    if (answers.size() != 1) return absl::InternalError("a question has one answer");
    AddTickets(static_cast<int>(i), RowsOf(answers[0]), &board);
  }
  GUANXI_ASSIGN_OR_RETURN(*board.mutable_watermark(), watermark_of_(call));
  return board;
}

}  // namespace guanxi::analytics
