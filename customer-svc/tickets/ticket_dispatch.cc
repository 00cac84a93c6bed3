#include "customer-svc/tickets/ticket_dispatch.h"

#include <algorithm>
#include <optional>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/base/uuid.h"
#include "common/errors/errors.h"
#include "common/filter/checker.h"
#include "common/filter/message_matcher.h"
#include "common/filter/moment.h"
#include "common/policy/rights.h"
#include "common/resource/environment.h"
#include "common/resource/resource_name.h"
#include "customer-svc/tickets/ticket_moves.h"

namespace guanxi::customer {
namespace {

using resource::ResourceName;
using resource::Stored;
using resource::UnitOfWork;
using v1::ServiceTicket;
using v1::TicketRule;

constexpr char kTurns[] = "ticket_turns";
constexpr int kMostCounted = 2000;

const db::Query kSelectRules{
    "ticket_rule.select_in_order",
    "SELECT id, body FROM ticket_rules FORCE INDEX (idx_rule_order) WHERE tenant_id = ? AND "
    "live = 1 ORDER BY rule_order, id LIMIT ?"};

const db::Query kSelectOpen{
    "service_ticket.select_open",
    "SELECT id FROM service_tickets FORCE INDEX (idx_owner_id_state_create_time) WHERE "
    "tenant_id = ? AND live = 1 AND owner_id = ? AND state IN (?, ?, ?) LIMIT ?"};

absl::StatusOr<std::vector<TicketRule>> RulesInOrder(UnitOfWork& work) {
  GUANXI_ASSIGN_OR_RETURN(
      const db::Rows rows,
      work.tx().Select(kSelectRules, {work.principal().tenant.bytes(), kMostTicketRules}));
  std::vector<TicketRule> rules;
  for (const db::Row row : rows) {
    GUANXI_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(row.String(0)));
    TicketRule& rule = rules.emplace_back();
    if (!rule.ParseFromString(std::string(row.String(1)))) {
      return absl::InternalError("a rule of tickets cannot be read");
    }
    rule.set_name(absl::StrCat("ticketRules/", id.ToString()));
  }
  return rules;
}

absl::StatusOr<bool> Holds(const UnitOfWork& work, const TicketRule& rule,
                           const filter::Schema& schema, const ServiceTicket& ticket) {
  if (rule.disabled()) return false;
  if (rule.condition().empty()) return true;
  const auto predicate = filter::Compile(rule.condition(), schema);
  // A rule of a newer process.
  if (!predicate.ok()) return false;
  GUANXI_ASSIGN_OR_RETURN(const auto matcher,
                          filter::MessageMatcher::Create(*predicate, ServiceTicket::descriptor()));
  filter::Moment moment = work.environment().MomentOf(work.principal().tenant);
  moment.now = work.now();
  return matcher.Evaluate(ticket, moment) == filter::Truth::kTrue;
}

absl::StatusOr<int> CountOpen(UnitOfWork& work, const std::string& user) {
  GUANXI_ASSIGN_OR_RETURN(const Uuid id, resource::ParseReference("users", user));
  GUANXI_ASSIGN_OR_RETURN(
      const db::Rows rows,
      work.tx().Select(kSelectOpen,
                       {work.principal().tenant.bytes(), id.bytes(),
                        static_cast<int>(ServiceTicket::NEW), static_cast<int>(ServiceTicket::OPEN),
                        static_cast<int>(ServiceTicket::WAITING), kMostCounted}));
  return static_cast<int>(rows.size());
}

// Of what is not set.
void Classify(const TicketRule& rule, ServiceTicket* ticket) {
  if (ticket->type() == ServiceTicket::TYPE_UNSPECIFIED) ticket->set_type(rule.type());
  if (ticket->category().empty()) ticket->set_category(rule.category());
  if (ticket->priority() == ServiceTicket::PRIORITY_UNSPECIFIED) {
    ticket->set_priority(rule.priority());
  }
}

// Whether the rule gives it to somebody.
absl::StatusOr<bool> Give(UnitOfWork& work, const TicketRule& rule, ServiceTicket* ticket) {
  if (rule.assignees().empty()) return false;
  // First: who counts after another one sees what that one gave.
  GUANXI_ASSIGN_OR_RETURN(const int64_t turn, work.NextNumber(kTurns, rule.name()));
  std::vector<TicketCandidate> candidates;
  for (const std::string& user : rule.assignees()) {
    if (!work.principal().rights->IsActive(user)) continue;
    GUANXI_ASSIGN_OR_RETURN(const int open, CountOpen(work, user));
    if (rule.most_open() == 0 || open < rule.most_open()) candidates.push_back({user, open});
  }
  const int chosen = ChooseCandidate(rule.strategy(), candidates, turn);
  if (chosen < 0) return false;
  ticket->set_owner(candidates[chosen].user);
  ticket->set_department(DepartmentOf(work, ticket->owner()));
  ticket->set_rule(rule.name());
  ticket->set_first_contact_days(rule.first_contact_days());
  return true;
}

}  // namespace

