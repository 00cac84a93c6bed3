// What captures ask and write of customers, at customer-svc.
#ifndef GUANXI_LEAD_SVC_CUSTOMER_CLIENT_H_
#define GUANXI_LEAD_SVC_CUSTOMER_CLIENT_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/rpc/call.h"
#include "guanxi/customer/v1/contact_service.grpc.pb.h"
#include "guanxi/customer/v1/customer_service.grpc.pb.h"
#include "guanxi/customer/v1/lookup_service.grpc.pb.h"
#include "guanxi/lead/v1/touch.pb.h"
#include "lead-svc/capture_values.h"

namespace guanxi::lead {

// Every call has the caller's own token, takes at most 3 s within the deadline of `call`, and is
// not to be made while a transaction is open. Thread-safe.
//
// Errors of all: those of the methods, and UNAVAILABLE, CUSTOMER_SVC_DOWN.
class CustomerClient {
 public:
  // `target` is the gRPC target of customer-svc.
  explicit CustomerClient(const std::string& target);

  absl::StatusOr<customer::v1::LookupCustomerResponse> Lookup(
      const rpc::Call& call, const customer::v1::LookupCustomerRequest& request) const;
  // A live customer; NOT_FOUND of a deleted one, too.
  absl::StatusOr<customer::v1::Customer> Get(const rpc::Call& call, const std::string& name) const;

  // A live contact; NOT_FOUND of a deleted one, too.
  absl::StatusOr<customer::v1::Contact> GetContact(const rpc::Call& call,
                                                   const std::string& name) const;

  // Creates what is not there yet: `name` says under which id, and a record that has it is left as
  // it is. With `validate_only` nothing is written. NOT_FOUND if that record is deleted, or hidden
  // from the caller.
  absl::Status Make(const rpc::Call& call, const customer::v1::Customer& customer,
                    bool validate_only) const;
  absl::Status Make(const rpc::Call& call, const customer::v1::Contact& contact) const;

  // Puts those of the values that are not null into the customer (FillCustomer), and says in them
  // what became of each. `request_id` makes it safe to repeat; with `validate_only` nothing is
  // written.
  struct Filling {
    std::string customer;
    FillMode mode = FillMode::kHold;
    std::string request_id;
    bool validate_only = false;
  };
  absl::Status Fill(const rpc::Call& call, const Filling& filling,
                    const std::vector<v1::TouchValue*>& values) const;

 private:
  const std::unique_ptr<customer::v1::CustomerService::Stub> customers_;
  const std::unique_ptr<customer::v1::ContactService::Stub> contacts_;
  const std::unique_ptr<customer::v1::LookupService::Stub> lookups_;
};

}  // namespace guanxi::lead

#endif  // GUANXI_LEAD_SVC_CUSTOMER_CLIENT_H_
