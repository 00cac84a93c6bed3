// Comparisons of a condition, as people read them.
#ifndef GUANXI_WORKFLOW_SVC_RULES_COMPARISON_TEXT_H_
#define GUANXI_WORKFLOW_SVC_RULES_COMPARISON_TEXT_H_

#include <string>
#include <vector>

#include "common/filter/matcher.h"
#include "common/filter/predicate.h"

namespace guanxi::workflow {

// The field and the operator of an explained comparison, without values: `last_follow_up_time <`.
// Of presence `grade:*`, of another field on the right side `amount > limit`.
std::string ComparisonText(const filter::Explanation& comparison);

// The comparisons of a predicate in the order in which Explanation has them, in the language.
void ListComparisons(const filter::Predicate& predicate, std::vector<std::string>* texts);

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_RULES_COMPARISON_TEXT_H_
