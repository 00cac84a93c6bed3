// The limit of a handler: GetCustomer and CreateCustomer written by hand.
#ifndef GUANXI_BENCH_BARE_SERVICE_H_
#define GUANXI_BENCH_BARE_SERVICE_H_

#include <atomic>
#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "bench/stored_customers.h"
#include "common/base/mutex.h"
#include "common/base/uuid.h"
#include "common/db/database.h"
#include "common/rpc/methods.h"
#include "common/rpc/pipeline.h"
#include "guanxi/customer/v1/customer_service.grpc.pb.h"

namespace guanxi::bench {

// The same gRPC server, pipeline and connection pool as the customer service's, and no engine:
//   GetCustomer     one cached prepared statement, which reads the same bytes
//   CreateCustomer  one transaction that writes as many rows of the same bytes: those of one of the
//                   customers that the tenant got last, with other ids
// Nothing is validated, normalised, indexed, hashed or sealed. Thread-safe.
class BareService : public customer::v1::CustomerService::CallbackService {
 public:
  // Neither is owned.
  BareService(rpc::Pipeline* pipeline, db::Database* database);
  ~BareService() override;

  grpc::ServerUnaryReactor* GetCustomer(grpc::CallbackServerContext* context,
                                        const customer::v1::GetCustomerRequest* request,
                                        customer::v1::Customer* response) override;
  grpc::ServerUnaryReactor* CreateCustomer(grpc::CallbackServerContext* context,
                                           const customer::v1::CreateCustomerRequest* request,
                                           customer::v1::Customer* response) override;

 private:
  struct Samples;

  absl::StatusOr<customer::v1::Customer> Get(const rpc::Call& call,
                                             const customer::v1::GetCustomerRequest& request);
  absl::StatusOr<customer::v1::Customer> Create(const rpc::Call& call);
  // Read at the first call.
  absl::StatusOr<const Samples*> LoadSamples(const Uuid& tenant);

  const rpc::Methods rpc_;
  db::Database* const database_;
  UuidSource uuids_;
  std::atomic<size_t> next_{0};
  Mutex mutex_;
  std::unique_ptr<const Samples> samples_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace guanxi::bench

#endif  // GUANXI_BENCH_BARE_SERVICE_H_
