// The methods of guanxi.customer.v1.DuplicateService.
#ifndef GUANXI_CUSTOMER_SVC_DUPLICATES_DUPLICATE_SERVICE_H_
#define GUANXI_CUSTOMER_SVC_DUPLICATES_DUPLICATE_SERVICE_H_

#include <memory>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "common/base/clock.h"
#include "common/jobs/operation_store.h"
#include "common/resource/engine.h"
#include "common/resource/resource.h"
#include "common/resource/row_scope.h"
#include "customer-svc/duplicates/finder.h"
#include "customer-svc/duplicates/model_store.h"
#include "guanxi/customer/v1/duplicate_service.adapter.h"

namespace guanxi::customer {

// Documented in the proto. Thread-safe. Owns nothing that it is given.
class DuplicateServiceImpl : public v1::DuplicateServiceMethods {
 public:
  // `clock` is the machine's.
  DuplicateServiceImpl(const resource::Engine* engine, const resource::Resource* customers,
                       ModelStore* models, jobs::OperationStore* operations, Clock* clock)
      : engine_(engine),
        customers_(customers),
        models_(models),
        operations_(operations),
        clock_(clock) {}

  absl::StatusOr<v1::FindDuplicatesResponse> FindDuplicates(
      const rpc::Call& call, const v1::FindDuplicatesRequest& request) override;
  absl::StatusOr<google::longrunning::Operation> ScanDuplicates(
      const rpc::Call& call, const v1::ScanDuplicatesRequest& request) override;

 private:
  // The stated customer in stored form, or null: `name` is asked for.
  absl::StatusOr<std::unique_ptr<v1::Customer>> Stated(
      const rpc::Call& call, const v1::FindDuplicatesRequest& request) const;
  // Whose doubles are looked for.
  struct Asked {
    std::optional<Uuid> self;  // nothing: it is not stored
    Prepared customer;
  };
  absl::StatusOr<Asked> AskedFor(db::Transaction& tx, const Uuid& tenant,
                                 const resource::RowScope& scope, const std::string& customer,
                                 const v1::Customer* stated) const;
  absl::Status Find(db::Transaction& tx, const rpc::Call& call, const resource::RowScope& scope,
                    const v1::FindDuplicatesRequest& request, const v1::Customer* stated,
                    v1::FindDuplicatesResponse* response) const;

  const resource::Engine* const engine_;
  const resource::Resource* const customers_;
  ModelStore* const models_;
  jobs::OperationStore* const operations_;
  Clock* const clock_;
};

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_DUPLICATES_DUPLICATE_SERVICE_H_
