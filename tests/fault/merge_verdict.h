// Whether two customers are one, or two again, with all that they had.
#ifndef GUANXI_TESTS_FAULT_MERGE_VERDICT_H_
#define GUANXI_TESTS_FAULT_MERGE_VERDICT_H_

#include <string>

#include "common/db/database.h"
#include "tests/fault/merges.h"

namespace guanxi::fault {

// What is wrong of two that were merged once, and nothing else was, in customer-svc's schema; "" if
// nothing is.
std::string JudgeMerged(db::Database& database, const std::string& schema, const Two& two);
// The same of two whose merge was undone.
std::string JudgeApart(db::Database& database, const std::string& schema, const Two& two);

}  // namespace guanxi::fault

#endif  // GUANXI_TESTS_FAULT_MERGE_VERDICT_H_
