// What the tests of what customers say of their contracts share: events of lead-svc, made by hand.
#ifndef GUANXI_CUSTOMER_SVC_CONTRACT_FACTS_TESTING_H_
#define GUANXI_CUSTOMER_SVC_CONTRACT_FACTS_TESTING_H_

#include <map>
#include <string>

#include "common/base/uuid.h"
#include "customer-svc/contract_facts.h"
#include "customer-svc/test_service.h"
#include "gtest/gtest.h"
#include "guanxi/customer/v1/customer_service.pb.h"

namespace guanxi::customer {

class ContractFactsTest : public ::testing::Test {
 protected:
  ContractFactsTest()
      : facts_(service_.database.get(), service_.engine.get(), service_.resources->customers.get()),
        customer_(service_.Create(TestService::Company("灵动传媒")).name()) {}

  static lead::v1::Contract Of(lead::v1::Contract::State state, int64_t amount, int64_t received,
                               const std::string& currency = "CNY") {
    lead::v1::Contract contract;
    contract.set_state(state);
    contract.mutable_amount()->set_currency_code(currency);
    contract.mutable_amount()->set_units(amount);
    contract.mutable_received_amount()->set_currency_code(currency);
    contract.mutable_received_amount()->set_units(received);
    return contract;
  }
  static google::type::Date Day(int month) {
    google::type::Date day;
    day.set_year(2026);
    day.set_month(month);
    day.set_day(1);
    return day;
  }
  event::v1::LogEvent Next(const Uuid& id, lead::v1::Contract::State state, int64_t amount,
                           int64_t received, const std::string& currency = "CNY") {
    return Next(id, Of(state, amount, received, currency));
  }
  // The next version of a contract, which states all its fields.
  event::v1::LogEvent Next(const Uuid& id, lead::v1::Contract contract) {
    contract.set_customer(customer_);
    event::v1::LogEvent event;
    event.set_tenant_id(std::string(service_.tenant.bytes()));
    event.set_resource_type("contract");
    event.set_resource_id(std::string(id.bytes()));
    event.set_sequence(++versions_[id]);
    event.mutable_change_time()->set_seconds(1790000000 + event.sequence());
    event.set_kind(event.sequence() == 1 ? metadata::v1::Change::CREATED
                                         : metadata::v1::Change::UPDATED);
    for (const char* field : {"customer", "state", "amount", "received_amount", "base_amount",
                              "received_base_amount", "overdue_amount", "sign_date",
                              "receipt_count", "first_receipt_date", "last_receipt_date"}) {
      event.add_changed_fields(field);
    }
    event.set_after_body(contract.SerializeAsString());
    return event;
  }
  absl::Status Apply(const event::v1::LogEvent& event) {
    return service_.engine->Write(
        service_.call().principal, {}, {},
        [&](resource::UnitOfWork& work) { return facts_.Apply(work, event); });
  }
  v1::Customer Get() {
    v1::GetCustomerRequest request;
    request.set_name(customer_);
    return service_.customers->Get<v1::Customer>(service_.call(), request).value();
  }

  TestService service_;
  ContractFacts facts_;
  const std::string customer_;
  std::map<Uuid, int64_t> versions_;
};

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_CONTRACT_FACTS_TESTING_H_
