// What goes on behind the RPCs: files, long-running operations and purges.
#ifndef GUANXI_CUSTOMER_SVC_BACKGROUND_H_
#define GUANXI_CUSTOMER_SVC_BACKGROUND_H_

#include "common/base/clock.h"
#include "common/base/uuid.h"
#include "common/db/database.h"
#include "common/files/file_store.h"
#include "common/jobs/leases.h"
#include "common/jobs/operation_store.h"
#include "common/jobs/operations_service.h"
#include "common/jobs/runner.h"
#include "common/jobs/schedules.h"
#include "common/resource/engine.h"
#include "common/rpc/pipeline.h"
#include "customer-svc/resources.h"
#include "customer-svc/transfer/transfer.h"

namespace guanxi::customer {

// Wires the parts together. Work begins with Start and ends with this object, which waits for the
// steps that run; operations that are not done go on in another replica.
//
// Purges, one replica at a time: the request log after 7 days, files a minute after their time has
// passed (file_store.h), operations 30 days after they were done.
class Background {
 public:
  // Nothing is owned.
  Background(db::Database* database, const resource::Engine* engine, const Resources* resources,
             rpc::Pipeline* pipeline, const files::FileStore::Options& file_options);

  void Start();

  FileTransfer* transfer() { return &transfer_; }
  jobs::OperationsService* operations() { return &operations_service_; }

 private:
  Clock* const clock_ = SystemClock();
  UuidSource ids_;
  files::FileStore files_;
  jobs::OperationStore operations_;
  jobs::OperationsService operations_service_;
  const TransferTools tools_;
  FileTransfer transfer_;
  jobs::Leases leases_;
  jobs::Runner runner_;
  jobs::Schedules schedules_;
};

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_BACKGROUND_H_
