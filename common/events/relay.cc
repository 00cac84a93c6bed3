#include "common/events/relay.h"

#include <algorithm>
#include <set>
#include <utility>

#include "common/base/log.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/events/event_log.h"
#include "common/events/queries.h"
#include "prometheus/counter.h"
#include "prometheus/registry.h"

namespace guanxi::events {
namespace {

// An older binary that writes to a tenant without pause is waited for in the next turn.
constexpr int kPlacings = 5;
// Between turns while readers are waited for.
constexpr absl::Duration kWait = absl::Milliseconds(100);
// Turns in a row, so that the thread can be told to end.
constexpr int kTurns = 50;

}  // namespace

struct Relay::Event {
  std::string tenant, id, resource;  // bytes
  int64_t bytes = 0;
  bool personal = false;
  int partition = 0;
  int64_t position = 0;
};

struct Relay::Picked {
  std::vector<Event> events;
  int looked_at = 0;  // events that were looked at, those too that stay
  // The tenants that had their turns, and after which record each has more; "": after none.
  std::vector<std::pair<std::string, std::string>> ends;
  Headroom::Round round;
};

class Relay::Counters {
 public:
  explicit Counters(prometheus::Registry& registry)
      : moved_(prometheus::BuildCounter()
                   .Name("guanxi_event_relay_events_total")
                   .Help("Events that were given a position")
                   .Register(registry)
                   .Add({})),
        unpublished_(prometheus::BuildCounter()
                         .Name("guanxi_event_relay_unpublished_total")
                         .Help("Events that Redis was not told of")
                         .Register(registry)
                         .Add({})) {}

  prometheus::Counter& moved_;
  prometheus::Counter& unpublished_;
};

Relay::Relay(db::Database* database, Clock* clock, redis::Client* redis, Options options)
    : database_(database),
      clock_(clock),
      redis_(redis),
      options_(std::move(options)),
      counters_(options_.registry != nullptr ? std::make_unique<Counters>(*options_.registry)
                                             : nullptr) {}

Relay::~Relay() {
  ticker_.reset();
  if (epoch_ == 0) return;
  const absl::Status released = database_->ReadWrite({db::Lane::kJob}, [&](db::Transaction& tx) {
    return tx.Execute(kHoldRelay, {clock_->Now(), kOwn, epoch_}).status();
  });
  if (!released.ok()) Log(Severity::kInfo, "events.relay_not_released", {});
}

void Relay::Start() {
  ticker_ = std::make_unique<Ticker>(
      options_.poll, [this, failing = false, rest = absl::InfinitePast()]() mutable {
        if (clock_->Now() < rest) return;
        for (int i = 0; i < kTurns; ++i) {
          const auto turned = Turn();
          if (turned.ok() == failing) {  // once when it begins, once when it ends
            failing = !turned.ok();
            Log(failing ? Severity::kWarning : Severity::kInfo, "events.relay",
                {{"working", !failing}, {"reason", Reason(turned.status())}});
          }
          // Others look for the lease now and then; one that cannot work gives the database a rest.
          if (!turned.ok() || !turned->holds_lease) rest = clock_->Now() + options_.lease / 8;
          if (turned.ok() && turned->waits) rest = clock_->Now() + kWait;
          if (turned.ok() && turned->moved > 0 && !turned->waits) {
            rest = clock_->Now() + options_.gather;
          }
          // At once if there is more than a transaction takes.
          if (!turned.ok() || turned->waits || turned->moved < options_.per_tenant) return;
        }
      });
}

absl::StatusOr<bool> Relay::HasWork() {
  bool has = false;
  GUANXI_RETURN_IF_ERROR(
      database_->ReadOnly({db::Lane::kJob}, [&](db::Transaction& tx) -> absl::Status {
        GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, tx.Select(kNextTenant, {kOwn}));
        has = !rows[0].IsNull(0);
        return absl::OkStatus();
      }));
  return has;
}

