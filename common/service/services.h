// What a service's own code gets from its process, and what it gives back.
#ifndef GUANXI_COMMON_SERVICE_SERVICES_H_
#define GUANXI_COMMON_SERVICE_SERVICES_H_

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/base/uuid.h"
#include "common/db/database.h"
#include "common/events/consumer.h"
#include "common/files/file_store.h"
#include "common/jobs/job.h"
#include "common/jobs/operation_store.h"
#include "common/jobs/schedules.h"
#include "common/resource/catalog.h"
#include "common/resource/engine.h"
#include "common/rpc/pipeline.h"
#include "common/rpc/server.h"
#include "common/timers/runner.h"
#include "common/timers/timers.h"

namespace grpc {
class Service;
}
namespace guanxi {
class ServiceAccount;
}
namespace guanxi::policy {
class Authorizer;
}

namespace guanxi::service {

// All of it is thread-safe, lives as long as the process and is nobody's to delete.
struct Parts {
  // See Clocks: leases, retention and limits go by the first, what people mean by now by the
  // second.
  Clock* system_clock = nullptr;
  Clock* business_clock = nullptr;
  UuidSource* ids = nullptr;
  db::Database* database = nullptr;
  const resource::Engine* engine = nullptr;
  rpc::Pipeline* pipeline = nullptr;
  const policy::Authorizer* authorizer = nullptr;
  // The service's own account, by which it reads the event logs of others (events::ReadLogAt). Null
  // in the service that keeps the directory.
  ServiceAccount* account = nullptr;
  // Null where the service has no long-running operations (Definition::has_operations).
  files::FileStore* files = nullptr;
  jobs::OperationStore* operations = nullptr;
};

// The gRPC services of a process, the work behind them, and all that they stand on. What was added
// last is destroyed first.
class Services {
 public:
  Services() = default;
  Services(Services&&) = default;
  Services& operator=(Services&&) = delete;
  ~Services() {
    while (!kept_.empty()) kept_.pop_back();
  }

  // Keeps an object for those that are added later, which may point to it.
  template <typename T, typename... Args>
  T* Keep(Args&&... args) {
    auto object = std::make_shared<T>(std::forward<Args>(args)...);
    kept_.push_back(object);
    return object.get();
  }
  // The same for what a factory returned. Errors: the factory's.
  template <typename T>
  absl::StatusOr<T*> Own(absl::StatusOr<std::unique_ptr<T>> object) {
    if (!object.ok()) return object.status();
    T* const raw = object->get();
    kept_.push_back(std::shared_ptr<T>(*std::move(object)));
    return raw;
  }

  // Adds a gRPC service, constructed from `args`.
  template <typename T, typename... Args>
  T* Serve(Args&&... args) {
    T* const service = Keep<T>(std::forward<Args>(args)...);
    all_.push_back(service);
    return service;
  }

  const std::vector<grpc::Service*>& all() const { return all_; }

  // Who does the work of which kind of operation, and the permission that its starter must still
  // have whenever a turn of it begins. Only with Definition::has_operations.
  struct Operation {
    std::string permission;
    jobs::Handler handler;
  };
  std::map<std::string, Operation> operations;
  // Whose records consumers in other services may read anew; null: none.
  const resource::Catalog* catalog = nullptr;
  // Periodic work besides what every service has to purge.
  std::vector<jobs::Schedule> schedules;
  // What is done again and again from the moment that the schema fits: `run` is called at once,
  // then `every` after each call ended. A call is bounded in time: the process waits for it to end.
  struct Loop {
    absl::Duration every;
    std::function<void()> run;
  };
  std::vector<Loop> loops;
  // What must hold for the process to serve, besides that its keys are there and its schema fits.
  // Asked when those do.
  std::vector<rpc::Readiness> readiness;
  // What it does when events of other services arrive. `owner`, `redis` and `registry` are not its
  // to say.
  std::vector<events::Consumer::Options> consumers;
  // By what it arms timers, and who acts when those of a kind fire. Null: its schema has none.
  timers::Timers* timers = nullptr;
  timers::Kinds timer_kinds;

 private:
  std::vector<std::shared_ptr<const void>> kept_;
  std::vector<grpc::Service*> all_;
};

}  // namespace guanxi::service

#endif  // GUANXI_COMMON_SERVICE_SERVICES_H_
