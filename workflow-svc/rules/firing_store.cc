#include "workflow-svc/rules/firing_store.h"

#include <utility>

#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/resource/resource_name.h"

namespace guanxi::workflow {
namespace {

const db::Query kFindWindow{
    "rule_firing.find_window",
    "SELECT 1 FROM rule_firings WHERE tenant_id = ? AND rule_id = ? AND subject_id = ? AND "
    "window_key = ?"};
const db::Query kFindChain{
    "rule_firing.find_chain",
    "SELECT 1 FROM rule_firings WHERE tenant_id = ? AND rule_id = ? AND subject_id = ? AND "
    "root_id = ?"};
const db::InsertQuery kClaim{
    "rule_firing.claim",
    "INSERT INTO rule_firings (tenant_id, rule_id, subject_id, window_key, root_id, fire_time) "
    "VALUES "};
const db::InsertQuery kEnqueue{
    "rule_queue.put",
    "INSERT INTO rule_queue (tenant_id, id, due_time, epoch, attempts, body) VALUES "};
const db::Query kDue{"rule_queue.due",
                     "SELECT tenant_id, id, epoch, attempts, body FROM rule_queue WHERE "
                     "due_time <= ? ORDER BY due_time, tenant_id, id LIMIT ?",
                     /*infrastructure=*/true};
const db::Query kTake{"rule_queue.take",
                      "UPDATE rule_queue SET due_time = ?, epoch = epoch + 1 WHERE tenant_id = ? "
                      "AND id = ? AND epoch = ?"};
const db::Query kDefer{"rule_queue.defer",
                       "UPDATE rule_queue SET due_time = ?, attempts = attempts + 1, body = ? "
                       "WHERE tenant_id = ? AND id = ? AND epoch = ?"};
const db::Query kFinish{"rule_queue.finish",
                        "DELETE FROM rule_queue WHERE tenant_id = ? AND id = ? AND epoch = ?"};
const db::InsertQuery kCount{"rule_failure.count",
                             "INSERT INTO rule_failures (tenant_id, rule_id, failures) VALUES ",
                             " ON DUPLICATE KEY UPDATE failures = failures + 1"};
const db::Query kFailures{"rule_failure.select",
                          "SELECT failures FROM rule_failures WHERE tenant_id = ? AND rule_id = ?"};
const db::Query kForget{"rule_failure.forget",
                        "DELETE FROM rule_failures WHERE tenant_id = ? AND rule_id = ?"};

absl::Status Taken() {
  return Error(absl::StatusCode::kAborted, "FIRING_TAKEN",
               "another worker has taken the firing over");
}

absl::StatusOr<bool> Finds(db::Transaction& tx, const db::Query& query, const FiringKey& key,
                           db::Value last) {
  GUANXI_ASSIGN_OR_RETURN(const db::Rows rows,
                          tx.Select(query, {key.tenant.bytes(), key.rule.bytes(),
                                            key.subject.bytes(), std::move(last)}));
  return !rows.empty();
}

}  // namespace

absl::StatusOr<FiringKey> KeyOfFiring(const Uuid& tenant, const std::string& rule,
                                      const std::string& subject, const std::string& window,
                                      const Uuid& root) {
  FiringKey key;
  key.tenant = tenant;
  GUANXI_ASSIGN_OR_RETURN(key.rule, resource::ParseReference("automationRules", rule));
  GUANXI_ASSIGN_OR_RETURN(key.subject, Uuid::Parse(subject.substr(subject.rfind('/') + 1)));
  key.window = window;
  key.root = root;
  return key;
}

absl::StatusOr<Fired> FindFired(db::Transaction& tx, const FiringKey& key) {
  Fired fired;
  GUANXI_ASSIGN_OR_RETURN(fired.in_window, Finds(tx, kFindWindow, key, key.window));
  GUANXI_ASSIGN_OR_RETURN(fired.in_chain, Finds(tx, kFindChain, key, key.root.bytes()));
  return fired;
}

absl::Status BarFiring(db::Transaction& tx, const FiringKey& key, absl::Time fired) {
  return tx
      .InsertRows(kClaim, {{key.tenant.bytes(), key.rule.bytes(), key.subject.bytes(), key.window,
                            key.root.bytes(), fired}})
      .status();
}

absl::Status ClaimFiring(db::Transaction& tx, const FiringKey& key, const Uuid& id,
                         absl::Time fired, absl::Time due, const rules::StoredFiring& firing) {
  GUANXI_RETURN_IF_ERROR(BarFiring(tx, key, fired));
  return tx
      .InsertRows(kEnqueue,
                  {{key.tenant.bytes(), id.bytes(), due, 0, 0, firing.SerializeAsString()}})
      .status();
}

absl::StatusOr<std::vector<QueuedFiring>> DueFirings(db::Transaction& tx, absl::Time now,
                                                     int limit) {
  GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, tx.Select(kDue, {now, limit}));
  std::vector<QueuedFiring> due;
  for (const db::Row row : rows) {
    QueuedFiring queued;
    GUANXI_ASSIGN_OR_RETURN(queued.tenant, Uuid::FromBytes(row.String(0)));
    GUANXI_ASSIGN_OR_RETURN(queued.id, Uuid::FromBytes(row.String(1)));
    queued.epoch = row.Int64(2);
    queued.attempts = static_cast<int>(row.Int64(3));
    if (!queued.firing.ParseFromString(std::string(row.String(4)))) {
      return absl::InternalError("a firing cannot be read");
    }
    due.push_back(std::move(queued));
  }
  return due;
}

absl::StatusOr<bool> TakeFiring(db::Transaction& tx, absl::Time until, QueuedFiring* queued) {
  GUANXI_ASSIGN_OR_RETURN(
      const int64_t taken,
      tx.Execute(kTake, {until, queued->tenant.bytes(), queued->id.bytes(), queued->epoch}));
  return taken == 1;
}

absl::Status DeferFiring(db::Transaction& tx, absl::Time due, const QueuedFiring& queued) {
  GUANXI_ASSIGN_OR_RETURN(
      const int64_t found,
      tx.Execute(kDefer, {due, queued.firing.SerializeAsString(), queued.tenant.bytes(),
                          queued.id.bytes(), queued.epoch}));
  return found == 1 ? absl::OkStatus() : Taken();
}

absl::Status FinishFiring(db::Transaction& tx, const QueuedFiring& queued) {
  GUANXI_ASSIGN_OR_RETURN(
      const int64_t found,
      tx.Execute(kFinish, {queued.tenant.bytes(), queued.id.bytes(), queued.epoch}));
  return found == 1 ? absl::OkStatus() : Taken();
}

absl::StatusOr<int> CountFailure(db::Transaction& tx, const Uuid& tenant, const Uuid& rule) {
  GUANXI_RETURN_IF_ERROR(tx.InsertRows(kCount, {{tenant.bytes(), rule.bytes(), 1}}).status());
  GUANXI_ASSIGN_OR_RETURN(const db::Rows rows,
                          tx.Select(kFailures, {tenant.bytes(), rule.bytes()}));
  return rows.empty() ? 0 : static_cast<int>(rows[0].Int64(0));
}

absl::Status ForgetFailures(db::Transaction& tx, const Uuid& tenant, const Uuid& rule) {
  return tx.Execute(kForget, {tenant.bytes(), rule.bytes()}).status();
}

std::vector<db::Query> FiringQueries() {
  return {kFindWindow, kFindChain, kDue, kTake, kDefer, kFinish, kFailures, kForget};
}

std::vector<db::InsertQuery> FiringInserts() { return {kClaim, kEnqueue, kCount}; }

}  // namespace guanxi::workflow
