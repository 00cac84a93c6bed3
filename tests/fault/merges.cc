#include "tests/fault/merges.h"

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/base/status_macros.h"
#include "common/errors/grpc.h"
#include "common/rpc/client.h"

namespace guanxi::fault {
namespace {

using customer::v1::ContactService;
using customer::v1::Customer;
using customer::v1::CustomerMerge;
using customer::v1::CustomerService;
using customer::v1::MergeCustomersRequest;
using customer::v1::MergeService;

constexpr absl::Duration kCallTimeout = absl::Seconds(20);

template <typename Stub, typename Method, typename Request, typename Response>
absl::Status Call(Stub& stub, Method method, const Request& request, Response* response) {
  grpc::ClientContext context;
  rpc::Prepare(kCallTimeout, "", &context);
  return FromGrpcStatus((stub.*method)(&context, request, response));
}

MergeCustomersRequest RequestOf(const Two& two) {
  MergeCustomersRequest request;
  request.set_survivor(two.keeps);
  request.add_merged(two.goes);
  request.set_keep_owner_of(two.keeps);
  return request;
}

}  // namespace

Merges::Merges(const std::shared_ptr<grpc::Channel>& customers)
    : customers_(CustomerService::NewStub(customers)),
      contacts_(ContactService::NewStub(customers)),
      merges_(MergeService::NewStub(customers)) {}

absl::StatusOr<std::string> Merges::MakeCustomer(const std::string& title, int contacts) const {
  customer::v1::CreateCustomerRequest create;
  create.mutable_customer()->set_type(Customer::ORGANIZATION);
  create.mutable_customer()->set_display_name(title);
  Customer made;
  GUANXI_RETURN_IF_ERROR(Call(*customers_, &CustomerService::Stub::CreateCustomer, create, &made));
  customer::v1::BatchCreateContactsRequest batch;
  batch.set_parent(made.name());
  for (int i = 0; i < contacts; ++i) {
    auto* const one = batch.add_requests();
    one->set_parent(made.name());
    one->mutable_contact()->set_display_name(absl::StrCat("联系人", i));
  }
  customer::v1::BatchCreateContactsResponse created;
  GUANXI_RETURN_IF_ERROR(
      Call(*contacts_, &ContactService::Stub::BatchCreateContacts, batch, &created));
  return made.name();
}

absl::StatusOr<Two> Merges::MakeTwo(int contacts_of_keeps, int contacts_of_goes) const {
  Two two{"", "", contacts_of_keeps, contacts_of_goes};
  GUANXI_ASSIGN_OR_RETURN(two.keeps, MakeCustomer("甲", contacts_of_keeps));
  GUANXI_ASSIGN_OR_RETURN(two.goes, MakeCustomer("乙", contacts_of_goes));
  return two;
}

absl::StatusOr<std::string> Merges::Merge(const Two& two, const std::string& request_id) const {
  MergeCustomersRequest request = RequestOf(two);
  request.set_request_id(request_id);
  customer::v1::MergeCustomersResponse merged;
  GUANXI_RETURN_IF_ERROR(Call(*merges_, &MergeService::Stub::MergeCustomers, request, &merged));
  return merged.customer_merge().name();
}

absl::Status Merges::Undo(const std::string& merge, const std::string& request_id) const {
  customer::v1::UndoMergeRequest request;
  request.set_name(merge);
  request.set_request_id(request_id);
  customer::v1::UndoMergeResponse undone;
  return Call(*merges_, &MergeService::Stub::UndoMerge, request, &undone);
}

absl::StatusOr<std::string> Merges::MergeAll(const std::vector<Two>& all,
                                             const std::string& request_id) const {
  customer::v1::BulkMergeCustomersRequest request;
  for (const Two& two : all) *request.add_merges() = RequestOf(two);
  request.set_request_id(request_id);
  google::longrunning::Operation bulk;
  GUANXI_RETURN_IF_ERROR(Call(*merges_, &MergeService::Stub::BulkMergeCustomers, request, &bulk));
  return bulk.name();
}

absl::Status Merges::UndoAll(const std::string& bulk, const std::string& request_id) const {
  customer::v1::UndoBulkMergeRequest request;
  request.set_bulk(bulk);
  request.set_request_id(request_id);
  google::longrunning::Operation undoing;
  return Call(*merges_, &MergeService::Stub::UndoBulkMerge, request, &undoing);
}

absl::StatusOr<CustomerMerge::State> Merges::StateOf(const std::string& merge) const {
  customer::v1::GetCustomerMergeRequest request;
  request.set_name(merge);
  CustomerMerge found;
  GUANXI_RETURN_IF_ERROR(Call(*merges_, &MergeService::Stub::GetCustomerMerge, request, &found));
  return found.state();
}

}  // namespace guanxi::fault
