// The statements of common/jobs.
#ifndef GUANXI_COMMON_JOBS_QUERIES_H_
#define GUANXI_COMMON_JOBS_QUERIES_H_

#include <string>
#include <vector>

#include "common/db/query.h"

namespace guanxi::jobs {

// SELECT of the columns that ReadOperation expects.
inline std::string SelectOperations(const char* where, const char* work = "request, checkpoint") {
  return std::string("SELECT id, kind, subject, client, request_hash, ") + work +
         ", metadata, cancel_requested, done, result, epoch, attempts, crashes, create_time, "
         "update_time FROM operations WHERE " +
         where;
}

inline const db::Query kInsertOperation{
    "operation.insert",
    "INSERT INTO operations (tenant_id, id, kind, subject, client, request_id, request_hash, "
    "request, checkpoint, metadata, cancel_requested, done, result, lease_owner, lease_until, "
    "epoch, attempts, create_time, update_time) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, '', ?, 0, 0, '', '', ?, 0, 0, ?, ?)"};

inline const db::Query kCountActive{
    "operation.count_active", "SELECT COUNT(*) FROM operations WHERE tenant_id = ? AND done = 0"};

inline const db::Query kSelectOperation{"operation.select_by_id",
                                        SelectOperations("tenant_id = ? AND id = ?")};

inline const db::Query kSelectByRequestId{
    "operation.select_by_request_id",
    SelectOperations("tenant_id = ? AND subject = ? AND kind = ? AND request_id = ?")};

// Without what the work needs, which may be large.
inline const db::Query kListOperations{
    "operation.list",
    SelectOperations("tenant_id = ? AND subject = ? AND id < ? ORDER BY id DESC LIMIT ?",
                     "'' AS request, '' AS checkpoint")};

// One that nobody works at need not wait for its next attempt to end.
inline const db::Query kRequestCancel{
    "operation.request_cancel",
    "UPDATE operations SET cancel_requested = 1, "
    "lease_until = IF(lease_owner = '', LEAST(lease_until, ?), lease_until) "
    "WHERE tenant_id = ? AND id = ? AND done = 0"};

inline const db::Query kDeleteOperation{
    "operation.delete", "DELETE FROM operations WHERE tenant_id = ? AND id = ? AND done = 1"};

inline const db::Query kPurgeOperations{"operation.purge",
                                        "DELETE FROM operations WHERE expire_time <= ? LIMIT ?",
                                        /*infrastructure=*/true};

// Tenants with operations that may be claimed, the one whose last turn is longest ago first.
inline const db::Query kSelectWaiting{
    "operation.select_waiting",
    "SELECT o.tenant_id FROM operations o LEFT JOIN job_turns t ON t.tenant_id = o.tenant_id "
    "WHERE o.done = 0 AND o.lease_until <= ? GROUP BY o.tenant_id "
    "ORDER BY MAX(t.turn_time), MIN(o.id) LIMIT 20",
    /*infrastructure=*/true};

// A tenant's operations take turns, too.
inline const db::Query kSelectClaimable{
    "operation.select_claimable",
    "SELECT id FROM operations WHERE tenant_id = ? AND done = 0 AND lease_until <= ? "
    "ORDER BY lease_until, id LIMIT 20"};

inline const db::Query kClaim{
    "operation.claim",
    "UPDATE operations SET epoch = epoch + 1, attempts = attempts + 1, "
    "crashes = crashes + working, working = 0, lease_owner = ?, lease_until = ? "
    "WHERE tenant_id = ? AND id = ? AND done = 0 AND lease_until <= ?"};

inline const db::Query kRecordTurn{"job_turn.record",
                                   "INSERT INTO job_turns (tenant_id, turn_time) VALUES (?, ?) "
                                   "ON DUPLICATE KEY UPDATE turn_time = ?"};

// The writes of a claimant: all of them name its epoch.
// A worker begins, or works on.
inline const db::Query kBeginWork{"operation.begin_work",
                                  "UPDATE operations SET working = 1, lease_until = ? "
                                  "WHERE tenant_id = ? AND id = ? AND epoch = ? AND done = 0"};

// A worker is in the midst of a step. Not after it gave the operation back: then nobody works at
// it.
inline const db::Query kRenewLease{
    "operation.renew_lease",
    "UPDATE operations SET lease_until = ? "
    "WHERE tenant_id = ? AND id = ? AND epoch = ? AND done = 0 AND working = 1"};

inline const db::Query kSaveProgress{
    "operation.save_progress",
    "UPDATE operations SET checkpoint = ?, metadata = ?, attempts = 0, crashes = 0, "
    "lease_until = ?, update_time = ? WHERE tenant_id = ? AND id = ? AND epoch = ? AND done = 0"};

inline const db::Query kSelectLease{
    "operation.select_lease",
    "SELECT cancel_requested, attempts, lease_until FROM operations "
    "WHERE tenant_id = ? AND id = ? AND epoch = ? AND done = 0"};

inline const db::Query kReleaseLease{
    "operation.release",
    "UPDATE operations SET lease_owner = '', lease_until = ?, working = 0 "
    "WHERE tenant_id = ? AND id = ? AND epoch = ? AND done = 0"};

// The attempt that the claim counted does not count.
inline const db::Query kReturnLease{
    "operation.return",
    "UPDATE operations SET lease_owner = '', lease_until = ?, working = 0, "
    "attempts = GREATEST(attempts - 1, 0) "
    "WHERE tenant_id = ? AND id = ? AND epoch = ? AND done = 0"};

inline const db::Query kFinishOperation{
    "operation.finish",
    "UPDATE operations SET done = 1, result = ?, lease_owner = '', lease_until = ?, working = 0, "
    "update_time = ?, expire_time = ? WHERE tenant_id = ? AND id = ? AND epoch = ? AND done = 0"};

// What a worker that lives takes back: a later claim counted it as dead.
inline const db::Query kSurvive{"operation.survive",
                                "UPDATE operations SET crashes = GREATEST(crashes - 1, 0) "
                                "WHERE tenant_id = ? AND id = ? AND epoch > ? AND done = 0"};

inline const db::Query kInsertSchedule{
    "schedule.insert",
    "INSERT INTO schedules (tenant_id, name, next_time, lease_owner, lease_until, epoch) "
    "VALUES (?, ?, ?, '', ?, 0) ON DUPLICATE KEY UPDATE name = name"};

inline const db::Query kClaimSchedule{
    "schedule.claim",
    "UPDATE schedules SET epoch = epoch + 1, lease_owner = ?, lease_until = ? "
    "WHERE tenant_id = ? AND name = ? AND next_time <= ? AND lease_until <= ?"};

inline const db::Query kEndSchedule{"schedule.end",
                                    "UPDATE schedules SET next_time = ?, lease_until = ? "
                                    "WHERE tenant_id = ? AND name = ? AND lease_owner = ?"};

// All of the above, for the tests that read SQL.
inline std::vector<db::Query> AllQueries() {
  return {kInsertOperation, kCountActive,     kSelectOperation, kSelectByRequestId,
          kListOperations,  kRequestCancel,   kDeleteOperation, kPurgeOperations,
          kSelectWaiting,   kSelectClaimable, kClaim,           kRecordTurn,
          kBeginWork,       kRenewLease,      kSaveProgress,    kSelectLease,
          kReturnLease,     kReleaseLease,    kFinishOperation, kSurvive,
          kInsertSchedule,  kClaimSchedule,   kEndSchedule};
}

}  // namespace guanxi::jobs

#endif  // GUANXI_COMMON_JOBS_QUERIES_H_
