// Processes of one tenant in a schema of their own, without RPCs: what starts, decides and lists.
#ifndef GUANXI_BENCH_APPROVAL_WORLD_H_
#define GUANXI_BENCH_APPROVAL_WORLD_H_

#include <atomic>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/base/uuid.h"
#include "common/db/database.h"
#include "common/flags/service_flags.h"
#include "common/policy/authorizer.h"
#include "common/policy/policy.h"
#include "common/resource/catalog.h"
#include "common/resource/engine.h"
#include "common/resource/environment.h"
#include "common/rpc/call.h"
#include "common/timers/timers.h"
#include "workflow-svc/approval/process_part.h"
#include "workflow-svc/resources.h"

namespace guanxi::bench {

// A clock that can be put ahead of the machine's. Thread-safe.
class AheadClock : public Clock {
 public:
  absl::Time Now() override { return SystemClock()->Now() + absl::Microseconds(micros_.load()); }
  void Move(absl::Duration by) { micros_ += absl::ToInt64Microseconds(by); }

 private:
  std::atomic<int64_t> micros_{0};
};

// Thread-safe once it is made. Errors of all: those of common/db and of the methods.
class ApprovalWorld {
 public:
  static absl::Status Migrate(const ServiceFlags& flags);
  // What a measurement before has left would count for the next one.
  static absl::Status Empty(const ServiceFlags& flags);
  static absl::StatusOr<std::unique_ptr<ApprovalWorld>> Create(const ServiceFlags& flags);

  // A published definition: its initiator approves, and again. With `limit` each time is up after
  // so much; zero: never.
  absl::StatusOr<std::string> Define(absl::Duration limit);
  // Starts one by a person, who approves `approvals` times what then is his to approve.
  absl::Status Walk(int person, const std::string& definition, int approvals);
  absl::Status Execute(absl::string_view sql) const;
  // One number of a statement that has the tenant for its only place.
  absl::StatusOr<int64_t> Count(const std::string& sql) const;

  // A call of somebody who reaches what is his own.
  rpc::Call CallOf(int person) const;
  static Uuid UserId(int person);

  const Uuid& tenant() const { return tenant_; }
  db::Database& database() const { return *database_; }
  const resource::Engine& engine() const { return *engine_; }
  const resource::Catalog& catalog() const { return *catalog_; }
  workflow::ProcessPart& processes() { return *processes_; }
  timers::Timers& timers() { return timers_; }
  AheadClock& clock() { return clock_; }

 private:
  ApprovalWorld() = default;

  const Uuid tenant_ = DeriveUuid("bench", "approvals");
  AheadClock clock_;
  timers::Timers timers_;
  const policy::Authorizer authorizer_;  // everybody is active
  std::unique_ptr<db::Database> database_;
  std::unique_ptr<resource::Environment> environment_;
  std::unique_ptr<const workflow::Resources> resources_;
  std::unique_ptr<resource::Engine> engine_;
  std::unique_ptr<const resource::Catalog> catalog_;
  std::unique_ptr<workflow::ProcessPart> processes_;
  std::shared_ptr<const policy::Policy> policy_;
};

}  // namespace guanxi::bench

#endif  // GUANXI_BENCH_APPROVAL_WORLD_H_
