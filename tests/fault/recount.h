// What must hold of stored rows, counted by SQL.
#ifndef GUANXI_TESTS_FAULT_RECOUNT_H_
#define GUANXI_TESTS_FAULT_RECOUNT_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/types/span.h"
#include "common/db/database.h"

namespace guanxi::fault {

struct Recount {
  std::string name;
  std::string sql;  // counts what is wrong
};

// "" if every count is 0, else those that are not. `names` are what stands in the statements for
// schemas and numbers.
std::string Judge(db::Database& database, absl::Span<const Recount> recounts,
                  const std::vector<std::pair<std::string, std::string>>& names);

}  // namespace guanxi::fault

#endif  // GUANXI_TESTS_FAULT_RECOUNT_H_
