// What breached clocks of workflow-svc do to tickets, by events that are made by hand.
#include "customer-svc/tickets/ticket_breaches.h"

#include <optional>
#include <set>
#include <string>

#include "common/base/uuid.h"
#include "common/events/unit_effects.h"
#include "customer-svc/tickets/ticket_testing.h"
#include "gmock/gmock.h"
#include "guanxi/metadata/v1/change.pb.h"

namespace guanxi::customer {
namespace {

using event::v1::LogEvent;
using metadata::v1::Change;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using v1::ServiceTicket;
using workflow::v1::SlaClock;

constexpr char kBossDepartment[] = "departments/0196b0a0-0000-7000-8000-000000000003";

class TicketBreachesTest : public TicketTestBase {
 protected:
  static SlaClock Clock(const std::string& subject, const std::string& which) {
    SlaClock clock;
    clock.set_name(absl::StrCat("slaClocks/", DeriveUuid("clock", which).ToString()));
    clock.set_subject(subject);
    clock.set_state(SlaClock::RUNNING);
    return clock;
  }
  void Hear(const SlaClock& clock, const std::string& fact = "sla.breached") {
    LogEvent event;
    event.set_resource_type("sla_clock");
    event.set_kind(Change::EMITTED);
    event.add_changed_fields(fact);
    event.set_after_body(clock.SerializeAsString());
    ASSERT_THAT(service_.engine->Write(
                    events::WriterIn(service_.call().principal.tenant, "services/customer-svc"), {},
                    resource::WriteContext(),
                    [&](resource::UnitOfWork& work) { return breaches_.Apply(work, event); }),
                IsOk());
  }
  std::string TicketOfARule() {
    v1::TicketRule rule;
    rule.set_display_name("一线");
    rule.add_assignees(User("li"));
    rule.set_escalate_to(User("boss"));
    EXPECT_THAT(CreateRule(rule), IsOk());
    return New().name();
  }

  std::set<std::string> gone_;
  const TicketBreaches breaches_{
      service_.engine.get(), service_.resources->tickets.get(),
      [this](const Uuid&, const std::string& user) -> std::optional<std::string> {
        if (gone_.count(user) != 0) return std::nullopt;
        return user == User("boss") ? kBossDepartment : "";
      }};
};

TEST_F(TicketBreachesTest, ABreachEscalatesOnceForEachClock) {
  const std::string name = TicketOfARule();
  Hear(Clock(name, "response"), "sla.warned");
  EXPECT_EQ(Get(name).escalation_level(), 0);
  Hear(Clock(name, "response"));
  Hear(Clock(name, "response"));
  const ServiceTicket once = Get(name);
  EXPECT_EQ(once.escalation_level(), 1);
  EXPECT_EQ(once.owner(), User("boss"));
  EXPECT_EQ(once.department(), kBossDepartment);
  EXPECT_THAT(once.collaborators(), ElementsAre(User("li")));
  EXPECT_EQ(once.priority(), ServiceTicket::HIGH);
  EXPECT_EQ(once.escalations(0).clock(), Clock(name, "response").name());
  Hear(Clock(name, "resolution"));
  EXPECT_EQ(Get(name).escalation_level(), 2);
}

TEST_F(TicketBreachesTest, WhoIsNotActiveGetsNothing) {
  const std::string name = TicketOfARule();
  gone_ = {User("boss")};
  Hear(Clock(name, "response"));
  EXPECT_EQ(Get(name).escalation_level(), 1);
  EXPECT_EQ(Get(name).owner(), User("li"));
}

TEST_F(TicketBreachesTest, WhoHasLeftDoesNotGoOnWorkingOnIt) {
  const std::string name = TicketOfARule();
  gone_ = {User("li")};
  Hear(Clock(name, "response"));
  EXPECT_EQ(Get(name).owner(), User("boss"));
  EXPECT_THAT(Get(name).collaborators(), IsEmpty());
}

TEST_F(TicketBreachesTest, WhatIsResolvedOrNoTicketIsLeftAlone) {
  const std::string name = New().name();
  ASSERT_THAT(Resolve(name), IsOk());
  Hear(Clock(name, "response"));
  EXPECT_EQ(Get(name).escalation_level(), 0);
  Hear(Clock(customer_, "response"));
  Hear(Clock(absl::StrCat("serviceTickets/", DeriveUuid("ticket", "none").ToString()), "response"));
}

}  // namespace
}  // namespace guanxi::customer
