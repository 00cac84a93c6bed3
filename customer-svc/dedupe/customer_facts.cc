#include "customer-svc/dedupe/customer_facts.h"

#include <algorithm>

#include "absl/strings/strip.h"
#include "common/text/company_name.h"
#include "common/text/fold.h"
#include "customer-svc/dedupe/record.h"

namespace guanxi::dedupe {
namespace {

using customer::v1::Customer;

NameFacts NameFactsOf(const std::string& name) {
  const auto parts = text::ParseCompanyName(name);
  if (!parts.ok()) return {};
  return {MakeValue(Kind::kTrade, parts->industry).text, MakeValue(Kind::kSeat, parts->region).text,
          !parts->legal_form.empty()};
}

// Whether two neighbouring characters of one are in the other.
bool SharesPair(std::u32string_view a, std::u32string_view b) {
  for (size_t i = 0; i + 1 < a.size(); ++i) {
    if (b.find(a.substr(i, 2)) != std::u32string_view::npos) return true;
  }
  return false;
}

bool SayOthers(const NameFacts& a, const NameFacts& b) {
  const bool trades = !a.trade.empty() && !b.trade.empty() && !SharesPair(a.trade, b.trade);
  if (trades) return true;
  const bool seats = !a.seat.empty() && !b.seat.empty() && !SharesPair(a.seat, b.seat);
  return seats && a.is_full && b.is_full;
}

// By all their names: one that they may have in common is enough.
bool SayOthers(const Facts& a, const Facts& b) {
  if (a.names.empty() || b.names.empty()) return false;
  return std::all_of(a.names.begin(), a.names.end(), [&](const NameFacts& one) {
    return std::all_of(b.names.begin(), b.names.end(),
                       [&](const NameFacts& other) { return SayOthers(one, other); });
  });
}

bool IsBelow(const Facts& facts, const std::string& name) {
  return facts.parent == name || std::find(facts.above_parent.begin(), facts.above_parent.end(),
                                           name) != facts.above_parent.end();
}

}  // namespace

Facts FactsOf(const Customer& customer) {
  Facts facts;
  facts.name = customer.name();
  facts.type = customer.type();
  if (customer.type() == Customer::PERSON) return facts;
  facts.parent = customer.parent_organization();
  facts.credit_code = customer.organization().credit_code();
  const auto parts = text::ParseCompanyName(customer.display_name());
  if (!parts.ok()) return facts;
  facts.names.push_back(NameFactsOf(customer.display_name()));
  for (const std::string& alias : customer.aliases()) facts.names.push_back(NameFactsOf(alias));
  facts.branch = text::FoldForMatch(parts->branch).value_or("");
  facts.head = text::NormalizedCompanyName(customer.display_name()).value_or("");
  if (!facts.branch.empty()) {
    facts.head = std::string(absl::StripSuffix(facts.head, facts.branch));
  }
  return facts;
}

bool IsAboveOrBelow(const Facts& a, const Facts& b) {
  return (!a.name.empty() && IsBelow(b, a.name)) || (!b.name.empty() && IsBelow(a, b.name));
}

bool AreBelowOne(const Facts& a, const Facts& b) {
  if (a.parent.empty() || b.parent.empty()) return false;
  return IsBelow(b, a.parent) || std::any_of(a.above_parent.begin(), a.above_parent.end(),
                                             [&](const auto& name) { return IsBelow(b, name); });
}

Bond BondOf(const Facts& a, const Facts& b) {
  if (a.type != b.type || a.branch != b.branch) return Bond::kCannot;
  if (IsAboveOrBelow(a, b)) return Bond::kCannot;
  if (a.credit_code.empty() || b.credit_code.empty()) {
    return SayOthers(a, b) ? Bond::kCannot : Bond::kNone;
  }
  if (a.credit_code != b.credit_code) return Bond::kCannot;
  return AreBelowOne(a, b) ? Bond::kNone : Bond::kMust;
}

bool IsUnlinkedBranch(const Facts& branch, const Facts& company) {
  return !branch.branch.empty() && company.branch.empty() && branch.parent.empty() &&
         !company.head.empty() && branch.head == company.head;
}

}  // namespace guanxi::dedupe
