// What tests of merges share: the service's resources, and merges over them without the network.
#ifndef GUANXI_CUSTOMER_SVC_MERGE_MERGE_TESTING_H_
#define GUANXI_CUSTOMER_SVC_MERGE_MERGE_TESTING_H_

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "common/merge/name_forwarder.h"
#include "customer-svc/merge/merge_parts.h"
#include "customer-svc/merge/merge_service.h"
#include "customer-svc/test_service.h"
#include "guanxi/customer/v1/contact_service.pb.h"
#include "guanxi/customer/v1/customer_service.pb.h"
#include "guanxi/customer/v1/interaction_service.pb.h"
#include "guanxi/customer/v1/merge_service.pb.h"
#include "guanxi/customer/v1/order_service.pb.h"

namespace guanxi::customer {

// Merges over the resources of a test's service. Ends the process on errors of what it makes.
class MergeWorld {
 public:
  // `service` is not owned.
  explicit MergeWorld(TestService* service)
      : service_(*service),
        parts_(MergeParts::Create(service->database.get(), service->engine.get(),
                                  service->resources.get(),
                                  [this](absl::string_view where) {
                                    return on_passed ? on_passed(where) : absl::OkStatus();
                                  })
                   .value()),
        methods_(service->engine.get(), service->resources.get(), &parts_->desk(), &parts_->mover(),
                 nullptr),
        forwarder_(service->database.get(), {kMergedCollection}) {}

  MergeParts& parts() { return *parts_; }
  TestService& service() { return service_; }

  // A call, as the pipeline runs it: once more if old names were in it.
  template <typename Response, typename Request, typename Handler>
  absl::StatusOr<Response> Run(Request request, Handler handler) {
    const rpc::Call call = NextCall();
    absl::StatusOr<Response> first = handler(call, request);
    if (first.ok() || !forwarder_.Rephrase(call, first.status(), &request)) return first;
    return handler(call, request);
  }

  static v1::MergeCustomersRequest Request(const std::string& survivor,
                                           const std::vector<std::string>& merged) {
    v1::MergeCustomersRequest request;
    request.set_survivor(survivor);
    request.mutable_merged()->Assign(merged.begin(), merged.end());
    request.set_keep_owner_of(survivor);
    return request;
  }
  absl::StatusOr<v1::MergeCustomersResponse> Merge(const v1::MergeCustomersRequest& request) {
    return Run<v1::MergeCustomersResponse>(request, [this](const auto& call, const auto& q) {
      return methods_.MergeCustomers(call, q);
    });
  }
  absl::StatusOr<v1::MergeCustomersResponse> Merge(const std::string& survivor,
                                                   const std::vector<std::string>& merged) {
    return Merge(Request(survivor, merged));
  }
  absl::StatusOr<v1::UndoMergeResponse> Undo(const std::string& merge, bool validate_only = false) {
    v1::UndoMergeRequest request;
    request.set_name(merge);
    request.set_validate_only(validate_only);
    return methods_.UndoMerge(NextCall(), request);
  }
  // Until nothing is left to be moved; returns the first error.
  absl::Status MoveAll() {
    while (true) {
      const absl::StatusOr<bool> moved = parts_->mover().GoOn();
      if (!moved.ok()) return moved.status();
      if (!*moved) return absl::OkStatus();
    }
  }

  std::string AddCustomer(const std::string& title,
                          const std::function<void(v1::Customer*)>& change = nullptr) {
    v1::Customer customer = TestService::Company(title);
    if (change) change(&customer);
    service_.clock.Advance(absl::Seconds(1));
    return service_.Create(customer).name();
  }
  absl::StatusOr<v1::Customer> Get(const std::string& name) {
    v1::GetCustomerRequest request;
    request.set_name(name);
    return Run<v1::Customer>(request, [this](const auto& call, const auto& q) {
      return service_.customers->Get<v1::Customer>(call, q);
    });
  }
  absl::StatusOr<v1::Customer> Update(const v1::Customer& customer,
                                      const std::vector<std::string>& paths) {
    v1::UpdateCustomerRequest request;
    *request.mutable_customer() = customer;
    request.mutable_customer()->clear_etag();
    for (const std::string& path : paths) request.mutable_update_mask()->add_paths(path);
    return Run<v1::Customer>(request, [this](const auto& call, const auto& q) {
      return service_.customers->Update<v1::Customer>(call, q);
    });
  }
  absl::StatusOr<v1::Contact> AddContact(const std::string& customer, const std::string& title,
                                         const std::string& reports_to = "") {
    v1::CreateContactRequest request;
    request.set_parent(customer);
    request.mutable_contact()->set_display_name(title);
    request.mutable_contact()->set_reports_to(reports_to);
    return Run<v1::Contact>(request, [this](const auto& call, const auto& q) {
      return service_.contacts->Create<v1::Contact>(call, q);
    });
  }
  absl::StatusOr<v1::Contact> GetContact(const std::string& name) {
    v1::GetContactRequest request;
    request.set_name(name);
    return Run<v1::Contact>(request, [this](const auto& call, const auto& q) {
      return service_.contacts->Get<v1::Contact>(call, q);
    });
  }
  absl::StatusOr<v1::Interaction> AddInteraction(const std::string& customer, int64_t seconds,
                                                 const std::string& contact = "") {
    v1::CreateInteractionRequest request;
    request.set_parent(customer);
    request.mutable_interaction()->set_channel(v1::Interaction::CALL);
    request.mutable_interaction()->set_direction(v1::Interaction::OUTBOUND);
    request.mutable_interaction()->mutable_occur_time()->set_seconds(seconds);
    request.mutable_interaction()->set_contact(contact);
    return Run<v1::Interaction>(request, [this](const auto& call, const auto& q) {
      return service_.catalog->Of<v1::Interaction>().Create<v1::Interaction>(call, q);
    });
  }
  absl::StatusOr<v1::Order> AddOrder(const std::string& customer, int64_t units) {
    v1::CreateOrderRequest request;
    request.set_parent(customer);
    v1::Order& order = *request.mutable_order();
    order.set_state(v1::Order::PLACED);
    order.mutable_amount()->set_currency_code("CNY");
    order.mutable_amount()->set_units(units);
    order.mutable_order_date()->set_year(2026);
    order.mutable_order_date()->set_month(3);
    order.mutable_order_date()->set_day(1);
    return Run<v1::Order>(request, [this](const auto& call, const auto& q) {
      return service_.catalog->Of<v1::Order>().Create<v1::Order>(call, q);
    });
  }
  int64_t CountBelow(const std::string& table, const std::string& customer) {
    const Uuid id = resource::ParseReference("customers", customer).value();
    return service_.Number(absl::StrCat("SELECT COUNT(*) FROM ", table, " WHERE parent_id = x'",
                                        absl::BytesToHexString(id.bytes()), "'"));
  }

  // Called where moving has come to; its error undoes the unit of work.
  std::function<absl::Status(absl::string_view)> on_passed;

 private:
  rpc::Call NextCall() {
    service_.clock.Advance(absl::Milliseconds(3));
    return service_.call();
  }

  TestService& service_;
  const std::unique_ptr<MergeParts> parts_;
  MergeServiceImpl methods_;
  const merge::NameForwarder forwarder_;
};

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_MERGE_MERGE_TESTING_H_
