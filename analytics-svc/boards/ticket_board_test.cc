#include "analytics-svc/boards/ticket_board.h"

#include "gtest/gtest.h"

namespace guanxi::analytics {
namespace {

const absl::CivilDay kToday(2026, 11, 30);

TEST(TicketBoardTest, WhatIsNowIsOfAllTimeAndTheRestOfTheDays) {
  const auto week = TicketQuestions(kToday, 7);
  ASSERT_EQ(week.size(), 4u);
  EXPECT_EQ(week[0].time_dimensions_size(), 0);
  EXPECT_EQ(week[1].time_dimensions_size(), 0);
  EXPECT_EQ(week[2].time_dimensions(0).date_range().from(), "2026-11-24");
  EXPECT_EQ(week[3].time_dimensions(0).date_range().to(), "2026-11-30");
  EXPECT_EQ(TicketQuestions(kToday, 1)[2].time_dimensions(0).date_range().from(), "2026-11-30");
}

TEST(TicketBoardTest, AnswersBecomeTheBoard) {
  v1::TicketBoard board;
  AddTickets(0, {{{"service_tickets.waiting_count", "3"}, {"service_tickets.in_work_count", "5"}}},
             &board);
  AddTickets(1,
             {{{"service_tickets.owner", "users/1"},
               {"service_tickets.open_count", "6"},
               {"service_tickets.waiting_count", "2"},
               {"service_tickets.in_work_count", "4"}},
              {{"service_tickets.waiting_count", "1"}, {"service_tickets.in_work_count", "1"}}},
             &board);
  AddTickets(2,
             {{{"service_tickets.count", "9"}, {"service_tickets.average_response_time", "599.6"}}},
             &board);
  AddTickets(3,
             {{{"service_tickets.solved_count", "4"},
               {"service_tickets.average_resolution_time", "3600"},
               {"service_tickets.first_contact_rate", "0.75"},
               {"service_tickets.average_satisfaction", "4.5"}}},
             &board);
  EXPECT_EQ(board.waiting_count(), 3);
  EXPECT_EQ(board.in_work_count(), 5);
  ASSERT_EQ(board.loads_size(), 2);
  EXPECT_EQ(board.loads(0).owner(), "users/1");
  EXPECT_EQ(board.loads(0).in_work_count(), 4);
  EXPECT_EQ(board.loads(1).owner(), "");
  EXPECT_EQ(board.created_count(), 9);
  EXPECT_EQ(board.average_response_time().seconds(), 600);
  EXPECT_EQ(board.solved_count(), 4);
  EXPECT_EQ(board.average_resolution_time().seconds(), 3600);
  EXPECT_EQ(board.first_contact_rate().value(), "0.75");
  EXPECT_EQ(board.average_satisfaction().value(), "4.5");
}

TEST(TicketBoardTest, WhatThereIsNoneOfIsNotSet) {
  v1::TicketBoard board;
  AddTickets(2, {{{"service_tickets.count", "0"}}}, &board);
  AddTickets(3, {{{"service_tickets.solved_count", "0"}}}, &board);
  EXPECT_FALSE(board.has_average_response_time());
  EXPECT_FALSE(board.has_average_resolution_time());
  EXPECT_FALSE(board.has_first_contact_rate());
  EXPECT_FALSE(board.has_average_satisfaction());
}

}  // namespace
}  // namespace guanxi::analytics
