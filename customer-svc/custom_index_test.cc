// Filters on custom fields when replicas know different definitions, and when records are deleted.
#include <unistd.h>

#include <atomic>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/crypto/key_ring.h"
#include "common/db/database.h"
#include "common/resource/custom_field_cache.h"
#include "common/testing/eventually.h"
#include "common/testing/status_matchers.h"
#include "customer-svc/test_service.h"
#include "gtest/gtest.h"
#include "guanxi/customer/v1/customer_service.pb.h"
#include "guanxi/metadata/v1/field_definition.pb.h"

namespace guanxi::customer {
namespace {

using metadata::v1::FieldDefinition;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;
using v1::Customer;

// Whether a thread of this process waits for something.
bool IsAsleep(pid_t thread) {
  std::ifstream file(absl::StrCat("/proc/self/task/", thread, "/stat"));
  const std::string stat{std::istreambuf_iterator<char>(file), {}};
  const size_t name_end = stat.rfind(')');  // proc(5): the state follows the name in brackets
  return name_end != std::string::npos && stat.compare(name_end, 3, ") S") == 0;
}

// Another process over the same schema, with its own knowledge of definitions.
struct Replica {
  explicit Replica(TestService* service)
      : environment(resource::Environment::Create(
                        &service->clock,
                        crypto::KeyRing::Parse(absl::StrCat("1 ", std::string(64, 'a'))).value(),
                        std::string(32, 'k'))
                        .value()),
        engine(service->database.get(), environment.get()),
        customers(&engine, service->resources->customers.get()) {}

  std::unique_ptr<resource::Environment> environment;
  resource::Engine engine;
  resource::Methods customers;
};

class CustomIndexTest : public ::testing::Test {
 protected:
  absl::StatusOr<FieldDefinition> Define(const std::string& key,
                                         const std::string& type = "guanxi.dev/Customer",
                                         int options = 0) {
    metadata::v1::CreateFieldDefinitionRequest request;
    FieldDefinition& definition = *request.mutable_field_definition();
    definition.set_resource_type(type);
    definition.set_key(key);
    definition.set_display_name("字段");
    definition.set_value_type(options == 0 ? FieldDefinition::NUMBER : FieldDefinition::CHOICE);
    for (int i = 0; i < options; ++i) definition.add_options(absl::StrCat("选项", i));
    definition.set_filterable(true);
    return service_.definitions->Create<FieldDefinition>(service_.call(), request);
  }
  static void Set(double area, Customer* customer) {
    (*customer->mutable_custom())["area"].set_number_value(area);
  }
  Customer Create(const std::string& name, double area) {
    Customer customer = TestService::Company(name);
    Set(area, &customer);
    return service_.Create(customer);
  }
  absl::StatusOr<Customer> Update(const resource::Methods& customers, Customer customer) {
    v1::UpdateCustomerRequest request;
    customer.clear_etag();
    *request.mutable_customer() = customer;
    request.mutable_update_mask()->add_paths("custom");
    return customers.Update<Customer>(service_.call(), request);
  }
  absl::Status Delete(const resource::Methods& customers, const std::string& name) {
    v1::DeleteCustomerRequest request;
    request.set_name(name);
    return customers.Delete<Customer>(service_.call(), request).status();
  }
  std::vector<std::string> Names(const std::string& filter, bool show_deleted = false) {
    v1::ListCustomersRequest request;
    request.set_filter(filter);
    request.set_show_deleted(show_deleted);
    const auto page = service_.customers->List<v1::ListCustomersResponse>(service_.call(), request);
    if (!page.ok()) return {std::string(page.status().message())};
    std::vector<std::string> names;
    for (const Customer& customer : page->customers()) names.push_back(customer.display_name());
    return names;
  }
  // One that has read the definitions before `area` was among them.
  std::unique_ptr<Replica> MakeStale() {
    auto stale = std::make_unique<Replica>(&service_);
    v1::CreateCustomerRequest request;
    *request.mutable_customer() = TestService::Company("早");
    EXPECT_THAT(stale->customers.Create<Customer>(service_.call(), request), IsOk());
    return stale;
  }

