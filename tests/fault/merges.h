// Merges of customers and their undoing, as calls.
#ifndef GUANXI_TESTS_FAULT_MERGES_H_
#define GUANXI_TESTS_FAULT_MERGES_H_

#include <grpcpp/channel.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "guanxi/customer/v1/contact_service.grpc.pb.h"
#include "guanxi/customer/v1/customer_service.grpc.pb.h"
#include "guanxi/customer/v1/merge_service.grpc.pb.h"

namespace guanxi::fault {

// Two customers of which one is merged into the other, by their names, and what they had.
struct Two {
  std::string keeps, goes;
  int contacts_of_keeps = 0, contacts_of_goes = 0;
};

// Each method is one call, or a few of which none is repeated. Errors: those of the service.
// Thread-safe.
class Merges {
 public:
  explicit Merges(const std::shared_ptr<grpc::Channel>& customers);

  // Each with so many contacts, at most 200.
  absl::StatusOr<Two> MakeTwo(int contacts_of_keeps, int contacts_of_goes) const;
  // The name of the merge, or of the operation.
  absl::StatusOr<std::string> Merge(const Two& two, const std::string& request_id) const;
  absl::Status Undo(const std::string& merge, const std::string& request_id) const;
  absl::StatusOr<std::string> MergeAll(const std::vector<Two>& all,
                                       const std::string& request_id) const;
  absl::Status UndoAll(const std::string& bulk, const std::string& request_id) const;
  absl::StatusOr<customer::v1::CustomerMerge::State> StateOf(const std::string& merge) const;

 private:
  absl::StatusOr<std::string> MakeCustomer(const std::string& title, int contacts) const;

  const std::unique_ptr<customer::v1::CustomerService::Stub> customers_;
  const std::unique_ptr<customer::v1::ContactService::Stub> contacts_;
  const std::unique_ptr<customer::v1::MergeService::Stub> merges_;
};

}  // namespace guanxi::fault

#endif  // GUANXI_TESTS_FAULT_MERGES_H_
