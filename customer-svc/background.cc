#include "customer-svc/background.h"

#include <unistd.h>

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/resource/purge.h"
#include "customer-svc/transfer/export_job.h"
#include "customer-svc/transfer/import_job.h"

namespace guanxi::customer {
namespace {

constexpr int64_t kFilesPerPurge = 1000;

jobs::OperationStore::Options StoreOptions(files::FileStore* files) {
  jobs::OperationStore::Options options;
  options.events = FileEvents(files);
  return options;
}

jobs::Leases::Options LeaseOptions(std::string owner, files::FileStore* files) {
  jobs::Leases::Options options;
  options.owner = std::move(owner);
  options.events = FileEvents(files);
  return options;
}

// Names this process in lease rows; no other process has the same.
std::string LeaseOwner(UuidSource* ids) {
  char host[64] = "";
  gethostname(host, sizeof(host) - 1);
  return absl::StrCat(host, ":", getpid(), ":", ids->Next().ToString());
}

std::vector<jobs::Schedule> Purges(db::Database* database, Clock* clock, files::FileStore* files,
                                   jobs::OperationStore* operations) {
  return {
      {"purge_request_log", absl::Hours(1),
       [=] { return resource::PurgeRequestLog(database, clock).status(); }},
      {"purge_files", files::kPurgeInterval,
       [=] { return files->PurgeExpired(kFilesPerPurge).status(); }},
      {"purge_file_orphans", absl::Hours(1),
       [=] { return files->PurgeOrphans(kFilesPerPurge).status(); }},
      {"purge_operations", absl::Hours(1), [=] { return operations->PurgeExpired().status(); }},
  };
}

}  // namespace

Background::Background(db::Database* database, const resource::Engine* engine,
                       const Resources* resources, rpc::Pipeline* pipeline,
                       const files::FileStore::Options& file_options)
    : files_(database, clock_, file_options),
      operations_(database, clock_, &ids_, StoreOptions(&files_)),
      operations_service_(pipeline, &operations_),
      tools_{database, &files_, engine, resources->customers.get()},
      transfer_(tools_, &operations_, clock_, &ids_),
      leases_(database, clock_, LeaseOptions(LeaseOwner(&ids_), &files_)),
      runner_(&leases_,
              {{kImportKind, ImportHandler(tools_)}, {kExportKind, ExportHandler(tools_)}}),
      schedules_(database, clock_, LeaseOwner(&ids_),
                 Purges(database, clock_, &files_, &operations_)) {}

void Background::Start() {
  runner_.Start();
  schedules_.Start();
}

}  // namespace guanxi::customer
