// The statements of common/events, said once more in C++.
#ifndef GUANXI_COMMON_EVENTS_SIMULATION_STATEMENTS_H_
#define GUANXI_COMMON_EVENTS_SIMULATION_STATEMENTS_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "common/db/value.h"
#include "common/errors/errors.h"
#include "common/events/simulation/tables.h"

namespace guanxi::db {

// What stands behind a Transaction here.
class Connection {
 public:
  Connection(events::simulation::Schema* schema, events::simulation::Process* process)
      : process(*process), schema(*schema) {}
  ~Connection() {
    for (const std::string& row : locks) schema.locked.erase(row);
  }

  // Does `change` here now, and to the schema at COMMIT.
  absl::StatusOr<int64_t> Write(const std::string& row,
                                std::function<int64_t(events::simulation::Tables&)> change) {
    if (locks.count(row) == 0 && !schema.locked.insert(row).second) {
      return Error(absl::StatusCode::kAborted, "LOCK_WAIT_TIMEOUT", "somebody else writes the row");
    }
    locks.insert(row);
    if (!own.has_value()) own = schema.tables;
    const int64_t matched = change(*own);
    redo.push_back(std::move(change));
    return matched;
  }

  events::simulation::Process& process;
  events::simulation::Schema& schema;
  std::optional<events::simulation::Tables>
      own;  // as the transaction sees them since it has written
  const events::simulation::Tables& tables() const {
    return own.has_value() ? *own : schema.tables;
  }
  std::set<std::string> locks;
  std::vector<std::function<int64_t(events::simulation::Tables&)>> redo;
};

}  // namespace guanxi::db

namespace guanxi::events::simulation {

using Values = absl::Span<const db::Value>;
using Cells = std::vector<db::Value>;

struct KnownSelect {
  size_t columns;
  std::function<void(const Tables&, Values, Cells*)> select;
};
using KnownWrite = absl::StatusOr<int64_t> (*)(db::Connection&, Values);

// By the names of queries.
const std::unordered_map<std::string, KnownSelect>& Selects();
const std::unordered_map<std::string, KnownWrite>& Executes();
const std::unordered_map<std::string, KnownWrite>& Inserts();

}  // namespace guanxi::events::simulation

#endif  // GUANXI_COMMON_EVENTS_SIMULATION_STATEMENTS_H_
