#include "lead-svc/customer_client.h"

#include <grpcpp/channel.h>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/base/status_macros.h"
#include "common/base/uuid.h"
#include "common/errors/errors.h"
#include "common/errors/grpc.h"
#include "common/rpc/client.h"
#include "google/protobuf/util/message_differencer.h"

namespace guanxi::lead {
namespace {

using customer::v1::Contact;
using customer::v1::ContactService;
using customer::v1::Customer;
using customer::v1::CustomerService;
using customer::v1::LookupService;
using google::protobuf::util::MessageDifferencer;

constexpr absl::Duration kTimeout = absl::Seconds(3);
// Others write the customer, too.
constexpr int kAttempts = 4;

std::shared_ptr<grpc::Channel> ChannelTo(const std::string& target) {
  rpc::ClientOptions options;
  options.target = target;
  options.services = {std::string(ContactService::service_full_name()),
                      std::string(CustomerService::service_full_name()),
                      std::string(LookupService::service_full_name())};
  return rpc::NewChannel(options);
}

absl::Status Understand(const grpc::Status& answer) {
  const absl::Status status = FromGrpcStatus(answer);
  if (status.code() == absl::StatusCode::kUnavailable ||
      status.code() == absl::StatusCode::kDeadlineExceeded) {  // of our own limit
    return Unavailable("CUSTOMER_SVC_DOWN", "customer-svc does not answer");
  }
  return status;
}

// The id in the last segment of a name.
std::string IdOf(const std::string& name) { return name.substr(name.rfind('/') + 1); }

// The fields that FillCustomer may have changed.
google::protobuf::FieldMask Changed(const Customer& old, const Customer& next) {
  google::protobuf::FieldMask mask;
  for (const char* path :
       {"phones", "emails", "organization", "industry", "region", "city", "note"}) {
    const auto* field = Customer::descriptor()->FindFieldByName(path);
    MessageDifferencer differencer;
    if (!differencer.CompareWithFields(old, next, {field}, {field})) mask.add_paths(path);
  }
  for (std::string& path : *mask.mutable_paths()) {
    if (path == "organization") path = "organization.credit_code";
  }
  return mask;
}

}  // namespace

CustomerClient::CustomerClient(const std::string& target)
    : customers_(CustomerService::NewStub(ChannelTo(target))),
      contacts_(ContactService::NewStub(ChannelTo(target))),
      lookups_(LookupService::NewStub(ChannelTo(target))) {}

absl::StatusOr<customer::v1::LookupCustomerResponse> CustomerClient::Lookup(
    const rpc::Call& call, const customer::v1::LookupCustomerRequest& request) const {
  grpc::ClientContext context;
  rpc::PrepareOnBehalf(call, kTimeout, &context);
  customer::v1::LookupCustomerResponse response;
  GUANXI_RETURN_IF_ERROR(Understand(lookups_->LookupCustomer(&context, request, &response)));
  return response;
}

absl::StatusOr<Customer> CustomerClient::Get(const rpc::Call& call, const std::string& name) const {
  grpc::ClientContext context;
  rpc::PrepareOnBehalf(call, kTimeout, &context);
  customer::v1::GetCustomerRequest request;
  request.set_name(name);
  Customer customer;
  GUANXI_RETURN_IF_ERROR(Understand(customers_->GetCustomer(&context, request, &customer)));
  if (customer.has_delete_time()) return NotFound("CUSTOMER", name);
  return customer;
}

absl::StatusOr<Contact> CustomerClient::GetContact(const rpc::Call& call,
                                                   const std::string& name) const {
  grpc::ClientContext context;
  rpc::PrepareOnBehalf(call, kTimeout, &context);
  customer::v1::GetContactRequest request;
  request.set_name(name);
  Contact contact;
  GUANXI_RETURN_IF_ERROR(Understand(contacts_->GetContact(&context, request, &contact)));
  if (contact.has_delete_time()) return NotFound("CONTACT", name);
  return contact;
}

absl::Status CustomerClient::Make(const rpc::Call& call, const Customer& customer,
                                  bool validate_only) const {
  grpc::ClientContext context;
  rpc::PrepareOnBehalf(call, kTimeout, &context);
  customer::v1::CreateCustomerRequest request;
  *request.mutable_customer() = customer;
  request.set_customer_id(IdOf(customer.name()));
  request.set_validate_only(validate_only);
  Customer made;
  const absl::Status status = Understand(customers_->CreateCustomer(&context, request, &made));
  if (Reason(status) != "CUSTOMER_ALREADY_EXISTS") return status;
  // The id derives from what asks for it: an earlier attempt has taken it, and nobody else.
  return Get(call, customer.name()).status();
}

absl::Status CustomerClient::Make(const rpc::Call& call, const Contact& contact) const {
  grpc::ClientContext context;
  rpc::PrepareOnBehalf(call, kTimeout, &context);
  customer::v1::CreateContactRequest request;
  request.set_parent(contact.name().substr(0, contact.name().find("/contacts/")));
  *request.mutable_contact() = contact;
  request.set_contact_id(IdOf(contact.name()));
  Contact made;
  const absl::Status status = Understand(contacts_->CreateContact(&context, request, &made));
  if (Reason(status) != "CONTACT_ALREADY_EXISTS") return status;
  return GetContact(call, contact.name()).status();
}

absl::Status CustomerClient::Fill(const rpc::Call& call, const Filling& filling,
                                  const std::vector<v1::TouchValue*>& values) const {
  absl::Status status;
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    GUANXI_ASSIGN_OR_RETURN(const Customer old, Get(call, filling.customer));
    customer::v1::UpdateCustomerRequest request;
    Customer& next = *request.mutable_customer();
    next = old;
    for (v1::TouchValue* value : values) FillCustomer(filling.mode, value, &next);
    *request.mutable_update_mask() = Changed(old, next);
    if (request.update_mask().paths().empty()) return absl::OkStatus();
    if (!filling.request_id.empty()) {
      // Another version of the customer makes it another request.
      request.set_request_id(
          DeriveUuid("fill", absl::StrCat(filling.request_id, " ", old.etag())).ToString());
    }
    request.set_validate_only(filling.validate_only);
    grpc::ClientContext context;
    rpc::PrepareOnBehalf(call, kTimeout, &context);
    Customer written;
    status = Understand(customers_->UpdateCustomer(&context, request, &written));
    if (Reason(status) != "STALE_ETAG") return status;
  }
  return status;
}

}  // namespace guanxi::lead
