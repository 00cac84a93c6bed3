// Writers, and kill -9 of what they write to.
#ifndef GUANXI_TESTS_FAULT_SCENARIO_H_
#define GUANXI_TESTS_FAULT_SCENARIO_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "tests/fault/stack.h"
#include "tests/fault/verdict.h"

namespace guanxi::fault {

struct Outcome {
  Told told;
  World world;
  // What the run came to.
  int64_t acknowledged = 0;  // writes
  int64_t repeated = 0;      // calls that had to be
};

// Starts a stack and its writers, kills the database 8 times and customer-svc 4 times, each time
// after more writes came through and while commits are under way, and reads everything back.
//
// DEADLINE_EXCEEDED if nothing comes through any more; errors of Stack and ReadWorld.
absl::StatusOr<Outcome> RunScenario(const Stack::Options& options);

}  // namespace guanxi::fault

#endif  // GUANXI_TESTS_FAULT_SCENARIO_H_
