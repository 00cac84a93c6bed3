// A file on its way to the caller: ExportQuery.
#ifndef GUANXI_ANALYTICS_SVC_SEMANTIC_EXPORT_FILE_H_
#define GUANXI_ANALYTICS_SVC_SEMANTIC_EXPORT_FILE_H_

#include <functional>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "analytics-svc/engine/duck_database.h"
#include "analytics-svc/semantic/questioner.h"
#include "common/base/uuid.h"
#include "common/rpc/call.h"
#include "common/rpc/stream.h"
#include "google/api/httpbody.pb.h"
#include "guanxi/analytics/v1/query_service.pb.h"

namespace guanxi::analytics {

// Where exports are written before they are sent, and by whom. Owns nothing.
struct ExportTools {
  // Null where the engine writes no files.
  DuckDatabase* duck = nullptr;
  std::string folder;  // duck's export folder
  UuidSource* ids = nullptr;
  // Writes down that the caller is given a file: without that none leaves. See export_record.h.
  std::function<absl::Status(const rpc::Call&)> record = nullptr;
  int most_rows = 1'000'000;  // of a file
};

// Reckons in its first step and sends in the others; the file is gone when it is. `questioner`
// outlives it.
std::unique_ptr<rpc::Sender<google::api::HttpBody>> SendExport(
    const ExportTools& tools, const Questioner* questioner, const rpc::Call& call,
    const v1::ExportQueryRequest& request);

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_SEMANTIC_EXPORT_FILE_H_
