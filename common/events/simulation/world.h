// One simulated run: two relays, two consumers, a writer and a Redis, and everything that may go
// wrong between them, drawn from a seed.
#ifndef GUANXI_COMMON_EVENTS_SIMULATION_WORLD_H_
#define GUANXI_COMMON_EVENTS_SIMULATION_WORLD_H_

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "common/base/uuid.h"
#include "common/db/database.h"
#include "common/events/consumer.h"
#include "common/events/event_log.h"
#include "common/events/relay.h"
#include "common/events/simulation/tables.h"
#include "common/redis/client.h"
#include "common/testing/fake_clock.h"

namespace guanxi::events::simulation {

// Thread safety: none; one at a time in a thread.
class World {
 public:
  explicit World(uint64_t seed);
  ~World();

  // What went wrong; "" if nothing was lost or doubled, and records kept their order.
  std::string Run();

 private:
  // A process with what it has of the outside. Killed, it is made anew.
  struct RelayProcess {
    std::string name;
    std::unique_ptr<db::Database> database;
    std::unique_ptr<redis::Client> redis;
    std::unique_ptr<Relay> relay;
  };
  struct ConsumerProcess {
    std::string name;
    std::unique_ptr<db::Database> side, producer;
    std::unique_ptr<UuidSource> ids;
    std::unique_ptr<EventLog> log;
    std::unique_ptr<Consumer> consumer;
  };
  struct Prepared {
    std::string event, resource;
    int64_t sequence;
    bool personal;
  };

  uint64_t Draw(uint64_t below) { return random_() % below; }
  void StartRelay(int i);
  void StartConsumer(int i);
  void Kill(const std::string& process) { outside_.processes[process].dead = true; }
  bool IsDead(const std::string& process) { return outside_.processes[process].dead; }
  Tables& producer() { return outside_.schemas["producer"].tables; }
  Tables& side() { return outside_.schemas["side"].tables; }

  void Step();
  // Gives the next version of a record its id, and stores some that have theirs: in whatever order,
  // but those of a record in theirs.
  void Prepare();
  void Store();
  void TurnRelay(int i);
  void TurnConsumer(int i);
  void RestoreBackup();
  // Told where a process has come to.
  void Passed(const std::string& process, absl::string_view point);
  absl::Status Apply(db::Database* side, absl::Span<const event::v1::LogEvent> events,
                     const Done& done);
  absl::Status Rebuild(const Loss& loss);
  void Settle();
  std::string Judge();

  std::mt19937_64 random_;
  Outside outside_;
  FakeClock clock_{absl::FromUnixSeconds(1'767'225'600)};
  std::array<RelayProcess, 2> relays_;
  std::array<ConsumerProcess, 2> consumers_;
  int starts_ = 0;
  int64_t next_event_ = 0;
  std::map<std::string, int64_t> versions_;  // of records, as they were prepared
  std::map<std::string, std::vector<Prepared>> prepared_;
  bool calm_ = false;  // nothing goes wrong any more
  int nested_ = 0;
  std::string armed_process_, armed_point_;  // where somebody is to die
  Tables backup_;
  bool has_backup_ = false;
};

}  // namespace guanxi::events::simulation

#endif  // GUANXI_COMMON_EVENTS_SIMULATION_WORLD_H_
