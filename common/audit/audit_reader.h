// ListAuditRecords: what is in `changes` and in `audit_records`, as one list.
#ifndef GUANXI_COMMON_AUDIT_AUDIT_READER_H_
#define GUANXI_COMMON_AUDIT_AUDIT_READER_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/audit/subjects.h"
#include "common/db/query.h"
#include "common/db/rows.h"
#include "common/resource/engine.h"
#include "common/resource/resource.h"
#include "common/rpc/call.h"
#include "guanxi/audit/v1/audit.pb.h"

namespace guanxi::audit {

// Records are in the order of their ids, which are of version 7: of two in one process the later
// one is behind, of two processes those whose clocks say so.
//
// Thread-safe. Owns nothing that it is given.
class AuditReader {
 public:
  // `resources` are all of the schema: what they are called.
  AuditReader(const resource::Engine* engine,
              const std::vector<const resource::Resource*>& resources);

  // Errors: as the services' ListAuditRecords say, and those of Engine::Read.
  absl::StatusOr<v1::ListAuditRecordsResponse> List(
      const rpc::Call& call, const v1::ListAuditRecordsRequest& request) const;

 private:
  absl::StatusOr<v1::AuditRecord> RecordOf(const db::Row& row) const;

  const resource::Engine* const engine_;
  std::map<std::string, std::string> types_;  // `customer`: `guanxi.dev/Customer`
  const Subjects subjects_;
};

// The methods of a service's AuditService: `Interface` is what its adapter calls.
template <typename Interface>
class AuditMethods final : public Interface {
 public:
  AuditMethods(const resource::Engine* engine,
               const std::vector<const resource::Resource*>& resources)
      : reader_(engine, resources) {}

  absl::StatusOr<v1::ListAuditRecordsResponse> ListAuditRecords(
      const rpc::Call& call, const v1::ListAuditRecordsRequest& request) override {
    return reader_.List(call, request);
  }

 private:
  const AuditReader reader_;
};

// For the linter.
std::vector<db::Query> AuditQueries();

}  // namespace guanxi::audit

#endif  // GUANXI_COMMON_AUDIT_AUDIT_READER_H_
