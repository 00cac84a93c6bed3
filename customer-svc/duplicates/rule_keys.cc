#include "customer-svc/duplicates/rule_keys.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "customer-svc/dedupe/customer_record.h"
#include "customer-svc/dedupe/public_domains.h"

namespace guanxi::customer {
namespace {

using v1::Customer;
using v1::DuplicateRule;

constexpr int kMaxPriority = 1'000'000;

void Add(DuplicateRule::Key key, std::string path, std::string value, std::vector<RuleKey>* keys) {
  if (value.empty()) return;
  RuleKey one{key, std::move(path), std::move(value)};
  if (std::find(keys->begin(), keys->end(), one) == keys->end()) keys->push_back(std::move(one));
}

void AddDomain(std::string path, absl::string_view domain, std::vector<RuleKey>* keys) {
  if (dedupe::IsPublicDomain(domain)) return;
  Add(DuplicateRule::DOMAIN, std::move(path), std::string(domain), keys);
}

void AddEmails(const Customer& customer, std::vector<RuleKey>* keys) {
  for (int i = 0; i < customer.emails_size(); ++i) {
    const std::string address = absl::AsciiStrToLower(customer.emails(i).address());
    const std::string path = absl::StrCat("emails[", i, "]");
    Add(DuplicateRule::EMAIL, path, address, keys);
    const size_t at = address.rfind('@');
    if (at != std::string::npos) {
      AddDomain(path, absl::string_view(address).substr(at + 1), keys);
    }
  }
}

bool SpeaksOf(const DuplicateRule& rule, DuplicateRule::Key key, const RuleCase& written) {
  const DuplicateRule::Channel channel =
      written.is_import ? DuplicateRule::IMPORT : DuplicateRule::CALL;
  if (rule.channel() != DuplicateRule::CHANNEL_UNSPECIFIED && rule.channel() != channel) {
    return false;
  }
  if (std::find(rule.keys().begin(), rule.keys().end(), key) == rule.keys().end()) return false;
  return rule.sources().empty() || std::find(rule.sources().begin(), rule.sources().end(),
                                             written.source) != rule.sources().end();
}

}  // namespace

bool IsMobile(absl::string_view number) {
  if (absl::StartsWith(number, "+86")) {
    return number.size() == 14 && number[3] == '1' && number[4] >= '3';
  }
  // Free to call nearly everywhere: 800 behind the country's code of one to three digits.
  for (size_t code = 1; code <= 3 && code + 4 <= number.size(); ++code) {
    if (absl::StartsWith(number.substr(1 + code), "800")) return false;
  }
  return number.size() > 8;  // none of a country's short numbers
}

std::vector<RuleKey> RuleKeysOf(const Customer& customer) {
  std::vector<RuleKey> keys;
  if (customer.type() == Customer::ORGANIZATION) {
    Add(DuplicateRule::NAME, "display_name", customer.normalized_name(), &keys);
    Add(DuplicateRule::CREDIT_CODE, "organization.credit_code",
        customer.organization().credit_code(), &keys);
    AddDomain("organization.website", dedupe::HostOf(customer.organization().website()), &keys);
  }
  for (int i = 0; i < customer.phones_size(); ++i) {
    const std::string& number = customer.phones(i).number();
    if (IsMobile(number)) {
      Add(DuplicateRule::PHONE, absl::StrCat("phones[", i, "]"), number, &keys);
    }
  }
  AddEmails(customer, &keys);
  return keys;
}

const DuplicateRule* DecidingRule(absl::Span<const DuplicateRule> rules, DuplicateRule::Key key,
                                  const RuleCase& written) {
  const auto found = std::find_if(rules.begin(), rules.end(), [&](const DuplicateRule& rule) {
    return SpeaksOf(rule, key, written);
  });
  return found == rules.end() ? nullptr : &*found;
}

bool MayBlock(absl::Span<const DuplicateRule> rules, DuplicateRule::Key key) {
  return std::any_of(rules.begin(), rules.end(), [key](const DuplicateRule& rule) {
    return rule.action() == DuplicateRule::BLOCK &&
           std::find(rule.keys().begin(), rule.keys().end(), key) != rule.keys().end();
  });
}

bool CountsFor(DuplicateRule::Key key, const dedupe::Facts& one, const dedupe::Facts& other) {
  if (one.type != other.type || one.branch != other.branch) return false;
  if (dedupe::IsAboveOrBelow(one, other)) return false;
  return key != DuplicateRule::CREDIT_CODE || !dedupe::AreBelowOne(one, other);
}

void SortRules(std::vector<DuplicateRule>* rules) {
  std::stable_sort(rules->begin(), rules->end(),
                   [](const auto& a, const auto& b) { return a.priority() < b.priority(); });
}

void CheckDuplicateRule(const DuplicateRule& next, Violations* violations) {
  std::set<int> seen;
  for (int i = 0; i < next.keys_size(); ++i) {
    const std::string path = absl::StrCat("keys[", i, "]");
    if (next.keys(i) == DuplicateRule::KEY_UNSPECIFIED) violations->Add(path, "is required");
    if (!seen.insert(next.keys(i)).second) violations->Add(path, "stands twice");
  }
  for (int i = 0; i < next.sources_size(); ++i) {
    if (next.sources(i).empty()) violations->Add(absl::StrCat("sources[", i, "]"), "is empty");
  }
  if (next.max_holders() < 0 || next.max_holders() > kMostHolders) {
    violations->Add("max_holders", "must be 0 to 50");
  }
  if (next.priority() < 0 || next.priority() > kMaxPriority) {
    violations->Add("priority", "must be 0 to 1,000,000");
  }
}

}  // namespace guanxi::customer
