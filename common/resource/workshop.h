// The engine over resources of its tests, on a schema of their own on a real MariaDB.
#ifndef GUANXI_COMMON_RESOURCE_WORKSHOP_H_
#define GUANXI_COMMON_RESOURCE_WORKSHOP_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "common/base/uuid.h"
#include "common/db/database.h"
#include "common/resource/engine.h"
#include "common/resource/resource.h"
#include "common/resource/workshop.pb.h"
#include "common/rpc/call.h"
#include "common/testing/fake_clock.h"

namespace guanxi::resource {

// One for each test. Ends the process if the database does not start.
struct Workshop {
  Workshop();

  // All resources, linked.
  std::vector<const Resource*> all() const;
  rpc::Call call(const std::string& method = "/test/Method") const;
  // One unit of work, with its Flush.
  absl::Status Run(Engine::MutationBody body, const WriteContext& context = {}) const;
  // One number, and one text, from the schema.
  int64_t Number(const std::string& sql) const;
  std::string Text(const std::string& sql) const;

  // The names of new rows, and what creates them.
  ResourceName NewName(const Uuid& parent = Uuid()) const;
  ResourceName AddTeam(const std::string& title) const;
  ResourceName AddMember(const ResourceName& team, const std::string& alias) const;
  ResourceName AddMedal(const ResourceName& member, const std::string& inscription) const;
  // What is stored under the name, deleted or not; an empty message if nothing is.
  testing::Team GetTeam(const ResourceName& name) const;
  testing::Member GetMember(const ResourceName& name) const;

  FakeClock clock{absl::FromUnixSeconds(1790000000)};
  const Uuid tenant = DeriveUuid("tenant", "a");
  db::Server server;
  std::unique_ptr<db::Database> database;
  std::unique_ptr<Environment> environment;
  std::unique_ptr<Engine> engine;
  std::unique_ptr<const Resource> teams;
  // Creating one writes its alias into the team.
  std::unique_ptr<const Resource> members;
  // Append-only, erased as a whole, without bodies in its history.
  std::unique_ptr<const Resource> matches;
  std::unique_ptr<const Resource> pacts;
  // Under members: names of three levels.
  std::unique_ptr<const Resource> medals;
};

}  // namespace guanxi::resource

#endif  // GUANXI_COMMON_RESOURCE_WORKSHOP_H_