absl::StatusOr<Relay::Turned> Relay::Turn() {
  const bool renew = clock_->Now() > lease_until_ - options_.lease / 2;
  if (!renew) {
    GUANXI_ASSIGN_OR_RETURN(const bool work, HasWork());
    if (!work) return Turned{/*holds_lease=*/true, 0};
  }
  const absl::Time now = clock_->Now();
  const absl::Time until = now + options_.lease;
  Picked picked;
  Held held;
  GUANXI_RETURN_IF_ERROR(
      database_->ReadWrite({db::Lane::kJob}, [&](db::Transaction& tx) -> absl::Status {
        picked = Picked();
        GUANXI_ASSIGN_OR_RETURN(held, HoldLease(tx, until));
        if (held.epoch == 0) return absl::OkStatus();
        GUANXI_RETURN_IF_ERROR(headroom_.Look(tx, held.log, now));
        picked.round = headroom_.Begin(held.heads, now);
        GUANXI_RETURN_IF_ERROR(Pick(tx, &picked));
        if (picked.events.empty()) return absl::OkStatus();
        GUANXI_RETURN_IF_ERROR(Place(tx, held.heads, &picked.events));
        GUANXI_RETURN_IF_ERROR(Remove(tx, picked.events));
        Passed("before_commit");
        return absl::OkStatus();
      }));
  epoch_ = held.epoch;
  log_ = held.log;
  lease_until_ = held.epoch == 0 ? absl::InfinitePast() : until;
  if (held.epoch == 0) return Turned{/*holds_lease=*/false, 0};
  if (held.renewed) Log(Severity::kWarning, "events.log_renewed", {{"log_id", log_.ToString()}});
  known_log_ = held.log;
  known_heads_ = held.heads;
  for (const Event& event : picked.events) known_heads_.at(event.partition) = event.position;
  Remember(picked);
  headroom_.End(picked.round, now);
  const std::vector<Event>& events = picked.events;
  const bool waits = picked.looked_at > static_cast<int>(events.size());
  if (events.empty()) return Turned{/*holds_lease=*/true, 0, waits};
  Passed("after_commit");
  if (counters_ != nullptr) counters_->moved_.Increment(static_cast<double>(events.size()));
  Tell(events);
  Passed("after_publish");
  return Turned{/*holds_lease=*/true, static_cast<int>(events.size()), waits};
}

absl::StatusOr<Relay::Held> Relay::HoldLease(db::Transaction& tx, absl::Time until) {
  const absl::Time now = clock_->Now();
  int64_t holds = 0;
  if (epoch_ != 0) {
    GUANXI_ASSIGN_OR_RETURN(holds, tx.Execute(kHoldRelay, {until, kOwn, epoch_}));
  } else {
    GUANXI_ASSIGN_OR_RETURN(holds, tx.Execute(kClaimRelay, {options_.owner, until, kOwn, now}));
  }
  if (holds == 0) return Held();
  GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, tx.Select(kSelectState, {kOwn}));
  if (rows.empty()) return absl::InternalError("the log has no partitions");
  Held held;
  GUANXI_ASSIGN_OR_RETURN(held.log, Uuid::FromBytes(rows[0].String(3)));
  held.epoch = rows[0].Int64(4);
  for (const db::Row row : rows) held.heads.at(row.Int64(0)) = row.Int64(1);
  GUANXI_RETURN_IF_ERROR(LookBack(tx, &held));
  return held;
}

absl::Status Relay::LookBack(db::Transaction& tx, Held* held) {
  if (held->log != known_log_) return absl::OkStatus();
  const bool lost = !std::equal(known_heads_.begin(), known_heads_.end(), held->heads.begin(),
                                [](int64_t known, int64_t head) { return known <= head; });
  if (!lost) return absl::OkStatus();
  const Uuid fresh = ids_.Next();
  GUANXI_ASSIGN_OR_RETURN(const int64_t renewed,
                          tx.Execute(kRenewLog, {fresh.bytes(), kOwn, held->log.bytes()}));
  if (renewed != 1) return absl::AbortedError("the log has become another one meanwhile");
  held->log = fresh;
  held->renewed = true;
  return absl::OkStatus();
}

absl::Status Relay::Pick(db::Transaction& tx, Picked* picked) {
  std::string tenant = last_tenant_;
  bool from_start = false;
  while (picked->looked_at < options_.batch) {
    GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, tx.Select(kNextTenant, {tenant}));
    if (rows[0].IsNull(0)) {
      if (from_start) break;
      from_start = true;
      tenant = kOwn;
      continue;
    }
    tenant = std::string(rows[0].String(0));
    if (from_start && tenant > last_tenant_) break;  // had its turn
    const int room = options_.batch - picked->looked_at;
    GUANXI_RETURN_IF_ERROR(PickFrom(tx, tenant, std::min(room, options_.per_tenant), picked));
  }
  return absl::OkStatus();
}

