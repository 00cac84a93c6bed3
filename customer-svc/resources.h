// The resources of this service, wired to the engine.
#ifndef GUANXI_CUSTOMER_SVC_RESOURCES_H_
#define GUANXI_CUSTOMER_SVC_RESOURCES_H_

#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "common/pools/recycle_warnings.h"
#include "common/resource/resource.h"
#include "common/timers/timers.h"

namespace guanxi::customer {

// Immutable, thus thread-safe; one for the process.
struct Resources {
  // `timers` have owners warned, and pools take what they are to: null where nothing is written
  // through these. Not owned.
  static absl::StatusOr<std::unique_ptr<const Resources>> Create(timers::Timers* timers = nullptr);

  // For the catalog.
  std::vector<const resource::Resource*> all() const {
    return {customers.get(),
            contacts.get(),
            ownership_records.get(),
            field_definitions.get(),
            tags.get(),
            interactions.get(),
            orders.get(),
            relationships.get(),
            shares.get(),
            stakeholders.get(),
            pools.get(),
            behavior_events.get(),
            visitors.get(),
            data_access_limits.get(),
            data_access_requests.get()};
  }

  std::unique_ptr<const resource::Resource> customers;
  std::unique_ptr<const resource::Resource> contacts;
  std::unique_ptr<const resource::Resource> ownership_records;
  std::unique_ptr<const resource::Resource> field_definitions;
  std::unique_ptr<const resource::Resource> tags;
  std::unique_ptr<const resource::Resource> interactions;
  std::unique_ptr<const resource::Resource> orders;
  std::unique_ptr<const resource::Resource> relationships;
  std::unique_ptr<const resource::Resource> shares;
  std::unique_ptr<const resource::Resource> stakeholders;
  std::unique_ptr<const resource::Resource> pools;
  std::unique_ptr<const resource::Resource> behavior_events;
  std::unique_ptr<const resource::Resource> visitors;
  std::unique_ptr<const resource::Resource> data_access_limits;
  std::unique_ptr<const resource::Resource> data_access_requests;

  timers::Timers* timers = nullptr;  // not owned
};

// Who is warned before a pool takes his customers back.
pools::RecycleWarnings WarningsOf(const Resources& resources);

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_RESOURCES_H_
