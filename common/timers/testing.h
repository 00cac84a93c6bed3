// What the tests of this folder share: a schema with timers, and a handler whose effects can be
// counted.
#ifndef GUANXI_COMMON_TIMERS_TESTING_H_
#define GUANXI_COMMON_TIMERS_TESTING_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/base/uuid.h"
#include "common/db/database.h"
#include "common/resource/engine.h"
#include "common/resource/environment.h"
#include "common/testing/fake_clock.h"
#include "common/testing/mariadb.h"
#include "common/timers/runner.h"
#include "common/timers/timers.h"
#include "gtest/gtest.h"

namespace guanxi::timers {

// Timers of the kind "note": each notes its key and due time, in the order in which they fire.
class TimersTest : public ::testing::Test {
 protected:
  TimersTest();

  // A timer that is due so long after the test's beginning.
  Timer At(const std::string& key, absl::Duration after, const std::string& subject = "") const;
  void Arm(const Uuid& tenant, const std::vector<Timer>& timers);
  void Disarm(const Uuid& tenant, const std::string& key);
  // As it is stored; ends the test's process if it is not armed.
  ArmedTimer Armed(const Uuid& tenant, const std::string& key);
  int64_t CountArmed();

  // Notes what fired, in the unit of work's transaction.
  static absl::Status Note(resource::UnitOfWork& work, const Batch& batch);
  static Kinds NoteKinds();
  // What was noted since the test began: "<key>@<due, in s after its beginning>".
  std::vector<std::string> Noted();

  static Runner::Options OptionsOf(const std::string& owner);
  std::unique_ptr<Runner> NewRunner(Kinds kinds, const Runner::Options& options);
  std::unique_ptr<Runner> NewRunner() { return NewRunner(NoteKinds(), OptionsOf("runner")); }
  // Turns until there is nothing left to do.
  static void Settle(Runner* runner);

  const absl::Time start_ = absl::FromUnixSeconds(1'790'000'000);
  FakeClock business_{start_};
  FakeClock system_{start_};
  const Uuid tenant_ = DeriveUuid("tenant", "a");
  const Uuid other_tenant_ = DeriveUuid("tenant", "b");
  const db::Server server_;
  const std::unique_ptr<db::Database> database_;
  const std::unique_ptr<resource::Environment> environment_;
  const resource::Engine engine_;
  Timers timers_;
};

// An environment as tests have it. The clock is not owned.
std::unique_ptr<resource::Environment> NewEnvironment(Clock* clock);

}  // namespace guanxi::timers

#endif  // GUANXI_COMMON_TIMERS_TESTING_H_
