// A schema and a Redis as a simulation holds them: what the statements of common/events work on.
//
// database.cc and redis.cc take the place of common/db and common/redis. A schema knows statements
// by their names; what they do there is said once more in C++. Rows that a transaction writes are
// locked until its end: another one that would wait for them is told so and fails.
#ifndef GUANXI_COMMON_EVENTS_SIMULATION_TABLES_H_
#define GUANXI_COMMON_EVENTS_SIMULATION_TABLES_H_

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "common/db/value.h"
#include "common/events/partition.h"

namespace guanxi::events::simulation {

using TenantAndId = std::pair<std::string, std::string>;  // bytes

struct ChangeRow {
  std::string resource;
  int64_t sequence = 0;
  bool personal = false;
};
struct OutboxRow {
  std::string resource;
  int64_t sequence = 0;
};
struct LogRow {
  std::string tenant, event;
  db::Value publish_time;
};
struct CursorRow {
  std::string log;
  int64_t position = 0;
  std::string owner;
  db::Value until;
  int64_t epoch = 0;
};
struct PartitionRow {
  int64_t head = 0, trimmed = 0;
};
struct EffectRow {
  int64_t last = 0;     // the sequence that took effect last
  int64_t rebuilt = 0;  // what a rebuild told: events up to it may come once more
};

struct Tables {
  // The producer's.
  std::map<TenantAndId, ChangeRow> changes;
  std::map<TenantAndId, OutboxRow> outbox;
  std::string log_id = std::string(16, 'L');
  std::string relay_owner;
  db::Value relay_until = db::Value("2000-01-01 00:00:00");
  int64_t relay_epoch = 0;
  std::array<PartitionRow, kPartitions> partitions;
  std::map<std::pair<int, int64_t>, LogRow> log;
  std::map<int, std::pair<std::string, int64_t>> readers;  // log and position, by partition
  // The consumer's.
  std::map<int, CursorRow> cursors;
  std::map<TenantAndId, EffectRow> effects;  // by record
};

// How a transaction ends badly.
enum class Fault { kNone, kLost, kUnknownButStored, kUnknownAndLost };

// A schema on a server that all processes reach.
struct Schema {
  Tables tables;
  std::set<std::string> locked;  // rows
};

// What one process sees of the outside: `dead` once it was killed.
struct Process {
  bool dead = false;
  Fault next_commit = Fault::kNone;  // of its next transaction that writes
};

struct Redis {
  bool up = true;
  struct Stream {
    int64_t last = 0;
    std::map<int64_t, std::string> entries;
  };
  std::map<std::string, Stream> streams;
};

// The world of this thread, which db::Database::Create and redis::Client look names up in: schemas
// by db::Server::schema, processes by its user and by redis::Options::password.
struct Outside {
  std::map<std::string, Schema> schemas;
  std::map<std::string, Process> processes;
  Redis redis;
  std::string violation;  // the first; "" if there is none
  void Violated(const std::string& what) {
    if (violation.empty()) violation = what;
  }
};
Outside*& TheOutside();

}  // namespace guanxi::events::simulation

#endif  // GUANXI_COMMON_EVENTS_SIMULATION_TABLES_H_
