#include "common/service/stores.h"

namespace guanxi::service {
namespace {

jobs::OperationStore::Options StoreOptions(files::FileStore* files) {
  jobs::OperationStore::Options options;
  options.events = FileEvents(files);
  return options;
}

}  // namespace

jobs::OperationEvents FileEvents(files::FileStore* files) {
  jobs::OperationEvents events;
  events.ended = [files](db::Transaction& tx, const Uuid& tenant, const Uuid& operation) {
    return files->OperationEnded(tx, tenant, operation);
  };
  events.deleted = [files](db::Transaction& tx, const Uuid& tenant, const Uuid& operation) {
    return files->OperationDeleted(tx, tenant, operation);
  };
  return events;
}

Stores::Stores(db::Database* database, Clock* clock, UuidSource* ids,
               const files::FileStore::Options& options)
    : files(database, clock, options), operations(database, clock, ids, StoreOptions(&files)) {}

}  // namespace guanxi::service