  TestService service_;
};

TEST_F(CustomIndexTest, AReplicaThatDoesNotKnowAFieldYetLeavesNoIndexRow) {
  const auto stale = MakeStale();
  ASSERT_THAT(Define("area"), IsOk());
  Customer customer = Create("甲", 1);
  ASSERT_THAT(Names("custom.area = 1"), ElementsAre("甲"));
  customer.clear_custom();
  ASSERT_THAT(Update(stale->customers, customer), IsOk());
  EXPECT_THAT(Names("custom.area = 1"), IsEmpty());
  Set(2, &customer);
  EXPECT_THAT(Update(*service_.customers, customer), IsOk());
  EXPECT_THAT(Names("custom.area = 2"), ElementsAre("甲"));
}

TEST_F(CustomIndexTest, AReplicaThatDoesNotKnowAFieldYetWritesItsValues) {
  const auto stale = MakeStale();
  ASSERT_THAT(Define("area"), IsOk());
  Customer customer = Create("甲", 1);
  Set(2, &customer);
  EXPECT_THAT(Update(stale->customers, customer), IsOk());
  EXPECT_THAT(Names("custom.area = 2"), ElementsAre("甲"));
  EXPECT_THAT(Names("custom.area = 1"), IsEmpty());
}

TEST_F(CustomIndexTest, ALeftIndexRowDoesNotBlockItsRecord) {
  ASSERT_THAT(Define("area"), IsOk());
  Customer customer = Create("甲", 1);
  customer.clear_custom();
  ASSERT_THAT(Update(*service_.customers, customer), IsOk());
  ASSERT_THAT(service_.Execute("INSERT INTO custom_values SELECT t.tenant_id, 1, t.id, f.id, NULL, "
                               "?, NULL FROM customers t, field_definitions f",
                               "7"),
              IsOk());
  ASSERT_THAT(Names("custom.area = 7"), ElementsAre("甲"));
  Set(2, &customer);
  EXPECT_THAT(Update(*service_.customers, customer), IsOk());
  EXPECT_THAT(Names("custom.area = 7"), IsEmpty());
  EXPECT_THAT(Names("custom.area = 2"), ElementsAre("甲"));
}

TEST_F(CustomIndexTest, DeletedRecordsAreFilteredByTheirValues) {
  ASSERT_THAT(Define("area"), IsOk());
  const Customer one = Create("甲", 1);
  const Customer two = Create("乙", 2);
  ASSERT_THAT(Delete(*service_.customers, one.name()), IsOk());
  ASSERT_THAT(Delete(*service_.customers, two.name()), IsOk());
  EXPECT_THAT(Names("custom.area = 1", true), ElementsAre("甲"));
  EXPECT_THAT(Names("custom.area != 1", true), ElementsAre("乙"));
  EXPECT_THAT(Names("custom:area", true), UnorderedElementsAre("甲", "乙"));
  EXPECT_THAT(Names("custom.area = 1"), IsEmpty());
  v1::UndeleteCustomerRequest undelete;
  undelete.set_name(one.name());
  ASSERT_THAT(service_.customers->Undelete<Customer>(service_.call(), undelete), IsOk());
  EXPECT_THAT(Names("custom.area = 1"), ElementsAre("甲"));
}

TEST_F(CustomIndexTest, NumbersAreFoundAsTheyWereSent) {
  ASSERT_THAT(Define("area"), IsOk());
  for (const auto& [text, number] :
       {std::pair("1e23", 1e23), std::pair("9.9e28", 9.9e28), std::pair("0.1", 0.1),
        std::pair("-1234567.891", -1234567.891), std::pair("9007199254740993", 9007199254740993.0),
        std::pair("0.1234567891234", 0.1234567891234), std::pair("1.7E+3", 1700.0)}) {
    Create(text, number);
    EXPECT_THAT(Names(absl::StrCat("custom.area = ", text)), ElementsAre(text));
  }
  EXPECT_THAT(Names("custom.area > 9.8e28"), ElementsAre("9.9e28"));
  EXPECT_THAT(Names("custom.area = 1e29"), ElementsAre(HasSubstr("expected a number")));
  EXPECT_THAT(Names("custom.area = nan"), ElementsAre(HasSubstr("expected a number")));
}

TEST_F(CustomIndexTest, DefinitionsOfATypeAreLimited) {
  for (int i = 0; i < 200; ++i) {
    ASSERT_THAT(Define(absl::StrCat("field_", i)), IsOk()) << i;
  }
  EXPECT_THAT(Define("one_more"), HasReason("TOO_MANY_FIELD_DEFINITIONS"));
  EXPECT_THAT(Define("one_more", "guanxi.dev/Contact"), IsOk());
}

// The counters of rows read: a write must not read definitions again that nobody has changed.
TEST_F(CustomIndexTest, UnchangedDefinitionsAreNotReadAgain) {
  for (int i = 0; i < 100; ++i) {
    ASSERT_THAT(Define(absl::StrCat("field_", i), "guanxi.dev/Customer", 100), IsOk());
  }
  service_.Create(TestService::Company("甲"));
  service_.clock.Advance(resource::CustomFieldCache::kMaxAge);
  const auto sent = [&] {
    return service_.Number(
        "SELECT CAST(VARIABLE_VALUE AS SIGNED) FROM information_schema.GLOBAL_STATUS WHERE "
        "VARIABLE_NAME = 'BYTES_SENT'");
  };
  const int64_t before = sent();
  service_.Create(TestService::Company("乙"));
  EXPECT_LT(sent() - before, 20'000);
}

// The definitions are locked, as if reading them took long: whoever writes has locked nothing yet.
TEST_F(CustomIndexTest, AWriteThatWaitsForDefinitionsKeepsNobodyFromItsRecord) {
  ASSERT_THAT(Define("area"), IsOk());
  Customer customer = Create("甲", 1);
  Set(2, &customer);
  service_.clock.Advance(resource::CustomFieldCache::kMaxAge);
  const db::Query lock{"test.lock", "LOCK TABLES field_definitions WRITE", true};
  const db::Query unlock{"test.unlock", "UNLOCK TABLES", true};
  absl::StatusOr<Customer> updated = absl::UnknownError("");
  std::thread writer;
  EXPECT_THAT(
      service_.database->ReadWrite(
          {},
          [&](db::Transaction& tx) {
            EXPECT_THAT(tx.Execute(lock, {}), IsOk());
            writer = std::thread([&] { updated = Update(*service_.customers, customer); });
            EXPECT_TRUE(Eventually([&] {
              return service_.Number(
                         "SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE STATE = "
                         "'Waiting for table metadata lock'") > 0;
            }));
            EXPECT_THAT(
                service_.Execute("UPDATE customers SET live = 1 WHERE display_name = ?", "甲"),
                IsOk());
            return tx.Execute(unlock, {}).status();
          }),
      IsOk());
  writer.join();
  EXPECT_THAT(updated, IsOk());
}

TEST_F(CustomIndexTest, OfManyCallsAtOnceOneReadsTheDefinitions) {
  ASSERT_THAT(Define("area"), IsOk());
  const auto executed = [&] {
    return service_.Number(
        "SELECT CAST(VARIABLE_VALUE AS SIGNED) FROM information_schema.GLOBAL_STATUS WHERE "
        "VARIABLE_NAME = 'COM_STMT_EXECUTE'");
  };
  // At first the definitions themselves, and later only whether they have changed.
  for (const int64_t statements : {2, 1}) {
    const int64_t before = executed();
    const int64_t middle = executed();
    std::vector<std::thread> calls;
    for (int i = 0; i < 8; ++i) {
      calls.emplace_back([&] {
        const auto fields = service_.engine->CustomFieldsOf(service_.tenant, {});
        ASSERT_THAT(fields, IsOk());
        EXPECT_EQ((*fields)->at("guanxi.dev/Customer").count("area"), 1);
      });
    }
    for (std::thread& call : calls) call.join();
    EXPECT_EQ(executed() - middle - (middle - before), statements);
    service_.clock.Advance(resource::CustomFieldCache::kMaxAge);
  }
}

TEST_F(CustomIndexTest, ACallThatAUserWaitsForDoesNotWaitForTheJobsConnections) {
  ASSERT_THAT(Define("area"), IsOk());
  std::atomic<int> busy{0};
  std::atomic<bool> over{false};
  std::vector<std::thread> jobs;
  for (int i = 0; i < db::Options().job.connections; ++i) {
    jobs.emplace_back([&] {
      EXPECT_THAT(service_.database->ReadOnly({db::Lane::kJob},
                                              [&](db::Transaction&) {
                                                ++busy;
                                                Eventually([&] { return over.load(); });
                                                return absl::OkStatus();
                                              }),
                  IsOk());
    });
  }
  EXPECT_TRUE(Eventually([&] { return busy == db::Options().job.connections; }));
  std::atomic<pid_t> first{0};
  jobs.emplace_back([&] {
    first = gettid();
    EXPECT_THAT(service_.engine->CustomFieldsOf(service_.tenant, {db::Lane::kJob}), IsOk());
  });
  // It comes first, and waits for a connection: there is nothing else that it could wait for.
  EXPECT_TRUE(Eventually([&] { return first != 0 && IsAsleep(first); }));
  const db::TxOptions options{db::Lane::kPoint, absl::Now() + absl::Seconds(5)};
  EXPECT_THAT(service_.engine->CustomFieldsOf(service_.tenant, options), IsOk());
  over = true;
  for (std::thread& job : jobs) job.join();
}

}  // namespace
}  // namespace guanxi::customer
