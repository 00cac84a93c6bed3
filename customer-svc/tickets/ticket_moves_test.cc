// From which state to which tickets go, and what they say then.
#include "customer-svc/tickets/ticket_moves.h"

#include <string>

#include "common/errors/errors.h"
#include "common/testing/status_matchers.h"
#include "google/protobuf/util/time_util.h"
#include "gtest/gtest.h"

namespace guanxi::customer {
namespace {

using google::protobuf::util::TimeUtil;
using v1::ServiceTicket;
using v1::TicketEvent;
using v1::TicketReturnVisit;

const absl::Time kStart = absl::FromUnixSeconds(1'790'000'000);

absl::Time At(int minutes) { return kStart + absl::Minutes(minutes); }

ServiceTicket TicketThatIs(ServiceTicket::State state) {
  ServiceTicket ticket;
  ticket.set_name("serviceTickets/1");
  ticket.set_customer("customers/1");
  ticket.set_state(state);
  ticket.set_priority(ServiceTicket::NORMAL);
  ticket.set_first_contact_days(7);
  *ticket.mutable_create_time() = TimeUtil::SecondsToTimestamp(absl::ToUnixSeconds(kStart));
  return ticket;
}

TicketEvent Said(TicketEvent::Kind kind, int minutes, bool automatic = false) {
  TicketEvent event;
  event.set_kind(kind);
  event.set_automatic(automatic);
  *event.mutable_occur_time() = TimeUtil::SecondsToTimestamp(absl::ToUnixSeconds(At(minutes)));
  return event;
}

bool AllActive(const std::string&) { return true; }

int MinutesOf(const google::protobuf::Timestamp& time) {
  return static_cast<int>((time.seconds() - absl::ToUnixSeconds(kStart)) / 60);
}

TEST(TicketMovesTest, EachMoveIsFromCertainStatesAlone) {
  for (int number = ServiceTicket::NEW; number <= ServiceTicket::MERGED; ++number) {
    const auto state = static_cast<ServiceTicket::State>(number);
    const ServiceTicket was = TicketThatIs(state);
    const bool unresolved = state <= ServiceTicket::WAITING;
    const bool done = state == ServiceTicket::RESOLVED || state == ServiceTicket::CLOSED;
    const auto ok = [&](auto move) {
      ServiceTicket ticket = was;
      const absl::Status status = move(&ticket);
      EXPECT_TRUE(status.ok() || Reason(status) == "TICKET_STATE") << status;
      EXPECT_EQ(status.ok(), ticket.state() != state) << ServiceTicket::State_Name(state);
      return status.ok();
    };
    EXPECT_EQ(ok([](auto* t) { return StartTicket(t); }),
              state == ServiceTicket::NEW || state == ServiceTicket::WAITING);
    EXPECT_EQ(ok([](auto* t) { return WaitForCustomer(t); }),
              state == ServiceTicket::NEW || state == ServiceTicket::OPEN);
    EXPECT_EQ(ok([](auto* t) { return ResolveTicket(At(1), "好了", t); }), unresolved);
    EXPECT_EQ(ok([](auto* t) { return ReopenTicket(At(1), t); }), done);
    const std::string reason = unresolved ? "垃圾邮件" : "";
    EXPECT_EQ(ok([&](auto* t) { return CloseTicket(At(1), reason, t); }),
              unresolved || state == ServiceTicket::RESOLVED);
  }
}

TEST(TicketMovesTest, AutomaticRepliesAndNotesAreNoResponse) {
  ServiceTicket ticket = TicketThatIs(ServiceTicket::NEW);
  ASSERT_THAT(HearEvent(Said(TicketEvent::ANSWER, 1, true), At(1), &ticket), IsOk());
  ASSERT_THAT(HearEvent(Said(TicketEvent::NOTE, 2), At(2), &ticket), IsOk());
  EXPECT_FALSE(ticket.has_first_response_time());
  ASSERT_THAT(HearEvent(Said(TicketEvent::ANSWER, 5), At(6), &ticket), IsOk());
  EXPECT_EQ(MinutesOf(ticket.first_response_time()), 5);
  EXPECT_EQ(ticket.answer_count(), 1);
  EXPECT_EQ(ticket.state(), ServiceTicket::OPEN);
}

TEST(TicketMovesTest, TheFirstResponseIsTheEarliestWhenItWasSaidWhateverTheOrder) {
  ServiceTicket ticket = TicketThatIs(ServiceTicket::OPEN);
  ASSERT_THAT(HearEvent(Said(TicketEvent::ANSWER, 9), At(9), &ticket), IsOk());
  ASSERT_THAT(HearEvent(Said(TicketEvent::ANSWER, 4), At(10), &ticket), IsOk());
  EXPECT_EQ(MinutesOf(ticket.first_response_time()), 4);
  // What was said on the phone before the ticket was written is no negative time.
  ASSERT_THAT(HearEvent(Said(TicketEvent::ANSWER, -3), At(11), &ticket), IsOk());
  EXPECT_EQ(MinutesOf(ticket.first_response_time()), 0);
}

TEST(TicketMovesTest, TheFirstAnswerThatSolvesItIsOne) {
  ServiceTicket once = TicketThatIs(ServiceTicket::NEW);
  ASSERT_THAT(ResolveTicket(At(30), "密码已重置", &once), IsOk());
  EXPECT_TRUE(once.first_contact_resolved());
  EXPECT_EQ(MinutesOf(once.first_response_time()), 30);
  EXPECT_EQ(once.answer_count(), 1);
  ServiceTicket twice = TicketThatIs(ServiceTicket::NEW);
  ASSERT_THAT(HearEvent(Said(TicketEvent::ANSWER, 1), At(1), &twice), IsOk());
  ASSERT_THAT(HearEvent(Said(TicketEvent::ANSWER, 2), At(2), &twice), IsOk());
  ASSERT_THAT(ResolveTicket(At(3), "密码已重置", &twice), IsOk());
  EXPECT_FALSE(twice.first_contact_resolved());
}

TEST(TicketMovesTest, ReopenedWithinTheDaysItWasNotSolvedByTheFirstContactAndNeverIsAgain) {
  ServiceTicket ticket = TicketThatIs(ServiceTicket::NEW);
  ASSERT_THAT(ResolveTicket(At(30), "好了", &ticket), IsOk());
  ServiceTicket late = ticket;
  ASSERT_THAT(ReopenTicket(At(30) + absl::Hours(24 * 7), &late), IsOk());
  EXPECT_TRUE(late.first_contact_resolved());
  ASSERT_THAT(ReopenTicket(At(30) + absl::Hours(24 * 7) - absl::Seconds(1), &ticket), IsOk());
  EXPECT_FALSE(ticket.first_contact_resolved());
  EXPECT_FALSE(ticket.has_resolve_time());
  EXPECT_EQ(ticket.reopen_count(), 1);
  ASSERT_THAT(ResolveTicket(At(50) + absl::Hours(24 * 7), "又好了", &ticket), IsOk());
  EXPECT_FALSE(ticket.first_contact_resolved());
  EXPECT_EQ(MinutesOf(ticket.first_resolve_time()), 30);
}

TEST(TicketMovesTest, WhoWritesAgainIsHeardAgain) {
  ServiceTicket waiting = TicketThatIs(ServiceTicket::WAITING);
  ASSERT_THAT(HearEvent(Said(TicketEvent::CUSTOMER_MESSAGE, 1), At(1), &waiting), IsOk());
  EXPECT_EQ(waiting.state(), ServiceTicket::OPEN);
  ServiceTicket resolved = TicketThatIs(ServiceTicket::RESOLVED);
  ASSERT_THAT(HearEvent(Said(TicketEvent::CUSTOMER_MESSAGE, 1), At(1), &resolved), IsOk());
  EXPECT_EQ(resolved.reopen_count(), 1);
  ServiceTicket closed = TicketThatIs(ServiceTicket::CLOSED);
  ASSERT_THAT(HearEvent(Said(TicketEvent::CUSTOMER_MESSAGE, 1), At(1), &closed), IsOk());
  EXPECT_EQ(closed.state(), ServiceTicket::CLOSED);
  ServiceTicket merged = TicketThatIs(ServiceTicket::MERGED);
  EXPECT_EQ(Reason(HearEvent(Said(TicketEvent::NOTE, 1), At(1), &merged)), "TICKET_STATE");
}

TEST(TicketMovesTest, TextsAreWantedWhereTheySaySomething) {
  ServiceTicket ticket = TicketThatIs(ServiceTicket::OPEN);
  EXPECT_EQ(FieldViolations(ResolveTicket(At(1), " \n", &ticket))[0].path, "solution");
  EXPECT_EQ(FieldViolations(ResolveTicket(At(1), std::string(8193, 'x'), &ticket))[0].path,
            "solution");
  EXPECT_EQ(FieldViolations(CloseTicket(At(1), "", &ticket))[0].path, "reason");
  EXPECT_EQ(FieldViolations(CloseTicket(At(1), std::string(257, 'x'), &ticket))[0].path, "reason");
  EXPECT_EQ(FieldViolations(EscalateTicket(At(1), {}, "", AllActive, &ticket))[0].path, "reason");
  ServiceTicket resolved = TicketThatIs(ServiceTicket::RESOLVED);
  EXPECT_EQ(FieldViolations(CloseTicket(At(1), "多余", &resolved))[0].path, "reason");
}

TEST(TicketMovesTest, AnEscalationRaisesThePriorityAndKeepsWhoHadIt) {
  ServiceTicket ticket = TicketThatIs(ServiceTicket::OPEN);
  ticket.set_owner("users/1");
  v1::TicketEscalation why;
  why.set_reason("客户催促");
  for (int i = 1; i <= 25; ++i) {
    ASSERT_THAT(EscalateTicket(At(i), why, i == 1 ? "users/2" : "", AllActive, &ticket), IsOk());
  }
  EXPECT_EQ(ticket.owner(), "users/2");
  ASSERT_EQ(ticket.collaborators_size(), 1);
  EXPECT_EQ(ticket.collaborators(0), "users/1");
  EXPECT_EQ(ticket.priority(), ServiceTicket::URGENT);
  EXPECT_EQ(ticket.escalation_level(), 25);
  ASSERT_EQ(ticket.escalations_size(), 20);
  EXPECT_EQ(MinutesOf(ticket.escalations(19).escalate_time()), 25);
}

TEST(TicketMovesTest, TicketsOfOneCustomerBecomeOneAndWhoHasLeftDoesNotWorkOnIt) {
  ServiceTicket ticket = TicketThatIs(ServiceTicket::OPEN);
  ServiceTicket other = TicketThatIs(ServiceTicket::NEW);
  other.set_customer("customers/2");
  EXPECT_EQ(FieldViolations(MergeTicket(At(1), "others[0]", AllActive, &other, &ticket))[0].path,
            "others[0]");
  other.clear_customer();
  other.set_owner("users/1");
  other.set_priority(ServiceTicket::HIGH);
  ASSERT_THAT(MergeTicket(At(1), "others[0]", AllActive, &other, &ticket), IsOk());
  EXPECT_EQ(other.state(), ServiceTicket::MERGED);
  EXPECT_EQ(other.merged_into(), ticket.name());
  EXPECT_EQ(ticket.collaborators(0), "users/1");
  EXPECT_EQ(ticket.priority(), ServiceTicket::HIGH);
  ServiceTicket left = TicketThatIs(ServiceTicket::OPEN);
  left.set_owner("users/2");
  const auto nobody = [](const std::string&) { return false; };
  ASSERT_THAT(MergeTicket(At(1), "others[1]", nobody, &left, &ticket), IsOk());
  EXPECT_EQ(ticket.collaborators_size(), 1);
}

TEST(TicketMovesTest, AReturnVisitMayReopenWhatTheCustomerIsNotSatisfiedWith) {
  ServiceTicket ticket = TicketThatIs(ServiceTicket::CLOSED);
  TicketReturnVisit visit;
  EXPECT_EQ(FieldViolations(VisitTicket(visit, false, At(1), &ticket))[0].path, "outcome");
  visit.set_outcome(TicketReturnVisit::SATISFIED);
  EXPECT_EQ(FieldViolations(VisitTicket(visit, true, At(1), &ticket))[0].path, "reopen");
  visit.set_outcome(TicketReturnVisit::UNSATISFIED);
  ASSERT_THAT(VisitTicket(visit, true, At(2), &ticket), IsOk());
  EXPECT_EQ(ticket.state(), ServiceTicket::OPEN);
  EXPECT_EQ(MinutesOf(ticket.return_visit().visit_time()), 2);
  EXPECT_EQ(Reason(VisitTicket(visit, false, At(3), &ticket)), "TICKET_STATE");
}

}  // namespace
}  // namespace guanxi::customer
