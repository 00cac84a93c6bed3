#include "common/events/simulation/world.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"

namespace guanxi::events::simulation {
namespace {

using event::v1::LogEvent;
using event::v1::ReadPartitionsRequest;
using event::v1::ReadPartitionsResponse;

constexpr int kRecords = 5;
constexpr int kSteps = 70;
constexpr int kSettleRounds = 60;
const std::string kTenant(16, 'T');

std::string IdText(char kind, int64_t number) {
  std::string id(16, kind);
  for (int i = 15; number > 0; --i, number >>= 8) id[i] = static_cast<char>(number & 0xff);
  return id;
}

// A record of a number; the last one is the idle one, whose events change nothing. It shares its
// partition with the first.
std::string RecordOf(int number) {
  const std::string first = IdText('R', 0);
  if (number < kRecords) return IdText('R', number);
  while (PartitionOf(kTenant, IdText('R', number)) != PartitionOf(kTenant, first)) ++number;
  return IdText('R', number);
}

const std::string& IdleRecord() {
  static const auto* const idle = new std::string(RecordOf(kRecords));
  return *idle;
}

// What LogService does, over what is simulated.
absl::StatusOr<ReadPartitionsResponse> ReadLogOf(EventLog* log,
                                                 const ReadPartitionsRequest& request) {
  std::vector<Reached> places;
  for (const event::v1::PartitionCursor& cursor : request.cursors()) {
    places.push_back(
        {cursor.partition(), Uuid::FromBytes(cursor.log_id()).value_or(Uuid()), cursor.after()});
  }
  GUANXI_ASSIGN_OR_RETURN(std::vector<Section> sections, log->ReadAll(places, request.limit()));
  ReadPartitionsResponse response;
  response.set_log_id(std::string(sections[0].log.bytes()));
  std::vector<EventLog::Progress> progress;
  for (size_t i = 0; i < sections.size(); ++i) {
    if (sections[i].log == places[i].log) progress.push_back({places[i], 0});
    event::v1::PartitionSection& told = *response.add_sections();
    told.set_partition(places[i].partition);
    told.set_head(sections[i].head);
    told.set_trimmed(sections[i].trimmed);
    for (auto& event : sections[i].events) *told.add_events() = std::move(event);
  }
  GUANXI_RETURN_IF_ERROR(log->Report(request.consumer(), progress));
  return response;
}

TenantAndId KeyOf(const LogEvent& event) { return {event.tenant_id(), event.resource_id()}; }

}  // namespace

World::World(uint64_t seed) : random_(seed) {
  TheOutside() = &outside_;
  for (int i = 0; i < 2; ++i) StartRelay(i);
  for (int i = 0; i < 2; ++i) StartConsumer(i);
}

World::~World() {
  for (auto& [name, process] : outside_.processes) process.dead = true;
  for (RelayProcess& process : relays_) process.relay.reset();
  for (ConsumerProcess& process : consumers_) process.consumer.reset();
  TheOutside() = nullptr;
}

void World::StartRelay(int i) {
  RelayProcess& process = relays_[i];
  process.relay.reset();
  process.name = absl::StrCat("relay ", ++starts_);
  db::Options options;
  options.server.schema = "producer";
  options.server.user = process.name;
  process.database = db::Database::Create(options).value();
  redis::Options redis;
  redis.password = process.name;
  process.redis = std::make_unique<redis::Client>(redis, &clock_);
  Relay::Options relay;
  relay.service = "producer";
  relay.owner = process.name;
  relay.batch = 3;
  relay.per_tenant = 3;
  relay.passed = [this, name = process.name](absl::string_view point) { Passed(name, point); };
  process.relay =
      std::make_unique<Relay>(process.database.get(), &clock_, process.redis.get(), relay);
}

void World::StartConsumer(int i) {
  ConsumerProcess& process = consumers_[i];
  process.consumer.reset();
  process.name = absl::StrCat("consumer ", ++starts_);
  db::Options options;
  options.server.user = process.name;
  options.server.schema = "producer";
  process.producer = db::Database::Create(options).value();
  options.server.schema = "side";
  process.side = db::Database::Create(options).value();
  process.ids = std::make_unique<UuidSource>();
  process.log = std::make_unique<EventLog>(process.producer.get(), &clock_, process.ids.get());
  Consumer::Options consumer;
  consumer.name = "side.test";
  consumer.producer = "producer";
  consumer.owner = process.name;
  consumer.threads = 1;
  consumer.max_batch = 2;
  consumer.redis.emplace();
  consumer.redis->password = process.name;
  consumer.read = [log = process.log.get()](const ReadPartitionsRequest& request) {
    return ReadLogOf(log, request);
  };
  consumer.concerns = [](absl::Span<const LogEvent* const> events) {
    std::vector<bool> concerns;
    for (const LogEvent* event : events) {
      concerns.push_back(event->resource_id() != IdleRecord());
    }
    return concerns;
  };
  consumer.apply = [this, side = process.side.get()](absl::Span<const LogEvent> events,
                                                     const Done& done) {
    return Apply(side, events, done);
  };
  consumer.recover = [this](const Loss& loss, const StillHeld& held) -> absl::Status {
    GUANXI_RETURN_IF_ERROR(held());
    return Rebuild(loss);
  };
  consumer.passed = [this, name = process.name](absl::string_view point) { Passed(name, point); };
  process.consumer = std::make_unique<Consumer>(process.side.get(), &clock_, std::move(consumer));
}

void World::Prepare() {
  const std::string resource = RecordOf(static_cast<int>(Draw(kRecords + 1)));
  prepared_[resource].push_back(
      {IdText('E', ++next_event_), resource, ++versions_[resource], Draw(4) == 0});
}

void World::Store() {
  for (auto& [resource, waiting] : prepared_) {
    if (waiting.empty() || (!calm_ && Draw(2) == 0)) continue;
    const size_t count = calm_ ? waiting.size() : 1 + Draw(waiting.size());
    for (size_t i = 0; i < count; ++i) {
      const Prepared& event = waiting[i];
      producer().changes[{kTenant, event.event}] = {event.resource, event.sequence, event.personal};
      producer().outbox[{kTenant, event.event}] = {event.resource, event.sequence};
    }
    waiting.erase(waiting.begin(), waiting.begin() + static_cast<int64_t>(count));
  }
}

void World::TurnRelay(int i) {
  const auto turned = relays_[i].relay->Turn();
  if (!turned.ok() && turned.status().code() != absl::StatusCode::kUnavailable &&
      turned.status().code() != absl::StatusCode::kAborted) {
    outside_.Violated(absl::StrCat("a relay stumbled: ", turned.status().ToString()));
  }
  if (turned.ok() && turned->moved > 0 && producer().relay_owner != relays_[i].name) {
    outside_.Violated("a relay that has no lease gave positions");
  }
}

void World::TurnConsumer(int i) { consumers_[i].consumer->Turn().status().IgnoreError(); }

void World::Passed(const std::string& process, absl::string_view point) {
  if (calm_ || IsDead(process)) return;
  if (armed_process_ == process && armed_point_ == point) {
    armed_process_.clear();
    Kill(process);
    return;
  }
  // Somebody else goes on meanwhile.
  if (nested_ > 0 || Draw(4) != 0) return;
  ++nested_;
  for (int i = 0; i < 2; ++i) {
    if (relays_[i].name != process && Draw(2) == 0) TurnRelay(i);
    if (consumers_[i].name != process && Draw(2) == 0) TurnConsumer(i);
  }
  if (Draw(2) == 0) Store();
  --nested_;
}

absl::Status World::Apply(db::Database* side, absl::Span<const LogEvent> events, const Done& done) {
  for (const LogEvent& event : events) {
    if (event.resource_id() == IdleRecord()) outside_.Violated("what changes nothing was applied");
  }
  return side->ReadWrite({}, [&](db::Transaction& tx) -> absl::Status {
    std::map<TenantAndId, EffectRow> next;
    for (const LogEvent& event : events) {
      const TenantAndId key = KeyOf(event);
      if (next.count(key) == 0) next[key] = this->side().effects[key];
      EffectRow& effect = next[key];
      if (event.sequence() == effect.last + 1) {
        effect.last = event.sequence();
      } else if (event.sequence() > effect.last || event.sequence() > effect.rebuilt) {
        // Said only if it is kept: a transaction that comes to nothing has told nothing.
        GUANXI_RETURN_IF_ERROR(done(tx));
        outside_.Violated(absl::StrCat("version ", event.sequence(), " took effect behind version ",
                                       effect.last));
        return absl::OkStatus();
      }
    }
    for (const auto& [key, effect] : next) {
      const std::vector<db::Value> row = {key.first, key.second, effect.last, effect.rebuilt};
      GUANXI_RETURN_IF_ERROR(tx.InsertRows({"simulation.effect", "", ""}, {row}).status());
    }
    return done(tx);
  });
}

absl::Status World::Rebuild(const Loss& loss) {
  for (auto& [key, effect] : side().effects) {
    if (PartitionOf(key.first, key.second) == loss.partition) effect = EffectRow();
  }
  for (const auto& [key, change] : producer().changes) {
    const TenantAndId record = {key.first, change.resource};
    if (PartitionOf(record.first, record.second) != loss.partition) continue;
    EffectRow& effect = side().effects[record];
    effect.last = std::max(effect.last, change.sequence);
    effect.rebuilt = effect.last;
  }
  return absl::OkStatus();
}

void World::RestoreBackup() {
  if (!has_backup_) return;
  producer() = backup_;
  has_backup_ = false;
  // What was written since is gone, and who restores says that the log is another one.
  prepared_.clear();
  versions_.clear();
  for (const auto& [key, change] : producer().changes) {
    versions_[change.resource] = std::max(versions_[change.resource], change.sequence);
  }
  producer().log_id = IdText('L', ++next_event_);
  for (int i = 0; i < 2; ++i) {
    Kill(relays_[i].name);
    StartRelay(i);
  }
}

void World::Step() {
  const int i = static_cast<int>(Draw(2));
  switch (Draw(18)) {
    case 0:
    case 1:
    case 2:
      return Prepare();
    case 3:
    case 4:
      return Store();
    case 5:
    case 6:
    case 7:
      return TurnRelay(i);
    case 8:
    case 9:
    case 10:
      return TurnConsumer(i);
    case 11:
      return clock_.Advance(absl::Milliseconds(static_cast<int64_t>(Draw(5000))));
    case 12: {  // killed, wherever it is, or at a point that it has yet to come to
      static const char* const points[] = {"before_commit", "after_commit", "after_publish"};
      armed_process_ = Draw(2) == 0 ? relays_[i].name : consumers_[i].name;
      armed_point_ = points[Draw(3)];
      if (Draw(2) == 0) Kill(armed_process_);
      return;
    }
    case 13: {
      static const Fault faults[] = {Fault::kLost, Fault::kUnknownButStored,
                                     Fault::kUnknownAndLost};
      const std::string& process = Draw(2) == 0 ? relays_[i].name : consumers_[i].name;
      outside_.processes[process].next_commit = faults[Draw(3)];
      return;
    }
    case 14:  // a failover that loses what was acknowledged, or all of it
      if (Draw(2) == 0) return outside_.redis.streams.clear();
      for (auto& [name, stream] : outside_.redis.streams) {
        if (stream.entries.empty() || name.back() % 2 == i) continue;
        stream.entries.erase(std::prev(stream.entries.end()));
        stream.last = stream.entries.empty() ? 0 : stream.entries.rbegin()->first;
      }
      return;
    case 15:
      outside_.redis.up = !outside_.redis.up;
      return;
    case 16:
      if (Draw(3) != 0) return;
      clock_.Advance(absl::Hours(24 * 40));
      consumers_[i].log->Trim().status().IgnoreError();
      return;
    default:
      if (has_backup_ && Draw(4) == 0) return RestoreBackup();
      if (Draw(3) != 0) return;
      backup_ = producer();
      has_backup_ = true;
  }
}

void World::Settle() {
  calm_ = true;
  outside_.redis.up = Draw(2) == 0;
  for (int round = 0; round < kSettleRounds; ++round) {
    Store();
    for (int i = 0; i < 2; ++i) {
      if (IsDead(relays_[i].name)) StartRelay(i);
      if (IsDead(consumers_[i].name)) StartConsumer(i);
      TurnRelay(i);
      TurnConsumer(i);
    }
    clock_.Advance(absl::Seconds(7));
    if (producer().outbox.empty() && Judge().empty()) return;
  }
}

std::string World::Judge() {
  if (!outside_.violation.empty()) return outside_.violation;
  std::map<TenantAndId, int64_t> wanted;
  for (const auto& [key, change] : producer().changes) {
    if (change.resource == IdleRecord()) continue;
    int64_t& last = wanted[{key.first, change.resource}];
    last = std::max(last, change.sequence);
  }
  for (const auto& [record, last] : wanted) {
    const auto effect = side().effects.find(record);
    const int64_t has = effect == side().effects.end() ? 0 : effect->second.last;
    if (has != last) return absl::StrCat("of ", last, " versions of a record ", has, " arrived");
  }
  return "";
}

std::string World::Run() {
  for (int step = 0; step < kSteps && outside_.violation.empty(); ++step) {
    for (int i = 0; i < 2; ++i) {
      if (IsDead(relays_[i].name) && Draw(3) == 0) StartRelay(i);
      if (IsDead(consumers_[i].name) && Draw(3) == 0) StartConsumer(i);
    }
    Step();
  }
  Settle();
  return Judge();
}

}  // namespace guanxi::events::simulation
