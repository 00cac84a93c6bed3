#include "common/events/test_world.h"

#include <map>
#include <set>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "common/auth/system_tenant.h"
#include "common/base/status_macros.h"
#include "common/resource/change_kind.h"
#include "common/resource/changes.h"

namespace guanxi::events {
namespace {

using event::v1::LogEvent;

const db::InsertQuery kInsertEffect{
    "test.insert_effect",
    "INSERT INTO effects (tenant_id, event_id, resource_id, sequence) VALUES "};
const db::Query kSelectEffects{
    "test.select_effects",
    "SELECT tenant_id, resource_id, event_id, sequence FROM effects ORDER BY turn",
    /*infrastructure=*/true};
const db::Query kSelectChanges{"test.select_changes", "SELECT event_id FROM changes",
                               /*infrastructure=*/true};

}  // namespace

// `turn` gives the order in which effects came about.
const char kCreateEffects[] =
    "CREATE TABLE effects (tenant_id BINARY(16), event_id BINARY(16), resource_id BINARY(16), "
    "sequence BIGINT, turn BIGINT NOT NULL AUTO_INCREMENT, PRIMARY KEY (turn), UNIQUE KEY "
    "(event_id)) ENGINE=InnoDB CHARSET utf8mb4";

absl::Status WriteEvents(db::Transaction& tx, const std::vector<TestEvent>& events,
                         absl::Time now) {
  static auto* const ids = new UuidSource;
  std::vector<std::vector<db::Value>> changes, outbox;
  for (const TestEvent& event : events) {
    const Uuid id = event.id.IsNil() ? ids->Next() : event.id;
    changes.push_back({event.tenant.bytes(), id.bytes(), "team", event.resource.bytes(),
                       event.sequence, 0, static_cast<int>(resource::ChangeKind::kUpdated),
                       "users/a", id.bytes(), 0, now, "title,code", "", event.body, "",
                       event.personal, event.parents});
    outbox.push_back({event.tenant.bytes(), id.bytes(), event.resource.bytes(), event.sequence, 0,
                      static_cast<int>(resource::ChangeKind::kUpdated)});
  }
  GUANXI_RETURN_IF_ERROR(tx.InsertRows(resource::ChangeInsert(), changes).status());
  return tx.InsertRows(resource::OutboxInsert(), outbox).status();
}

absl::Status NoteEffect(db::Transaction& tx, const LogEvent& event) {
  return tx
      .InsertRows(kInsertEffect,
                  {{event.tenant_id(), event.event_id(), event.resource_id(), event.sequence()}})
      .status();
}

Apply NoteAll(db::Database* database) {
  return [database](absl::Span<const LogEvent> events, const Done& done) {
    return database->ReadWrite({}, [&](db::Transaction& tx) -> absl::Status {
      for (const LogEvent& event : events) GUANXI_RETURN_IF_ERROR(NoteEffect(tx, event));
      return done(tx);
    });
  };
}

rpc::Call CallOfService() {
  rpc::Call call;
  call.principal.tenant = SystemTenantId();
  call.principal.subject = "clients/side";
  return call;
}

absl::StatusOr<std::vector<Effect>> ReadEffects(db::Database* database) {
  std::vector<Effect> effects;
  GUANXI_RETURN_IF_ERROR(database->ReadOnly({}, [&](db::Transaction& tx) -> absl::Status {
    effects.clear();
    GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, tx.Select(kSelectEffects, {}));
    for (const db::Row row : rows) {
      effects.push_back({std::string(row.String(0)), std::string(row.String(1)),
                         std::string(row.String(2)), row.Int64(3)});
    }
    return absl::OkStatus();
  }));
  return effects;
}

absl::StatusOr<std::string> Judge(db::Database* producer, db::Database* side) {
  std::set<std::string> lost;
  GUANXI_RETURN_IF_ERROR(producer->ReadOnly({}, [&](db::Transaction& tx) -> absl::Status {
    lost.clear();
    GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, tx.Select(kSelectChanges, {}));
    for (const db::Row row : rows) lost.insert(std::string(row.String(0)));
    return absl::OkStatus();
  }));
  const size_t changes = lost.size();
  GUANXI_ASSIGN_OR_RETURN(const std::vector<Effect> effects, ReadEffects(side));
  std::map<std::string, int64_t> last;
  size_t invented = 0, disordered = 0;
  std::set<std::string> seen;
  for (const Effect& effect : effects) {
    if (lost.erase(effect.event) == 0) ++invented;  // doubled, or of a change that there is not
    int64_t& before = last[effect.tenant + effect.resource];
    if (effect.sequence != before + 1) ++disordered;
    before = effect.sequence;
  }
  if (lost.empty() && invented == 0 && disordered == 0) return "";
  return absl::StrCat(changes, " changes, ", effects.size(), " effects: ", lost.size(), " lost, ",
                      invented, " doubled or invented, ", disordered, " out of order");
}

}  // namespace guanxi::events