absl::Status Relay::PickFrom(db::Transaction& tx, const std::string& tenant, int limit,
                             Picked* picked) {
  for (int i = 0; i < kPlacings; ++i) {
    GUANXI_ASSIGN_OR_RETURN(std::vector<Event> waiting, Waiting(tx, tenant, limit));
    // An older binary's row may be one that comes before those: looked for after them, it shows.
    GUANXI_ASSIGN_OR_RETURN(const db::Rows unplaced, tx.Select(kSelectUnplaced, {tenant, kOwn}));
    if (!unplaced.empty()) {
      GUANXI_RETURN_IF_ERROR(tx.Execute(kPlace, {tenant, kOwn}).status());
      continue;
    }
    const bool is_all = static_cast<int>(waiting.size()) < limit;
    picked->ends.emplace_back(tenant, is_all ? "" : waiting.back().resource);
    picked->looked_at += static_cast<int>(waiting.size());
    std::string left;  // the record of which an event has stayed, and with it the later ones
    for (Event& event : waiting) {
      event.partition = PartitionOf(tenant, event.resource);
      if (event.resource == left || !picked->round.Takes(tenant, event.partition)) {
        left = event.resource;
      } else {
        picked->events.push_back(std::move(event));
      }
    }
    return absl::OkStatus();
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<Relay::Event>> Relay::Waiting(db::Transaction& tx,
                                                         const std::string& tenant,
                                                         int limit) const {
  const auto last = last_resources_.find(tenant);
  const std::string from = last == last_resources_.end() ? kOwn : last->second;
  std::vector<Event> waiting;
  for (const std::string& start : {from, kOwn}) {
    const int left = limit - static_cast<int>(waiting.size());
    if (left == 0) break;
    GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, tx.Select(kSelectOutbox, {tenant, start, left}));
    for (const db::Row row : rows) {
      Event event;
      event.tenant = tenant;
      event.id = std::string(row.String(0));
      event.resource = std::string(row.String(1));
      event.bytes = row.Int64(2) + row.Int64(3);
      event.personal = row.Int64(3) > 0;
      if (start != from && event.resource > from) break;
      waiting.push_back(std::move(event));
    }
    if (from == kOwn) break;
  }
  return waiting;
}

absl::Status Relay::Place(db::Transaction& tx, Positions heads, std::vector<Event>* events) {
  const absl::Time now = clock_->Now();
  std::set<int> touched;
  std::vector<std::vector<db::Value>> inserts, raised;
  for (Event& event : *events) {
    event.position = ++heads[event.partition];
    touched.insert(event.partition);
    inserts.push_back({event.tenant, event.partition, event.position, event.id, event.bytes, now});
  }
  for (const int partition : touched) raised.push_back({kOwn, partition, heads[partition], 0});
  GUANXI_RETURN_IF_ERROR(tx.InsertRows(kInsertEvents, inserts).status());
  return tx.InsertRows(kRaiseHeads, raised).status();
}

absl::Status Relay::Remove(db::Transaction& tx, const std::vector<Event>& events) {
  std::map<std::string, std::vector<std::string>> ids;  // by tenant
  for (const Event& event : events) ids[event.tenant].push_back(event.id);
  size_t removed = 0;
  for (const auto& [tenant, of_tenant] : ids) {
    for (auto values : ByIds(tenant, of_tenant)) {
      std::rotate(values.begin(), values.begin() + 1, values.end());
      GUANXI_ASSIGN_OR_RETURN(const int64_t rows,
                              tx.Execute(DeleteOutbox(values.size() - 1), values));
      removed += static_cast<size_t>(rows);
    }
  }
  if (removed == events.size()) return absl::OkStatus();
  return absl::InternalError("somebody else has taken events from the outbox");
}

void Relay::Remember(const Picked& picked) {
  for (const auto& [tenant, end] : picked.ends) {
    last_tenant_ = tenant;
    if (end.empty()) {
      last_resources_.erase(tenant);
    } else {
      last_resources_[tenant] = end;
    }
  }
}

void Relay::Tell(const std::vector<Event>& events) {
  if (redis_ == nullptr) return;
  const auto entries = Entries(events);
  const absl::Status told =
      entries.ok() ? Publish(redis_, options_.service, log_, *entries) : entries.status();
  if (told.ok() != tells_) {  // once when it begins, once when it ends
    tells_ = told.ok();
    Log(tells_ ? Severity::kInfo : Severity::kWarning, "events.publishes",
        {{"working", tells_}, {"reason", Reason(told)}});
  }
  if (!told.ok() && counters_ != nullptr) {
    counters_->unpublished_.Increment(static_cast<double>(events.size()));
  }
}

absl::StatusOr<std::vector<Entry>> Relay::Entries(const std::vector<Event>& events) {
  std::map<std::string, std::vector<std::string>> ids;  // by tenant, of those to be shown
  for (const Event& event : events) {
    if (!event.personal && event.bytes <= kMaxEntryBytes) ids[event.tenant].push_back(event.id);
  }
  std::map<std::string, std::string> shown;  // serialised, by event id
  GUANXI_RETURN_IF_ERROR(
      database_->ReadOnly({db::Lane::kJob}, [&](db::Transaction& tx) -> absl::Status {
        for (const auto& [tenant, of_tenant] : ids) {
          for (const auto& values : ByIds(tenant, of_tenant)) {
            GUANXI_ASSIGN_OR_RETURN(const db::Rows rows,
                                    tx.Select(SelectChangesByEvent(values.size() - 1), values));
            for (const db::Row row : rows) {
              GUANXI_ASSIGN_OR_RETURN(const auto event, ReadEvent(row, /*first=*/0));
              shown[event.event_id()] = event.SerializeAsString();
            }
          }
        }
        return absl::OkStatus();
      }));
  std::vector<Entry> entries;
  for (const Event& event : events) {
    entries.push_back({event.partition, event.position, shown[event.id]});
  }
  return entries;
}

void Relay::Passed(absl::string_view point) const {
  if (options_.passed) options_.passed(point);
}

}  // namespace guanxi::events
