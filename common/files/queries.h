// The statements of common/files.
#ifndef GUANXI_COMMON_FILES_QUERIES_H_
#define GUANXI_COMMON_FILES_QUERIES_H_

#include <vector>

#include "common/db/query.h"

namespace guanxi::files {

inline const db::Query kInsertFile{
    "file.insert",
    "INSERT INTO files (tenant_id, id, owner, file_name, content_type, complete, size, sha256, "
    "create_time, expire_time) VALUES (?, ?, ?, ?, ?, 0, 0, '', ?, ?)"};

inline const db::Query kFinishFile{
    "file.finish",
    "UPDATE files SET complete = 1, size = ?, sha256 = ?, expire_time = ? "
    "WHERE tenant_id = ? AND id = ?"};

inline const db::Query kSelectFile{
    "file.select_by_id",
    "SELECT owner, file_name, content_type, size, sha256, create_time, expire_time FROM files "
    "WHERE tenant_id = ? AND id = ? AND complete = 1 AND expire_time > ?"};

inline const db::Query kDeleteFile{"file.delete",
                                   "DELETE FROM files WHERE tenant_id = ? AND id = ?"};

inline const db::Query kSelectExpired{
    "file.select_expired", "SELECT tenant_id, id FROM files WHERE expire_time <= ? LIMIT ?",
    /*infrastructure=*/true};

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

// All of the above, for the tests that read SQL.
inline std::vector<db::Query> AllQueries() {
  return {kInsertFile,    kFinishFile,  kSelectFile,  kDeleteFile,
          kSelectExpired, kInsertChunk, kSelectChunk, kDeleteChunks};
}

}  // namespace guanxi::files

#endif  // GUANXI_COMMON_FILES_QUERIES_H_
