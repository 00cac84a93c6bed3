#include "customer-svc/tickets/ticket_forms.h"

#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/resource/name_fields.h"
#include "common/rules/values.h"

namespace guanxi::customer {
namespace {

using v1::ServiceTicket;
using v1::TicketEvent;
using v1::TicketRule;

constexpr int kMaxOrder = 1'000'000;
constexpr int kMostOpen = 2000;
constexpr int kMostDays = 90;

void CheckCount(absl::string_view path, int count, int most, Violations* violations) {
  if (count < 0 || count > most) violations->Add(path, absl::StrCat("want 0 to ", most));
}

}  // namespace

void NormalizeTicket(ServiceTicket* ticket, Violations* violations) {
  rules::NormalizeLine("title", ticket->mutable_title(), violations);
  rules::NormalizeLine("category", ticket->mutable_category(), violations);
  rules::NormalizeNote(ticket->mutable_description());
  rules::NormalizeLines("collaborators", ticket->mutable_collaborators(), violations);
  if (ticket->state() == ServiceTicket::STATE_UNSPECIFIED) ticket->set_state(ServiceTicket::NEW);
}

void CheckTicket(const ServiceTicket& next, Violations* violations) {
  const std::string contact = resource::CanonicalName(next.contact());
  if (contact.empty() || next.customer().empty()) return;
  if (!absl::StartsWith(contact, next.customer() + "/")) {
    violations->Add("contact", "want a contact of `customer`");
  }
}

void NormalizeTicketEvent(absl::Time now, TicketEvent* event, Violations* violations) {
  rules::NormalizeNote(event->mutable_text());
  if (!event->has_occur_time()) return;
  rules::NormalizeTime(event->mutable_occur_time());
  rules::CheckPastTime("occur_time", now, event->occur_time(), violations);
}

void NormalizeTicketRule(TicketRule* rule, Violations* violations) {
  rules::NormalizeLine("display_name", rule->mutable_display_name(), violations);
  rules::NormalizeLine("category", rule->mutable_category(), violations);
  rules::NormalizeNote(rule->mutable_condition());
  if (rule->strategy() == TicketRule::STRATEGY_UNSPECIFIED) {
    rule->set_strategy(TicketRule::LEAST_OPEN);
  }
}

void CheckTicketRule(const TicketRule& next, Violations* violations) {
  CheckCount("order", next.order(), kMaxOrder, violations);
  CheckCount("most_open", next.most_open(), kMostOpen, violations);
  CheckCount("first_contact_days", next.first_contact_days(), kMostDays, violations);
  std::set<std::string> users;
  for (int i = 0; i < next.assignees_size(); ++i) {
    if (!users.insert(next.assignees(i)).second) {
      violations->Add(absl::StrCat("assignees[", i, "]"), "stands twice");
    }
  }
  if (next.assignees().empty() && !next.escalate_to().empty()) {
    violations->Add("escalate_to", "want it with `assignees` alone");
  }
}

absl::Status TakeLine(absl::string_view path, size_t most, std::string* text) {
  Violations violations;
  rules::NormalizeLine(path, text, &violations);
  if (text->size() > most) violations.Add(path, absl::StrCat("want at most ", most, " bytes"));
  return violations.ToStatus();
}

absl::Status TakeNote(absl::string_view path, size_t most, std::string* text) {
  rules::NormalizeNote(text);
  if (text->size() <= most) return absl::OkStatus();
  return InvalidField(path, absl::StrCat("want at most ", most, " bytes"));
}

}  // namespace guanxi::customer
