// By what duplicate rules hold customers against each other, and which rule decides. Pure.
#ifndef GUANXI_CUSTOMER_SVC_DUPLICATES_RULE_KEYS_H_
#define GUANXI_CUSTOMER_SVC_DUPLICATES_RULE_KEYS_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "common/errors/errors.h"
#include "customer-svc/dedupe/customer_facts.h"
#include "guanxi/customer/v1/customer.pb.h"
#include "guanxi/customer/v1/duplicate_rule.pb.h"

namespace guanxi::customer {

// A value that two records of one customer have alike.
struct RuleKey {
  v1::DuplicateRule::Key key = v1::DuplicateRule::KEY_UNSPECIFIED;
  std::string path;   // of Customer: `phones[0]`
  std::string value;  // in normal form

  bool operator==(const RuleKey& other) const { return key == other.key && value == other.value; }
  bool operator<(const RuleKey& other) const {
    return key != other.key ? key < other.key : value < other.value;
  }
};

// Those of a customer in stored form that may be held against others, each once: no switchboards,
// no domains that everybody has.
std::vector<RuleKey> RuleKeysOf(const v1::Customer& customer);

// Whether a number (E.164) is one that a person carries: of China a mobile one; of other countries
// none that is free to call.
bool IsMobile(absl::string_view number);

inline constexpr int kUsualHolders = 5;
inline constexpr int kMostHolders = 50;

// How a customer is written.
struct RuleCase {
  absl::string_view source;  // Customer.source
  bool is_import = false;
};

// The one of `rules`, which are in their order, that decides about the key; null: none speaks of
// it.
const v1::DuplicateRule* DecidingRule(absl::Span<const v1::DuplicateRule> rules,
                                      v1::DuplicateRule::Key key, const RuleCase& written);

// Whether any of `rules` refuses the key, whatever the source and the way.
bool MayBlock(absl::Span<const v1::DuplicateRule> rules, v1::DuplicateRule::Key key);

// Whether the key, which both have, speaks for one customer: branches and departments share what is
// their company's.
bool CountsFor(v1::DuplicateRule::Key key, const dedupe::Facts& one, const dedupe::Facts& other);

// Brings rules, in the order of their creation, into the order in which they decide.
void SortRules(std::vector<v1::DuplicateRule>* rules);

void CheckDuplicateRule(const v1::DuplicateRule& next, Violations* violations);

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_DUPLICATES_RULE_KEYS_H_
