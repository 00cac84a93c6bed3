// What the board of service tickets asks, and how it is told. Pure: no I/O, no clock.
#ifndef GUANXI_ANALYTICS_SVC_BOARDS_TICKET_BOARD_H_
#define GUANXI_ANALYTICS_SVC_BOARDS_TICKET_BOARD_H_

#include <map>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "guanxi/analytics/v1/query.pb.h"
#include "guanxi/analytics/v1/ticket_board_service.pb.h"

namespace guanxi::analytics {

// The questions of a board, in the order in which AddTickets takes their answers: who has what is
// not resolved; what came, and what was solved, within so many days of which `today` is the last.
std::vector<v1::Query> TicketQuestions(absl::CivilDay today, int days);

// A row of an answer: texts by member; what is NULL is not there.
using FigureRow = std::map<std::string, std::string>;
// Takes the rows of the answer to the question with this index into the board.
void AddTickets(int question, const std::vector<FigureRow>& rows, v1::TicketBoard* board);

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_BOARDS_TICKET_BOARD_H_
