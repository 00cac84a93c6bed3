// Two services that project each other: opportunities say of their customers what customer-svc's
// events tell, customers say of their opportunities what lead-svc's do. Both schemas are real, and
// so is everything between a write there and what it makes of a record here.
#ifndef GUANXI_LEAD_SVC_PROJECTIONS_FIXTURE_H_
#define GUANXI_LEAD_SVC_PROJECTIONS_FIXTURE_H_

#include <functional>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/base/uuid.h"
#include "common/events/consumer.h"
#include "common/testing/status_matchers.h"
#include "customer-svc/opportunity_facts.h"
#include "gtest/gtest.h"
#include "lead-svc/customer_copies.h"
#include "lead-svc/opportunity_testing.h"
#include "lead-svc/projections_testing.h"

namespace guanxi::lead {

using customer::v1::Customer;
using events::Consumer;
using v1::Opportunity;

class ProjectionsTest : public OpportunityTest {
 protected:
  ProjectionsTest();

  std::unique_ptr<Consumer> NewConsumer(db::Database* database, Consumer::Options options) {
    options.owner = "test";
    options.threads = 1;
    options.poll = absl::ZeroDuration();
    return std::make_unique<Consumer>(database, &service_.clock, std::move(options));
  }
  static bool Turn(Consumer* consumer) {
    const auto busy = consumer->Turn();
    EXPECT_THAT(busy, IsOk());
    return busy.value_or(false);
  }
  // Until nothing happens any more; events that it took. Fails if the services do not come to rest.
  int Settle();

  absl::StatusOr<bool> GoOn() {
    return copies_.GoOn([this](const auto& request) { return customer_side_.GetRecords(request); });
  }
  Customer GetCustomer(const std::string& name) {
    return customers_.customers
        ->Get<Customer>(service_.call(), Named<customer::v1::GetCustomerRequest>(name))
        .value();
  }
  static std::string User(const std::string& login) {
    return absl::StrCat("users/", DeriveUuid("user", login).ToString());
  }
  Customer Change(const std::string& name, const std::string& path, const std::string& value) {
    customer::v1::UpdateCustomerRequest request;
    request.mutable_customer()->set_name(name);
    request.mutable_update_mask()->add_paths(path);
    if (path == "grade") {
      request.mutable_customer()->set_grade(value == "VIP" ? Customer::VIP : Customer::LOW);
    } else if (path == "owner") {
      request.mutable_customer()->set_owner(User(value));
    } else {
      request.mutable_customer()->set_display_name(value);
    }
    return customers_.customers->Update<Customer>(service_.call(), request).value();
  }
  // On the schema of lead-svc.
  void Execute(const std::string& sql) {
    EXPECT_THAT(service_.database->ReadWrite(
                    {},
                    [&](db::Transaction& tx) {
                      return tx.Execute({"test", sql, /*infrastructure=*/true}, {}).status();
                    }),
                IsOk());
  }
  int64_t Number(const std::string& sql) {
    int64_t number = -1;
    const auto read = [&](db::Transaction& tx) -> absl::Status {
      GUANXI_ASSIGN_OR_RETURN(const db::Rows rows,
                              tx.Select({"test", sql, /*infrastructure=*/true}, {}));
      number = rows[0].Int64(0);
      return absl::OkStatus();
    };
    EXPECT_THAT(service_.database->ReadOnly({}, read), IsOk());
    return number;
  }
  std::string Says(const std::string& opportunity) {
    const Opportunity now = Get(opportunity);
    return absl::StrCat(now.customer_display_name(), " ",
                        Customer::Grade_Name(now.customer_grade()));
  }
  // That every opportunity and customer says what a recount of both schemas comes to.
  void ExpectRecounted();
  std::string AddCustomer(const std::string& title) {
    customer_names_.push_back(customers_.Create(customer::TestService::Company(title)).name());
    return customer_names_.back();
  }
  std::string AddOpportunity(const std::string& customer, int64_t units) {
    Opportunity made = CreateFor(customer).value();
    made.mutable_amount()->set_units(units);
    made.mutable_amount()->set_currency_code("CNY");
    EXPECT_THAT(Update(made, {"amount"}), IsOk());
    opportunity_names_.push_back(made.name());
    return made.name();
  }
  // One write of any kind on either side.
  void WriteSomething();
  // One move or change of an opportunity, or its deletion; of a deleted one the return.
  void WriteTo(Opportunity next, const std::string& customer, int kind);

  customer::TestService& customers_;
  Producer customer_side_, lead_side_;
  const CustomerCopies copies_;
  const customer::OpportunityFacts facts_;
  std::unique_ptr<Consumer> copying_, summing_;
  std::vector<std::string> customer_names_, opportunity_names_;
  std::mt19937 random_{3};
  int rebuilt_ = 0;
  bool takes_turns_ = true;
  std::function<void(int partition)> on_held_;  // at each step of what is read of customers anew
};

}  // namespace guanxi::lead

#endif  // GUANXI_LEAD_SVC_PROJECTIONS_FIXTURE_H_
