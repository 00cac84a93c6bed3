#include "common/events/simulation/statements.h"

#include <algorithm>
#include <iterator>
#include <tuple>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/db/rows.h"
#include "common/resource/change_kind.h"

namespace guanxi::events::simulation {
namespace {

using db::Connection;
using db::Row;
using db::Value;

std::string Text(const Value& value) { return std::string(Row(&value, 1).String(0)); }
int64_t Number(const Value& value) { return Row(&value, 1).Int64(0); }
absl::Time Moment(const Value& value) { return Row(&value, 1).Time(0); }

void AddEvent(const TenantAndId& key, const ChangeRow& change, Cells* cells) {
  static const Value time("2026-01-01 00:00:00");
  const Cells columns = {key.second,
                         key.first,
                         "team",
                         change.resource,
                         change.sequence,
                         0,
                         static_cast<int>(resource::ChangeKind::kUpdated),
                         "users/a",
                         key.second,
                         0,
                         time,
                         "title",
                         "",
                         "body",
                         "",
                         change.personal ? "personal" : "",
                         ""};
  cells->insert(cells->end(), columns.begin(), columns.end());
}

// What follows the places of `v`: partition, position and limit of each.
void ForEachEvent(const Tables& tables, Values v,
                  const std::function<void(const std::pair<int, int64_t>&, const LogRow&)>& take) {
  for (size_t i = 0; i < v.size(); i += 3) {
    const int partition = static_cast<int>(Number(v[i]));
    int64_t left = Number(v[i + 2]);
    for (auto row = tables.log.upper_bound({partition, Number(v[i + 1])});
         row != tables.log.end() && row->first.first == partition && left-- > 0; ++row) {
      take(row->first, row->second);
    }
  }
}

void SelectEvents(const Tables& tables, Values v, Cells* cells) {
  ForEachEvent(tables, v, [&](const std::pair<int, int64_t>& place, const LogRow& row) {
    const TenantAndId key = {row.tenant, row.event};
    cells->insert(cells->end(), {place.first, place.second});
    AddEvent(key, tables.changes.at(key), cells);
  });
}

void SelectSizes(const Tables& tables, Values v, Cells* cells) {
  ForEachEvent(tables, v, [&](const std::pair<int, int64_t>& place, const LogRow&) {
    cells->insert(cells->end(), {place.first, place.second, 10});
  });
}

void SelectOutbox(const Tables& tables, Values v, Cells* cells) {
  std::vector<std::tuple<std::string, int64_t, std::string>> rows;
  for (const auto& [key, row] : tables.outbox) {
    if (key.first != Text(v[0]) || row.resource <= Text(v[1])) continue;
    rows.emplace_back(row.resource, row.sequence, key.second);
  }
  std::sort(rows.begin(), rows.end());
  rows.resize(std::min<size_t>(rows.size(), static_cast<size_t>(Number(v[2]))));
  for (const auto& [resource, sequence, id] : rows) {
    const bool personal = tables.changes.at({Text(v[0]), id}).personal;
    cells->insert(cells->end(), {id, resource, 4, personal ? 8 : 0});
  }
}

void SelectByEvent(const Tables& tables, Values v, Cells* cells) {
  std::set<std::string> ids;
  for (size_t i = 1; i < v.size(); ++i) ids.insert(Text(v[i]));
  for (const std::string& id : ids) {
    const TenantAndId key = {Text(v[0]), id};
    AddEvent(key, tables.changes.at(key), cells);
  }
}

void SelectCursors(const Tables& tables, Values /*v*/, Cells* cells) {
  for (const auto& [partition, cursor] : tables.cursors) {
    cells->insert(cells->end(), {partition, cursor.log, cursor.position, cursor.epoch, cursor.until,
                                 cursor.owner});
  }
}

void SelectNextTenant(const Tables& tables, Values v, Cells* cells) {
  const auto next = tables.outbox.upper_bound({Text(v[0]), std::string(16, '\xff')});
  cells->push_back(next == tables.outbox.end() ? Value() : Value(next->first.first));
}

void SelectOldest(const Tables& tables, Values v, Cells* cells) {
  int64_t left = Number(v[1]);
  const int partition = static_cast<int>(Number(v[0]));
  for (auto row = tables.log.lower_bound({partition, 0});
       row != tables.log.end() && row->first.first == partition && left-- > 0; ++row) {
    cells->insert(cells->end(), {row->first.second, row->second.publish_time});
  }
}

absl::StatusOr<int64_t> ClaimRelay(Connection& c, Values v) {
  return c.Write("event_logs", [owner = Text(v[0]), until = v[1], now = Moment(v[3])](Tables& t) {
    if (Moment(t.relay_until) > now) return 0;
    ++t.relay_epoch;
    t.relay_owner = owner;
    t.relay_until = until;
    return 1;
  });
}

absl::StatusOr<int64_t> HoldRelay(Connection& c, Values v) {
  return c.Write("event_logs", [until = v[0], epoch = Number(v[2])](Tables& t) {
    if (t.relay_epoch != epoch) return 0;
    t.relay_until = until;
    return 1;
  });
}

absl::StatusOr<int64_t> RenewLog(Connection& c, Values v) {
  return c.Write("event_logs", [fresh = Text(v[0]), old = Text(v[2])](Tables& t) {
    if (t.log_id != old) return 0;
    t.log_id = fresh;
    return 1;
  });
}

absl::StatusOr<int64_t> DeleteOutbox(Connection& c, Values v) {
  const std::string tenant = Text(v[v.size() - 1]);
  std::set<std::string> ids;
  for (size_t i = 0; i + 1 < v.size(); ++i) ids.insert(Text(v[i]));
  int64_t removed = 0;
  for (const std::string& id : ids) {
    GUANXI_ASSIGN_OR_RETURN(const int64_t one,
                            c.Write(absl::StrCat("outbox ", tenant, id),
                                    [key = TenantAndId(tenant, id)](Tables& t) -> int64_t {
                                      return static_cast<int64_t>(t.outbox.erase(key));
                                    }));
    removed += one;
  }
  return removed;
}

absl::StatusOr<int64_t> TrimEvents(Connection& c, Values v) {
  return c.Write(
      "trim",
      [partition = static_cast<int>(Number(v[0])), last = Number(v[1])](Tables& t) -> int64_t {
        const auto begin = t.log.lower_bound({partition, 0});
        const auto end = t.log.upper_bound({partition, last});
        const int64_t rows = std::distance(begin, end);
        t.log.erase(begin, end);
        return rows;
      });
}

absl::StatusOr<int64_t> RaiseTrimmed(Connection& c, Values v) {
  const int partition = static_cast<int>(Number(v[2]));
  return c.Write(absl::StrCat("partition ", partition), [partition, to = Number(v[0])](Tables& t) {
    t.partitions.at(partition).trimmed = std::max(t.partitions.at(partition).trimmed, to);
    return 1;
  });
}

// Cursors: all rows of one consumer.
absl::StatusOr<int64_t> OnCursor(Connection& c, int partition,
                                 std::function<bool(CursorRow&)> change) {
  return c.Write(absl::StrCat("cursor ", partition), [partition, change](Tables& t) -> int64_t {
    const auto row = t.cursors.find(partition);
    return row != t.cursors.end() && change(row->second) ? 1 : 0;
  });
}

absl::StatusOr<int64_t> RenewCursor(Connection& c, Values v) {
  return OnCursor(c, static_cast<int>(Number(v[3])),
                  [until = v[0], owner = Text(v[4])](CursorRow& cursor) {
                    if (cursor.owner != owner) return false;
                    cursor.until = until;
                    return true;
                  });
}

absl::StatusOr<int64_t> ClaimCursor(Connection& c, Values v) {
  return OnCursor(c, static_cast<int>(Number(v[4])),
                  [owner = Text(v[0]), until = v[1], now = Moment(v[5])](CursorRow& cursor) {
                    if (Moment(cursor.until) > now) return false;
                    ++cursor.epoch;
                    cursor.owner = owner;
                    cursor.until = until;
                    return true;
                  });
}

absl::StatusOr<int64_t> MoveCursor(Connection& c, Values v) {
  return OnCursor(c, static_cast<int>(Number(v[3])),
                  [to = Number(v[0]), epoch = Number(v[4]), log = Text(v[5]),
                   from = Number(v[6])](CursorRow& cursor) {
                    if (cursor.epoch != epoch || cursor.log != log || cursor.position != from) {
                      return false;
                    }
                    cursor.position = to;
                    return true;
                  });
}

absl::StatusOr<int64_t> PlaceCursor(Connection& c, Values v) {
  return OnCursor(c, static_cast<int>(Number(v[4])),
                  [log = Text(v[0]), to = Number(v[1]), epoch = Number(v[5])](CursorRow& cursor) {
                    if (cursor.epoch != epoch) return false;
                    cursor.log = log;
                    cursor.position = to;
                    return true;
                  });
}

absl::StatusOr<int64_t> InsertEvent(Connection& c, Values v) {
  const std::pair<int, int64_t> key(static_cast<int>(Number(v[1])), Number(v[2]));
  if (c.tables().log.count(key) != 0) {
    return Error(absl::StatusCode::kAlreadyExists, "DUPLICATE_KEY", "the position is taken");
  }
  return c.Write(absl::StrCat("event ", key.first, " ", key.second),
                 [key, row = LogRow{Text(v[0]), Text(v[3]), v[5]}](Tables& t) {
                   if (!t.log.emplace(key, row).second) {
                     TheOutside()->Violated("a position was given twice");
                   }
                   return 1;
                 });
}

absl::StatusOr<int64_t> RaiseHead(Connection& c, Values v) {
  const int partition = static_cast<int>(Number(v[1]));
  return c.Write(absl::StrCat("partition ", partition),
                 [partition, head = Number(v[2])](Tables& t) {
                   t.partitions.at(partition).head = head;
                   return 1;
                 });
}

absl::StatusOr<int64_t> InsertCursor(Connection& c, Values v) {
  const int partition = static_cast<int>(Number(v[2]));
  return c.Write(absl::StrCat("cursor ", partition),
                 [partition, row = CursorRow{Text(v[3]), Number(v[4]), Text(v[5]), v[6],
                                             Number(v[7])}](Tables& t) {
                   t.cursors.emplace(partition, row);
                   return 1;
                 });
}

absl::StatusOr<int64_t> Report(Connection& c, Values v) {
  return c.Write(absl::StrCat("reader ", Number(v[2])),
                 [partition = static_cast<int>(Number(v[2])), log = Text(v[3]),
                  position = Number(v[4])](Tables& t) {
                   t.readers[partition] = {log, position};
                   return 1;
                 });
}

// What the consumer of the simulation makes of events.
absl::StatusOr<int64_t> PutEffect(Connection& c, Values v) {
  const TenantAndId key(Text(v[0]), Text(v[1]));
  return c.Write(absl::StrCat("effect ", key.second),
                 [key, effect = EffectRow{Number(v[2]), Number(v[3])}](Tables& t) {
                   t.effects[key] = effect;
                   return 1;
                 });
}

}  // namespace

const std::unordered_map<std::string, KnownSelect>& Selects() {
  static const auto* const selects = new std::unordered_map<std::string, KnownSelect>{
      {"event_log.id", {1, [](const Tables& t, Values, Cells* c) { c->emplace_back(t.log_id); }}},
      {"event_log.hold", {1, [](const Tables& t, Values, Cells* c) { c->emplace_back(t.log_id); }}},
      {"event_log.state",
       {5,
        [](const Tables& t, Values, Cells* c) {
          for (int i = 0; i < kPartitions; ++i) {
            c->insert(c->end(),
                      {i, t.partitions[i].head, t.partitions[i].trimmed, t.log_id, t.relay_epoch});
          }
        }}},
      {"event_log.heads",
       {2,
        [](const Tables& t, Values, Cells* c) {
          for (int i = 0; i < kPartitions; ++i) {
            c->insert(c->end(), {i, t.partitions[i].head});
          }
        }}},
      {"event_log.select_sizes", {3, SelectSizes}},
      {"event_log.select", {19, SelectEvents}},
      {"event_log.select_oldest", {2, SelectOldest}},
      {"event_reader.select",
       {2,
        [](const Tables& t, Values v, Cells* c) {
          for (const auto& [partition, reader] : t.readers) {
            if (reader.first == Text(v[1])) c->insert(c->end(), {partition, reader.second});
          }
        }}},
      // As if nobody had reported: no run has as many events as the narrowest window.
      {"event_reader.select_recent", {5, [](const Tables&, Values, Cells*) {}}},
      {"outbox.next_tenant", {1, SelectNextTenant}},
      {"outbox.select", {4, SelectOutbox}},
      {"outbox.select_unplaced", {1, [](const Tables&, Values, Cells*) {}}},
      {"change.select_by_event", {17, SelectByEvent}},
      {"event_cursor.select", {6, SelectCursors}},
      {"dead_letter.any_parked", {1, [](const Tables&, Values, Cells*) {}}},
  };
  return *selects;
}

const std::unordered_map<std::string, KnownWrite>& Executes() {
  static const auto* const executes = new std::unordered_map<std::string, KnownWrite>{
      {"event_relay.claim", ClaimRelay},
      {"event_relay.hold", HoldRelay},
      {"event_log.renew", RenewLog},
      {"outbox.delete", DeleteOutbox},
      {"event_log.trim", TrimEvents},
      {"event_log.raise_trimmed", RaiseTrimmed},
      {"event_cursor.renew", RenewCursor},
      {"event_cursor.claim", ClaimCursor},
      {"dead_letter.forget", [](Connection&, Values) -> absl::StatusOr<int64_t> { return 0; }},
      {"event_cursor.move", MoveCursor},
      {"event_cursor.place", PlaceCursor},
  };
  return *executes;
}

const std::unordered_map<std::string, KnownWrite>& Inserts() {
  static const auto* const inserts = new std::unordered_map<std::string, KnownWrite>{
      {"event_log.insert", InsertEvent},     {"event_log.raise_heads", RaiseHead},
      {"event_cursor.insert", InsertCursor}, {"event_reader.report", Report},
      {"simulation.effect", PutEffect},
  };
  return *inserts;
}

}  // namespace guanxi::events::simulation
