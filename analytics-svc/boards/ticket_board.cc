#include "analytics-svc/boards/ticket_board.h"

#include <cmath>
#include <cstdint>
#include <initializer_list>
#include <optional>

#include "absl/strings/numbers.h"
#include "analytics-svc/boards/attainment.h"

namespace guanxi::analytics {
namespace {

constexpr int kMostLoads = 1000;
constexpr char kOwner[] = "service_tickets.owner";
constexpr char kWaiting[] = "service_tickets.waiting_count";
constexpr char kInWork[] = "service_tickets.in_work_count";
constexpr char kOpen[] = "service_tickets.open_count";
constexpr char kCount[] = "service_tickets.count";
constexpr char kSolved[] = "service_tickets.solved_count";
constexpr char kResponse[] = "service_tickets.average_response_time";
constexpr char kResolution[] = "service_tickets.average_resolution_time";
constexpr char kFirstContact[] = "service_tickets.first_contact_rate";
constexpr char kSatisfaction[] = "service_tickets.average_satisfaction";

v1::Query Asking(std::initializer_list<const char*> measures) {
  v1::Query query;
  for (const char* measure : measures) query.add_measures(measure);
  return query;
}

void Within(const char* dimension, absl::CivilDay first, absl::CivilDay last, v1::Query* query) {
  v1::QueryTimeDimension& time = *query->add_time_dimensions();
  time.set_dimension(dimension);
  time.mutable_date_range()->set_from(absl::FormatCivilTime(first));
  time.mutable_date_range()->set_to(absl::FormatCivilTime(last));
}

std::optional<double> NumberOf(const FigureRow& row, const char* member) {
  const auto found = row.find(member);
  double number = 0;
  if (found == row.end() || !absl::SimpleAtod(found->second, &number)) return std::nullopt;
  return number;
}

int64_t CountOf(const FigureRow& row, const char* member) {
  return std::llround(NumberOf(row, member).value_or(0));
}

void SetDuration(const FigureRow& row, const char* member,
                 google::protobuf::Duration* (*of)(v1::TicketBoard*), v1::TicketBoard* board) {
  const auto seconds = NumberOf(row, member);
  if (seconds.has_value()) of(board)->set_seconds(std::llround(*seconds));
}

void SetDecimal(const FigureRow& row, const char* member,
                google::type::Decimal* (*of)(v1::TicketBoard*), v1::TicketBoard* board) {
  const auto found = row.find(member);
  if (found == row.end()) return;
  if (const auto decimal = DecimalOf(found->second)) of(board)->set_value(*decimal);
}

void AddLoads(const std::vector<FigureRow>& rows, v1::TicketBoard* board) {
  for (const FigureRow& row : rows) {
    v1::TicketLoad& load = *board->add_loads();
    const auto owner = row.find(kOwner);
    if (owner != row.end()) load.set_owner(owner->second);
    load.set_waiting_count(CountOf(row, kWaiting));
    load.set_in_work_count(CountOf(row, kInWork));
  }
}

}  // namespace

std::vector<v1::Query> TicketQuestions(absl::CivilDay today, int days) {
  const absl::CivilDay first = today - (days - 1);
  v1::Query now = Asking({kWaiting, kInWork});
  v1::Query loads = Asking({kOpen, kWaiting, kInWork});
  loads.add_dimensions(kOwner);
  v1::QueryFilter& open = *loads.add_filters();
  open.set_member("service_tickets.state");
  open.set_operator_(v1::QueryFilter::EQUALS);
  for (const char* state : {"NEW", "OPEN", "WAITING"}) open.add_values(state);
  loads.set_limit(kMostLoads);
  v1::Query created = Asking({kCount, kResponse});
  Within("service_tickets.create_time", first, today, &created);
  v1::Query solved = Asking({kSolved, kResolution, kFirstContact, kSatisfaction});
  Within("service_tickets.resolve_time", first, today, &solved);
  return {now, loads, created, solved};
}

void AddTickets(int question, const std::vector<FigureRow>& rows, v1::TicketBoard* board) {
  if (question == 1) return AddLoads(rows, board);
  if (rows.empty()) return;
  const FigureRow& row = rows[0];
  switch (question) {
    case 0:
      board->set_waiting_count(CountOf(row, kWaiting));
      board->set_in_work_count(CountOf(row, kInWork));
      break;
    case 2:
      board->set_created_count(CountOf(row, kCount));
      SetDuration(
          row, kResponse, [](auto* b) { return b->mutable_average_response_time(); }, board);
      break;
    case 3:
      board->set_solved_count(CountOf(row, kSolved));
      SetDuration(
          row, kResolution, [](auto* b) { return b->mutable_average_resolution_time(); }, board);
      SetDecimal(
          row, kFirstContact, [](auto* b) { return b->mutable_first_contact_rate(); }, board);
      SetDecimal(
          row, kSatisfaction, [](auto* b) { return b->mutable_average_satisfaction(); }, board);
      break;
    default:
      break;
  }
}

}  // namespace guanxi::analytics
