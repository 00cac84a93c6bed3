// What counts of tickets and of answers to surveys, and how.
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "analytics-svc/semantic/answer.h"
#include "analytics-svc/semantic/query_compiler.h"
#include "analytics-svc/semantic/rows_testing.h"
#include "common/policy/rights.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::analytics {
namespace {

using ::testing::ElementsAre;
using ::testing::UnorderedElementsAre;

const absl::Time kStart = absl::FromCivil(absl::CivilDay(2026, 6, 1), absl::UTCTimeZone());

class ServiceCubesTest : public ::testing::Test {
 protected:
  // The figures of each row of the answer, in the order of `dimensions` and then of `measures`.
  std::vector<std::string> Figures(const std::vector<std::string>& measures,
                                   const std::string& dimension = "") {
    v1::Query query;
    for (const std::string& measure : measures) query.add_measures(measure);
    if (!dimension.empty()) query.add_dimensions(dimension);
    QueryContext context;
    context.principal.tenant = FactRows::Tenant();
    context.principal.rights = policy::AllRights();
    context.now = kStart + absl::Hours(24 * 14);
    context.currency = "CNY";
    std::vector<std::string> figures;
    const auto compiled = CompileQuery(query, context);
    EXPECT_THAT(compiled, IsOk());
    if (!compiled.ok()) return figures;
    const auto result = rows_.engine()->Run(compiled->front().query, {});
    EXPECT_THAT(result, IsOk());
    if (!result.ok()) return figures;
    for (size_t row = 0; row < result->rows(); ++row) {
      for (size_t i = 0; i < compiled->front().columns.size(); ++i) {
        figures.push_back(ValueText(compiled->front(), *result, row, i).value_or("-"));
      }
    }
    return figures;
  }

  // What of a ticket matters; times in minutes after it came in, 0: never.
  struct Ticket {
    const char* state;
    int answered = 0;
    int resolved = 0;
    int first_resolved = 0;
    bool first_contact = false;
    int satisfaction = 0;
    const char* owner = "li";
  };
  void Add(const Ticket& ticket) {
    const auto at = [](int minutes) {
      return minutes == 0 ? SqlValue() : SqlValue(kStart + absl::Minutes(minutes));
    };
    rows_.Add(FactTicket(), {{"state", std::string(ticket.state)},
                             {"create_time", kStart},
                             {"first_response_time", at(ticket.answered)},
                             {"resolve_time", at(ticket.resolved)},
                             {"first_resolve_time", at(ticket.first_resolved)},
                             {"first_contact_resolved", int64_t{ticket.first_contact}},
                             {"satisfaction", int64_t{ticket.satisfaction}},
                             {"owner_id", DeriveUuid("user", ticket.owner)}});
  }
  void Answer(const char* kind, int score) {
    rows_.Add(FactSurvey(), {{"kind", std::string(kind)}, {"score", int64_t{score}}});
  }

  FactRows rows_;
};

TEST_F(ServiceCubesTest, TheBoardCountsWhatWaitsIsInWorkAndSolved) {
  Add({"NEW"});
  Add({"OPEN"});
  Add({"WAITING"});
  Add({"RESOLVED", 1, 2, 2});
  Add({"CLOSED", 1, 2, 2});
  Add({"CLOSED"});  // it was none
  Add({"MERGED", 1});
  EXPECT_THAT(Figures({"service_tickets.count", "service_tickets.waiting_count",
                       "service_tickets.in_work_count", "service_tickets.open_count",
                       "service_tickets.solved_count"}),
              ElementsAre("6", "1", "2", "3", "2"));
}

TEST_F(ServiceCubesTest, EachHasHisLoad) {
  for (const char* state : {"NEW", "OPEN", "RESOLVED", "MERGED"}) {
    Ticket ticket{state};
    Add(ticket);
    ticket.owner = "wang";
    if (ticket.state == std::string("NEW")) Add(ticket);
  }
  const auto user = [](const char* who) {
    return absl::StrCat("users/", DeriveUuid("user", who).ToString());
  };
  EXPECT_THAT(Figures({"service_tickets.open_count"}, "service_tickets.owner"),
              UnorderedElementsAre(user("li"), "2", user("wang"), "1"));
}

TEST_F(ServiceCubesTest, ResponsesAndSolutionsTakeTheirTime) {
  Add({"OPEN", 10});
  Add({"RESOLVED", 20, 60, 60});
  Add({"MERGED", 5});
  EXPECT_THAT(
      Figures({"service_tickets.average_response_time", "service_tickets.average_resolution_time"}),
      ElementsAre("900", "3600"));
}

TEST_F(ServiceCubesTest, WhatIsOpenAgainWasSolvedOnceAndCountsAgainstTheFirstContact) {
  Add({"RESOLVED", 1, 2, 2, true});
  Add({"RESOLVED", 1, 9, 9, false});
  Add({"OPEN", 1, 0, 2, false});
  Add({"NEW"});
  Add({"MERGED", 1, 2, 2, true});
  EXPECT_THAT(Figures({"service_tickets.once_solved_count", "service_tickets.first_contact_count"}),
              ElementsAre("3", "1"));
}

TEST_F(ServiceCubesTest, SatisfactionIsOfThoseWhoSaidIt) {
  Add({"CLOSED", 1, 2, 2, true, 5});
  Add({"CLOSED", 1, 2, 2, true, 2});
  Add({"CLOSED", 1, 2, 2, true, 0});
  EXPECT_THAT(Figures({"service_tickets.rated_count", "service_tickets.average_satisfaction"}),
              ElementsAre("2", "3.5"));
}

TEST_F(ServiceCubesTest, TheNetPromoterScoreIsOfPromotersLessDetractors) {
  for (const int score : {10, 9, 8, 7, 6}) Answer("NPS", score);
  Answer("CSAT", 5);
  Answer("CSAT", 3);
  Answer("CES", 7);
  EXPECT_THAT(Figures({"surveys.nps_count", "surveys.promoter_count", "surveys.detractor_count",
                       "surveys.nps", "surveys.satisfied_rate", "surveys.average_ces"}),
              ElementsAre("5", "2", "1", "0.2", "0.5", "7"));
}

}  // namespace
}  // namespace guanxi::analytics
