#include "lead-svc/conversion_rules.h"

#include "absl/strings/str_cat.h"
#include "common/base/uuid.h"

namespace guanxi::lead {
namespace {

using customer::v1::Contact;
using customer::v1::Customer;
using v1::Lead;
using v1::Opportunity;

std::string IdOf(const Lead& lead, absl::string_view what) {
  return DeriveUuid("conversion", absl::StrCat(lead.name(), " ", what)).ToString();
}

}  // namespace

std::string CustomerNameOf(const Lead& lead) {
  return absl::StrCat("customers/", IdOf(lead, "customer"));
}

std::string ContactNameOf(const Lead& lead, const std::string& customer) {
  return absl::StrCat(customer, "/contacts/", IdOf(lead, customer));
}

std::string OpportunityNameOf(const Lead& lead) {
  return absl::StrCat("opportunities/", IdOf(lead, "opportunity"));
}

Customer CustomerOf(const Lead& lead) {
  Customer customer;
  customer.set_name(CustomerNameOf(lead));
  const bool is_company = !lead.company().empty();
  customer.set_type(is_company ? Customer::ORGANIZATION : Customer::PERSON);
  customer.set_display_name(is_company ? lead.company() : lead.display_name());
  if (is_company && !lead.credit_code().empty()) {
    customer.mutable_organization()->set_credit_code(lead.credit_code());
  }
  *customer.mutable_phones() = lead.phones();
  *customer.mutable_emails() = lead.emails();
  customer.set_industry(lead.industry());
  customer.set_region(lead.region());
  customer.set_city(lead.city());
  customer.set_note(lead.note());
  customer.set_owner(lead.owner());
  customer.set_department(lead.department());
  return customer;
}

bool HasPerson(const Lead& lead) {
  return !lead.company().empty() && lead.display_name() != lead.company();
}

Contact ContactOf(const Lead& lead, const std::string& customer) {
  Contact contact;
  contact.set_name(ContactNameOf(lead, customer));
  contact.set_display_name(lead.display_name());
  contact.set_title(lead.job_title());
  *contact.mutable_phones() = lead.phones();
  *contact.mutable_emails() = lead.emails();
  return contact;
}

Opportunity OpportunityOf(const Lead& lead, const v1::NewOpportunity& known) {
  Opportunity opportunity;
  opportunity.set_name(OpportunityNameOf(lead));
  opportunity.set_display_name(known.display_name());
  opportunity.set_stage(known.stage());
  if (known.has_amount()) *opportunity.mutable_amount() = known.amount();
  if (known.has_close_date()) *opportunity.mutable_close_date() = known.close_date();
  opportunity.set_note(known.note());
  opportunity.set_owner(lead.owner());
  opportunity.set_department(lead.department());
  return opportunity;
}

}  // namespace guanxi::lead
