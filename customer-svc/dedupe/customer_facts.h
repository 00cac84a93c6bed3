// What decides whether two customers are one, whatever their weights say.
#ifndef GUANXI_CUSTOMER_SVC_DEDUPE_CUSTOMER_FACTS_H_
#define GUANXI_CUSTOMER_SVC_DEDUPE_CUSTOMER_FACTS_H_

#include <string>
#include <vector>

#include "customer-svc/dedupe/linkage.h"
#include "guanxi/customer/v1/customer.pb.h"

namespace guanxi::dedupe {

// What a full name of a company says it is.
struct NameFacts {
  std::u32string trade;
  std::u32string seat;
  bool is_full = false;  // with its legal form
};

struct Facts {
  std::string name;    // customers/{customer}; empty: not stored yet.
  std::string parent;  // parent_organization
  // Who is above the parent, up to the top: FactsOf does not know it.
  std::vector<std::string> above_parent;
  std::string credit_code;       // Valid, or empty.
  std::string branch;            // 宁波分公司, folded; empty: it is the company itself.
  std::string head;              // Its name without the branch, as normalized_name.
  std::vector<NameFacts> names;  // Its display name and its aliases.
  customer::v1::Customer::Type type = customer::v1::Customer::TYPE_UNSPECIFIED;
};
Facts FactsOf(const customer::v1::Customer& customer);

// Customers of different types, one and a company above it, a branch and another branch or the
// company itself, and those with different credit codes are never the same; those with equal codes
// are. Branches may have the code of their company, and so may departments that stand below the
// same one, whatever stands between: of them it says nothing. Without codes, companies are never
// the same whose names, whichever of theirs, say altogether different trades, or, both in full,
// different places: names are registered so. Pure.
Bond BondOf(const Facts& a, const Facts& b);

// Whether the tree has one above the other, or both below the same one, as far as the facts know
// it.
bool IsAboveOrBelow(const Facts& a, const Facts& b);
bool AreBelowOne(const Facts& a, const Facts& b);

// Whether `branch` is one of `company` by name, and the tree does not say so yet.
bool IsUnlinkedBranch(const Facts& branch, const Facts& company);

}  // namespace guanxi::dedupe

#endif  // GUANXI_CUSTOMER_SVC_DEDUPE_CUSTOMER_FACTS_H_
