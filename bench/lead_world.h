// Leads of one tenant in a schema of their own, with what writes and reads them.
#ifndef GUANXI_BENCH_LEAD_WORLD_H_
#define GUANXI_BENCH_LEAD_WORLD_H_

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "bench/crowd.h"
#include "common/base/uuid.h"
#include "common/db/database.h"
#include "common/flags/service_flags.h"
#include "common/policy/policy.h"
#include "common/resource/catalog.h"
#include "common/resource/engine.h"
#include "common/resource/environment.h"
#include "common/rpc/call.h"
#include "common/timers/timers.h"
#include "lead-svc/resources.h"

namespace guanxi::bench {

inline constexpr int kClaimants = 16;

// How many of `names` were done in a second by kClaimants who share them: `act(claimant, name)`.
template <typename Do>
absl::StatusOr<double> RateOf(const std::vector<std::string>& names, const Do& act) {
  return RateOfCrowd(kClaimants, names.size(),
                     [&](int who, size_t i) { return act(who, names[i]); });
}

// Thread-safe once it is made. Errors of all: those of common/db and of the methods.
class LeadWorld {
 public:
  static absl::Status Migrate(const ServiceFlags& flags);
  // What a measurement before has left would count for the next one.
  static absl::Status Empty(const ServiceFlags& flags);
  static absl::StatusOr<std::unique_ptr<LeadWorld>> Create(const ServiceFlags& flags);

  // So many leads that are nobody's; their names.
  absl::StatusOr<std::vector<std::string>> AddLeads(int count) const;
  absl::Status Execute(absl::string_view sql) const;
  // Whether a live lead fulfils a condition of SQL.
  absl::StatusOr<bool> HasAny(absl::string_view condition) const;

  // By who has all rights, and by one of the claimants, who reach their own leads.
  rpc::Call call() const;
  rpc::Call CallOf(int claimant) const;
  static Uuid UserId(int claimant);
  static Uuid IdOf(const std::string& lead);

  db::Database& database() const { return *database_; }
  const resource::Engine& engine() const { return *engine_; }
  const lead::Resources& resources() const { return *resources_; }
  const resource::Catalog& catalog() const { return *catalog_; }
  timers::Timers& timers() { return timers_; }

 private:
  LeadWorld() = default;

  const Uuid tenant_ = DeriveUuid("bench", "leads");
  timers::Timers timers_;
  std::unique_ptr<db::Database> database_;
  std::unique_ptr<resource::Environment> environment_;
  std::unique_ptr<const lead::Resources> resources_;
  std::unique_ptr<resource::Engine> engine_;
  std::unique_ptr<const resource::Catalog> catalog_;
  std::shared_ptr<const policy::Policy> policy_;
};

}  // namespace guanxi::bench

#endif  // GUANXI_BENCH_LEAD_WORLD_H_
