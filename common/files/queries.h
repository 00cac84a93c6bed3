// The statements of common/files.
#ifndef GUANXI_COMMON_FILES_QUERIES_H_
#define GUANXI_COMMON_FILES_QUERIES_H_

#include <vector>

#include "common/db/query.h"

namespace guanxi::files {

inline const db::Query kInsertFile{
    "file.insert",
    "INSERT INTO files (tenant_id, id, owner, file_name, content_type, state, size, create_time, "
    "expire_time, operation_id, is_result) VALUES (?, ?, ?, ?, ?, 0, 0, ?, ?, ?, ?)"};

// Finds nothing once the deletion has begun, so that no piece is left behind.
inline const db::Query kGrowFile{"file.grow",
                                 "UPDATE files SET size = size + ?, "
                                 "expire_time = IF(operation_id IS NULL, ?, expire_time) "
                                 "WHERE tenant_id = ? AND id = ? AND size = ? AND state <> 2"};

inline const db::Query kFinishFile{
    "file.finish", "UPDATE files SET state = 1 WHERE tenant_id = ? AND id = ? AND state <> 2"};

inline const db::Query kHoldFile{
    "file.hold",
    "UPDATE files SET operation_id = ?, expire_time = NULL "
    "WHERE tenant_id = ? AND id = ? AND state = 1 AND operation_id IS NULL"};

inline const db::Query kExpireHeld{
    "file.expire_held",
    "UPDATE files SET expire_time = IF(is_result = 1 AND state = 1, ?, ?) "
    "WHERE tenant_id = ? AND operation_id = ? AND state <> 2"};

inline const db::Query kSelectFile{
    "file.select_by_id",
    "SELECT owner, file_name, content_type, size, create_time, operation_id FROM files "
    "WHERE tenant_id = ? AND id = ? AND state = 1 AND (expire_time IS NULL OR expire_time > ?)"};

inline const db::Query kBeginDeletion{
    "file.begin_deletion",
    "UPDATE files SET state = 2, expire_time = ? WHERE tenant_id = ? AND id = ?"};

inline const db::Query kSelectSize{
    "file.select_size", "SELECT size FROM files WHERE tenant_id = ? AND id = ? FOR UPDATE"};

inline const db::Query kDeleteFile{"file.delete",
                                   "DELETE FROM files WHERE tenant_id = ? AND id = ?"};

inline const db::Query kSelectExpired{
    "file.select_expired", "SELECT tenant_id, id FROM files WHERE expire_time <= ? LIMIT ?",
    /*infrastructure=*/true};

inline const db::Query kBeginUsage{
    "file_usage.begin",
    "INSERT INTO file_usage (tenant_id, bytes, files) VALUES (?, 0, 0) "
    "ON DUPLICATE KEY UPDATE files = files"};

inline const db::Query kAddUsage{"file_usage.add",
                                 "UPDATE file_usage SET bytes = bytes + ?, files = files + ? "
                                 "WHERE tenant_id = ? AND bytes + ? <= ? AND files + ? <= ?"};

inline const db::Query kDropUsage{
    "file_usage.drop",
    "UPDATE file_usage SET bytes = bytes - ?, files = files - 1 WHERE tenant_id = ?"};

inline const db::Query kSelectUsage{"file_usage.select",
                                    "SELECT bytes, files FROM file_usage WHERE tenant_id = ?"};

// When the first file of a tenant goes, and how many wait for the end of their operations.
inline const db::Query kSelectRoom{
    "file.select_room",
    "SELECT MIN(expire_time), COUNT(*) - COUNT(expire_time) FROM files WHERE tenant_id = ?"};

inline const db::Query kInsertChunk{
    "file_chunk.insert",
    "INSERT INTO file_chunks (tenant_id, file_id, start, data) VALUES (?, ?, ?, ?)"};

inline const db::Query kSelectChunk{
    "file_chunk.select_at",
    "SELECT start, data FROM file_chunks WHERE tenant_id = ? AND file_id = ? AND start <= ? "
    "ORDER BY start DESC LIMIT 1"};

// 16 MiB at a time: no transaction becomes large.
inline const db::Query kDeleteChunks{
    "file_chunk.delete_some",
    "DELETE FROM file_chunks WHERE tenant_id = ? AND file_id = ? ORDER BY start LIMIT 16"};

// Pieces without a file.
inline const db::Query kSelectOrphans{
    "file_chunk.select_orphans",
    "SELECT DISTINCT c.tenant_id, c.file_id FROM file_chunks c "
    "WHERE NOT EXISTS (SELECT 1 FROM files f WHERE f.tenant_id = c.tenant_id AND f.id = c.file_id) "
    "LIMIT ?",
    /*infrastructure=*/true};

// All of the above, for the tests that read SQL.
inline std::vector<db::Query> AllQueries() {
  return {kInsertFile,  kGrowFile,      kFinishFile,   kHoldFile,     kExpireHeld,
          kSelectFile,  kBeginDeletion, kSelectSize,   kDeleteFile,   kSelectExpired,
          kBeginUsage,  kAddUsage,      kDropUsage,    kSelectUsage,  kSelectRoom,
          kInsertChunk, kSelectChunk,   kDeleteChunks, kSelectOrphans};
}

}  // namespace guanxi::files

#endif  // GUANXI_COMMON_FILES_QUERIES_H_
