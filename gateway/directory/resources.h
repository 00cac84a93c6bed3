// The directory's resources; make_resources.h makes them.
#ifndef GUANXI_GATEWAY_DIRECTORY_RESOURCES_H_
#define GUANXI_GATEWAY_DIRECTORY_RESOURCES_H_

#include <memory>
#include <vector>

#include "common/resource/resource.h"

namespace guanxi::directory {

// Immutable, thus thread-safe; one for the process.
struct Resources {
  // For the catalog.
  std::vector<const resource::Resource*> all() const {
    return {tenants.get(), departments.get(), roles.get(),
            users.get(),   clients.get(),     sessions.get()};
  }

  std::unique_ptr<const resource::Resource> tenants;
  std::unique_ptr<const resource::Resource> departments;
  std::unique_ptr<const resource::Resource> roles;
  std::unique_ptr<const resource::Resource> users;
  std::unique_ptr<const resource::Resource> clients;
  std::unique_ptr<const resource::Resource> sessions;
};

}  // namespace guanxi::directory

#endif  // GUANXI_GATEWAY_DIRECTORY_RESOURCES_H_
