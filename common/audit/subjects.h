// About whom a change is whose record belongs to somebody without being him: a session, a share.
#ifndef GUANXI_COMMON_AUDIT_SUBJECTS_H_
#define GUANXI_COMMON_AUDIT_SUBJECTS_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/base/uuid.h"
#include "common/db/query.h"
#include "common/db/transaction.h"
#include "common/resource/resource.h"
#include "guanxi/audit/v1/audit.pb.h"

namespace guanxi::audit {

// Thread-safe.
class Subjects {
 public:
  // Of `resources` those that have a field `user` with the name of one, and perhaps a `department`
  // instead.
  explicit Subjects(const std::vector<const resource::Resource*>& resources);

  // Sets `subject` of those records that are changes of such resources: as it was when the record
  // was made or removed, else as it is now, "" where it is gone. Errors: those of common/db.
  absl::Status Fill(db::Transaction& tx, const Uuid& tenant,
                    v1::ListAuditRecordsResponse* response) const;

 private:
  // Of changes that hold the whole record, by their ids.
  absl::Status FillFromChanges(db::Transaction& tx, const Uuid& tenant,
                               const std::map<Uuid, v1::AuditRecord*>& records) const;
  // That of the record as it is stored.
  absl::StatusOr<std::string> Stored(db::Transaction& tx, const Uuid& tenant,
                                     const v1::AuditRecord& record) const;

  std::map<std::string, const resource::Resource*> resources_;  // by `guanxi.dev/Session`
};

// For the linter.
std::vector<db::Query> SubjectQueries();

}  // namespace guanxi::audit

#endif  // GUANXI_COMMON_AUDIT_SUBJECTS_H_
