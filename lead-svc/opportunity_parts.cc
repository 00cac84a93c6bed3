#include "lead-svc/opportunity_parts.h"

#include <map>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/base/status_macros.h"
#include "common/base/uuid.h"
#include "common/money/amount.h"
#include "common/resource/resource_name.h"
#include "common/rules/values.h"
#include "guanxi/lead/v1/product.pb.h"
#include "lead-svc/prices/price_lookup.h"
#include "lead-svc/prices/tiers.h"

namespace guanxi::lead {
namespace {

using v1::Opportunity;
using v1::OpportunityCompetitor;
using v1::OpportunityContact;
using v1::OpportunityLine;

constexpr int kQuantityDigits = 9;

std::string Entry(absl::string_view list, int i, absl::string_view field) {
  return absl::StrCat(list, "[", i, "].", field);
}

// Above zero and below 10^9.
money::Bounds QuantityBounds() {
  return {kQuantityPlaces, 1, money::PowerOfTen(kQuantityDigits + kQuantityPlaces) - 1};
}

// `customers/{uuid}/contacts/{uuid}`.
bool IsContact(absl::string_view name) {
  const std::vector<absl::string_view> parts = absl::StrSplit(name, '/');
  return parts.size() == 4 && parts[0] == "customers" && parts[2] == "contacts" &&
         Uuid::Parse(parts[1]).ok() && Uuid::Parse(parts[3]).ok();
}

void NormalizeContacts(Opportunity* opportunity, Violations* violations) {
  std::set<std::string> names;
  std::set<int> roles;
  bool has_primary = false;
  for (int i = 0; i < opportunity->contacts_size(); ++i) {
    OpportunityContact& contact = *opportunity->mutable_contacts(i);
    rules::NormalizeSentence(Entry("contacts", i, "note"), contact.mutable_note(), violations);
    if (!contact.contact().empty() && !names.insert(contact.contact()).second) {
      violations->Add(Entry("contacts", i, "contact"), "stands twice");
    }
    if (contact.primary() && has_primary) {
      violations->Add(Entry("contacts", i, "primary"), "is true of another one already");
    }
    has_primary |= contact.primary();
    if (OpportunityContact::Role_IsValid(contact.role())) roles.insert(contact.role());
  }
  opportunity->clear_contact_roles();
  roles.erase(OpportunityContact::ROLE_UNSPECIFIED);
  for (const int role : roles) {
    opportunity->add_contact_roles(
        OpportunityContact::Role_Name(static_cast<OpportunityContact::Role>(role)));
  }
}

void NormalizeUnitPrice(int i, const OpportunityLine& first, OpportunityLine* line,
                        Violations* violations) {
  google::type::Money& price = *line->mutable_unit_price();
  absl::AsciiStrToUpper(price.mutable_currency_code());
  rules::CheckUnitPrice(Entry("lines", i, "unit_price"), price, violations);
  if (first.has_unit_price() && first.unit_price().currency_code() != price.currency_code()) {
    violations->Add(
        Entry("lines", i, "unit_price.currency_code"),
        absl::StrCat("want ", first.unit_price().currency_code(), ", as in the lines before"));
  }
}

void NormalizeLinesOf(Opportunity* opportunity, Violations* violations) {
  OpportunityLine first;  // that has a price
  for (int i = 0; i < opportunity->lines_size(); ++i) {
    OpportunityLine& line = *opportunity->mutable_lines(i);
    rules::NormalizeSentence(Entry("lines", i, "description"), line.mutable_description(),
                             violations);
    if (line.product().empty() && line.description().empty()) {
      violations->Add(Entry("lines", i, "description"), "is required without a `product`");
    }
    if (line.has_quantity()) {
      money::TakeDecimal(Entry("lines", i, "quantity"), QuantityBounds(), line.mutable_quantity(),
                         violations);
    }
    if (!line.has_unit_price()) continue;
    NormalizeUnitPrice(i, first, &line, violations);
    if (!first.has_unit_price()) first = line;
  }
}

void NormalizeCompetitors(Opportunity* opportunity, Violations* violations) {
  std::set<std::string> names;
  for (int i = 0; i < opportunity->competitors_size(); ++i) {
    OpportunityCompetitor& one = *opportunity->mutable_competitors(i);
    rules::NormalizeLine(Entry("competitors", i, "display_name"), one.mutable_display_name(),
                         violations);
    rules::NormalizeSentence(Entry("competitors", i, "strengths"), one.mutable_strengths(),
                             violations);
    rules::NormalizeSentence(Entry("competitors", i, "weaknesses"), one.mutable_weaknesses(),
                             violations);
    if (!one.display_name().empty() && !names.insert(one.display_name()).second) {
      violations->Add(Entry("competitors", i, "display_name"), "stands twice");
    }
  }
}

}  // namespace

void NormalizeParts(Opportunity* opportunity, Violations* violations) {
  NormalizeContacts(opportunity, violations);
  NormalizeLinesOf(opportunity, violations);
  NormalizeCompetitors(opportunity, violations);
}

std::vector<resource::Question> QuestionsOfContacts(const Opportunity* old,
                                                    const Opportunity& next) {
  std::set<std::string> known;
  if (old != nullptr) {
    for (const OpportunityContact& contact : old->contacts()) known.insert(contact.contact());
  }
  std::vector<resource::Question> questions;
  for (int i = 0; i < next.contacts_size(); ++i) {
    const std::string& name = next.contacts(i).contact();
    if (known.count(name) != 0 || !IsContact(name)) continue;
    questions.push_back({Entry("contacts", i, "contact"), name});
  }
  return questions;
}

void CheckContacts(const Opportunity& next, Violations* violations) {
  for (int i = 0; i < next.contacts_size(); ++i) {
    const std::string& name = next.contacts(i).contact();
    if (name.empty() || IsContact(name)) continue;  // REQUIRED says so of what is empty
    violations->Add(Entry("contacts", i, "contact"),
                    "want `customers/{customer}/contacts/{contact}`");
  }
}

absl::Status CheckProducts(resource::UnitOfWork& work, const PriceResources& types,
                           const Opportunity* old, const Opportunity& next) {
  std::set<std::string> known;
  if (old != nullptr) {
    for (const OpportunityLine& line : old->lines()) known.insert(line.product());
  }
  std::set<std::string> named;
  for (const OpportunityLine& line : next.lines()) {
    const bool is_name = resource::ParseReference("products", line.product()).ok();
    if (is_name && known.count(line.product()) == 0) named.insert(line.product());
  }
  if (named.empty()) return absl::OkStatus();
  GUANXI_ASSIGN_OR_RETURN(const auto products, FindProducts(work, types, named));
  Violations violations;
  for (int i = 0; i < next.lines_size(); ++i) {
    const std::string& product = next.lines(i).product();
    if (named.count(product) == 0 || products.count(product) != 0) continue;
    violations.Add(Entry("lines", i, "product"), "names nothing that exists");
  }
  return violations.ToStatus();
}

}  // namespace guanxi::lead
