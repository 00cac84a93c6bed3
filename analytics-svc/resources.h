// The resources of this service, wired to the engine.
#ifndef GUANXI_ANALYTICS_SVC_RESOURCES_H_
#define GUANXI_ANALYTICS_SVC_RESOURCES_H_

#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "common/resource/resource.h"
#include "common/timers/timers.h"

namespace guanxi::analytics {

// Immutable, thus thread-safe; one for the process.
struct Resources {
  // `timers` is not owned; null: nothing happens at a time.
  static absl::StatusOr<std::unique_ptr<const Resources>> Create(timers::Timers* timers = nullptr);

  // For the catalog.
  std::vector<const resource::Resource*> all() const {
    return {targets.get(), dashboards.get(), dashboard_shares.get(), value_rules.get()};
  }

  std::unique_ptr<const resource::Resource> targets;
  std::unique_ptr<const resource::Resource> dashboards;
  std::unique_ptr<const resource::Resource> dashboard_shares;
  std::unique_ptr<const resource::Resource> value_rules;
};

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_RESOURCES_H_