int ChooseCandidate(TicketRule::Strategy strategy, absl::Span<const TicketCandidate> candidates,
                    int64_t turn) {
  std::vector<int> best;
  int least = kMostCounted + 1;
  for (const TicketCandidate& one : candidates) least = std::min(least, one.open);
  for (size_t i = 0; i < candidates.size(); ++i) {
    if (strategy == TicketRule::ROUND_ROBIN || candidates[i].open == least) {
      best.push_back(static_cast<int>(i));
    }
  }
  return best.empty() ? -1 : best[(turn - 1) % static_cast<int64_t>(best.size())];
}

absl::Status DispatchTicket(UnitOfWork& work, const resource::Resource& tickets,
                            ServiceTicket* ticket) {
  GUANXI_ASSIGN_OR_RETURN(const std::vector<TicketRule> rules, RulesInOrder(work));
  for (const TicketRule& rule : rules) {
    GUANXI_ASSIGN_OR_RETURN(const bool holds,
                            Holds(work, rule, tickets.type().filter_schema(), *ticket));
    if (!holds) continue;
    Classify(rule, ticket);
    if (!ticket->owner().empty()) continue;
    GUANXI_ASSIGN_OR_RETURN(const bool is_given, Give(work, rule, ticket));
    if (is_given) break;
  }
  if (ticket->priority() == ServiceTicket::PRIORITY_UNSPECIFIED) {
    ticket->set_priority(ServiceTicket::NORMAL);
  }
  if (ticket->first_contact_days() == 0) ticket->set_first_contact_days(kFirstContactDays);
  return absl::OkStatus();
}

absl::Status GiveByRule(UnitOfWork& work, const resource::Resource& tickets, const Stored& row,
                        ServiceTicket* next) {
  GUANXI_RETURN_IF_ERROR(work.CheckMayWrite(tickets, row));
  return work.WithoutScope([&] { return work.Update(tickets, row, next).status(); });
}

absl::StatusOr<std::string> EscalatesTo(UnitOfWork& work, const resource::Resource& rules,
                                        const ServiceTicket& ticket) {
  const auto id = resource::ParseReference("ticketRules", ticket.rule());
  if (!id.ok()) return std::string();
  GUANXI_ASSIGN_OR_RETURN(const std::optional<Stored> row,
                          work.Peek(rules, ResourceName{Uuid(), *id}));
  if (!row.has_value()) return std::string();
  const std::string& to = static_cast<const TicketRule&>(*row->message).escalate_to();
  return !to.empty() && work.principal().rights->IsActive(to) ? to : std::string();
}

std::string DepartmentOf(const UnitOfWork& work, const std::string& user) {
  const Uuid id = work.principal().rights->DepartmentOf(user);
  return id.IsNil() ? "" : absl::StrCat("departments/", id.ToString());
}

absl::Status CheckTicketCondition(const TicketRule& rule, const filter::Schema& tickets) {
  const absl::Status compiled = filter::Compile(rule.condition(), tickets).status();
  return compiled.ok() ? compiled : InvalidField("condition", compiled.message());
}

absl::Status CheckTicketRuleCount(UnitOfWork& work, const TicketRule& rule) {
  GUANXI_RETURN_IF_ERROR(work.Guard("ticket_rules", "all"));
  GUANXI_ASSIGN_OR_RETURN(const std::vector<TicketRule> rules, RulesInOrder(work));
  if (static_cast<int>(rules.size()) < kMostTicketRules) return absl::OkStatus();
  return FailedPrecondition("TOO_MANY_RULES", rule.name(),
                            absl::StrCat("there are ", kMostTicketRules, " already"));
}

std::vector<db::Query> TicketQueries() { return {kSelectRules, kSelectOpen}; }

}  // namespace guanxi::customer
