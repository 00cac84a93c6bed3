// Joins checked conditions, and keeps their one form: see Predicate::canonical.
#ifndef GUANXI_COMMON_FILTER_LOGIC_H_
#define GUANXI_COMMON_FILTER_LOGIC_H_

#include <vector>

#include "common/filter/predicate.h"

namespace guanxi::filter {

// NOT of NOT is dropped.
Predicate Not(Predicate operand);

// AND or OR of the operands: flat, sorted, each once. One operand is itself.
Predicate Join(Predicate::Op op, std::vector<Predicate> operands);

// `field:*`.
Predicate Present(FieldPtr field);

// Parentheses within parentheses in the canonical text.
int Depth(const Predicate& predicate);

}  // namespace guanxi::filter

#endif  // GUANXI_COMMON_FILTER_LOGIC_H_
