#include "customer-svc/customer_rules.h"

#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/rules/party.h"
#include "common/rules/values.h"
#include "common/text/city.h"
#include "common/text/company_name.h"
#include "common/text/credit_code.h"
#include "common/text/fold.h"
#include "common/text/province.h"
#include "common/text/website.h"

namespace guanxi::customer {
namespace {

using v1::Customer;
using v1::Organization;
using v1::Person;

void NormalizeNames(Customer* customer, Violations* violations) {
  rules::NormalizeLine("display_name", customer->mutable_display_name(), violations);
  std::set<std::string> seen = {"", customer->display_name()};
  google::protobuf::RepeatedPtrField<std::string> aliases;
  for (int i = 0; i < customer->aliases_size(); ++i) {
    std::string alias = customer->aliases(i);
    rules::NormalizeLine(absl::StrCat("aliases[", i, "]"), &alias, violations);
    if (seen.insert(alias).second) *aliases.Add() = std::move(alias);
  }
  customer->mutable_aliases()->Swap(&aliases);
}

// A name that cannot be read is a violation of its own.
void DeriveNormalizedName(Customer* customer) {
  const std::string& name = customer->display_name();
  customer->set_normalized_name((customer->type() == Customer::PERSON
                                     ? text::FoldForMatch(name)
                                     : text::NormalizedCompanyName(name))
                                    .value_or(""));
}

void NormalizeOrganization(Organization* organization, Violations* violations) {
  if (!organization->credit_code().empty()) {
    auto code = text::ParseCreditCode(organization->credit_code());
    if (code.ok()) {
      organization->set_credit_code(*std::move(code));
    } else {
      violations->Add("organization.credit_code", code.status().message());
    }
  }
  rules::NormalizeLine("organization.legal_representative",
                       organization->mutable_legal_representative(), violations);
  if (!organization->website().empty()) {
    auto website = text::ParseWebsite(organization->website());
    if (website.ok()) {
      organization->set_website(*std::move(website));
    } else {
      violations->Add("organization.website", website.status().message());
    }
  }
  if (organization->has_registered_capital()) {
    absl::AsciiStrToUpper(organization->mutable_registered_capital()->mutable_currency_code());
  }
  rules::NormalizeNote(organization->mutable_business_scope());
  if (organization->has_registered_address()) {
    rules::NormalizeAddress("organization.registered_address",
                            organization->mutable_registered_address(), violations);
  }
}

void NormalizePerson(Person* person, Violations* violations) {
  rules::NormalizeLine("person.wechat", person->mutable_wechat(), violations);
  rules::NormalizeLine("person.member_level", person->mutable_member_level(), violations);
}

void CheckOrganization(const Organization& organization, Violations* violations) {
  if (organization.has_establish_date()) {
    rules::CheckDate("organization.establish_date", organization.establish_date(), violations);
  }
  if (organization.has_registered_capital()) {
    rules::CheckMoney("organization.registered_capital", organization.registered_capital(),
                      violations);
  }
}

}  // namespace

void NormalizeCustomer(const std::string& phone_region, Customer* customer,
                       Violations* violations) {
  NormalizeNames(customer, violations);
  DeriveNormalizedName(customer);
  rules::NormalizeLine("industry", customer->mutable_industry(), violations);
  rules::NormalizeLine("region", customer->mutable_region(), violations);
  rules::NormalizeLine("city", customer->mutable_city(), violations);
  rules::NormalizeLine("source", customer->mutable_source(), violations);
  rules::NormalizeLines("tags", customer->mutable_tags(), violations);
  rules::NormalizeNote(customer->mutable_note());
  rules::NormalizePhones(phone_region, customer->mutable_phones(), violations);
  rules::NormalizeEmails(customer->mutable_emails(), violations);
  for (int i = 0; i < customer->addresses_size(); ++i) {
    rules::NormalizeAddress(absl::StrCat("addresses[", i, "]"), customer->mutable_addresses(i),
                            violations);
  }
  if (customer->has_organization()) {
    NormalizeOrganization(customer->mutable_organization(), violations);
  }
  if (customer->has_person()) NormalizePerson(customer->mutable_person(), violations);
  ShortenPlaces(customer);
}

void ShortenPlaces(Customer* customer) {
  customer->set_region(text::ShortProvince(customer->region()));
  customer->set_city(text::ShortCity(customer->city()));
  for (auto& address : *customer->mutable_addresses()) rules::ShortenPlaces(&address);
  if (customer->organization().has_registered_address()) {
    rules::ShortenPlaces(customer->mutable_organization()->mutable_registered_address());
  }
}

void CheckCustomer(const Customer* /*old*/, const Customer& next, Violations* violations) {
  if (next.type() == Customer::PERSON && next.has_organization()) {
    violations->Add("organization", "a PERSON has none");
  }
  if (next.type() == Customer::ORGANIZATION && next.has_person()) {
    violations->Add("person", "an ORGANIZATION has none");
  }
  if (next.type() == Customer::PERSON && !next.parent_organization().empty()) {
    violations->Add("parent_organization", "a PERSON has none");
  }
  if (next.has_organization()) CheckOrganization(next.organization(), violations);
  if (next.person().has_birth_date()) {
    rules::CheckDate("person.birth_date", next.person().birth_date(), violations);
  }
}

bool IsAfter(const google::type::Date& date, absl::CivilDay today) {
  if (date.year() == 0) return false;
  return absl::CivilDay(date.year(), date.month() == 0 ? 1 : date.month(),
                        date.day() == 0 ? 1 : date.day()) > today;
}

}  // namespace guanxi::customer
