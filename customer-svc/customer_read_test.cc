// Gets and lists of customers, through the engine on a real MariaDB.
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/testing/mariadb.h"
#include "common/testing/status_matchers.h"
#include "customer-svc/test_service.h"
#include "gtest/gtest.h"
#include "guanxi/customer/v1/customer_service.pb.h"
#include "guanxi/metadata/v1/field_definition.pb.h"

namespace guanxi::customer {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;
using v1::Customer;

class CustomerReadTest : public ::testing::Test {
 protected:
  absl::StatusOr<v1::ListCustomersResponse> List(const v1::ListCustomersRequest& request) {
    return service_.customers->List<v1::ListCustomersResponse>(service_.call(), request);
  }
  std::vector<std::string> FilteredNames(const std::string& filter) {
    v1::ListCustomersRequest request;
    request.set_filter(filter);
    const auto page = List(request);
    std::vector<std::string> names;
    if (!page.ok()) return {page.status().ToString()};
    for (const Customer& customer : page->customers()) names.push_back(customer.display_name());
    return names;
  }

  TestService service_;
};

TEST_F(CustomerReadTest, PagesTogetherHoldEverythingOnceInOrder) {
  service_.CreateMany(450, [](int, Customer*) {});
  for (const char* order_by : {"create_time", "create_time desc", "display_name"}) {
    v1::ListCustomersRequest request;
    request.set_order_by(order_by);
    request.set_page_size(64);
    std::set<std::string> seen;
    int64_t last = 0;
    do {
      const auto page = List(request);
      ASSERT_THAT(page, IsOk());
      for (const Customer& customer : page->customers()) {
        EXPECT_TRUE(seen.insert(customer.name()).second);
        const int64_t nanos =
            customer.create_time().seconds() * 1000000000 + customer.create_time().nanos();
        if (order_by == std::string("create_time")) {
          EXPECT_GE(nanos, last);
        }
        last = nanos;
      }
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    EXPECT_EQ(seen.size(), 450) << order_by;
  }
}

TEST_F(CustomerReadTest, NamesSortByPinyin) {
  for (const char* name : {"张三公司", "Acme", "李四公司", "阿里山茶业", "重庆长安"}) {
    service_.Create(TestService::Company(name));
  }
  v1::ListCustomersRequest request;
  request.set_order_by("display_name");
  std::vector<std::string> names;
  const auto page = List(request);
  ASSERT_THAT(page, IsOk());
  for (const Customer& customer : page->customers()) {
    names.push_back(customer.display_name());
  }
  EXPECT_THAT(names, ElementsAre("阿里山茶业", "重庆长安", "李四公司", "张三公司", "Acme"));
}

TEST_F(CustomerReadTest, FiltersOverFieldsExternalIdsAndCustomFields) {
  metadata::v1::CreateFieldDefinitionRequest define;
  auto& definition = *define.mutable_field_definition();
  definition.set_resource_type("guanxi.dev/Customer");
  definition.set_key("area");
  definition.set_display_name("面积");
  definition.set_value_type(metadata::v1::FieldDefinition::NUMBER);
  definition.set_filterable(true);
  ASSERT_THAT(service_.definitions->Create<metadata::v1::FieldDefinition>(service_.call(), define),
              IsOk());
  EXPECT_THAT(service_.definitions->Create<metadata::v1::FieldDefinition>(service_.call(), define),
              HasReason("FIELD_DEFINITION_ALREADY_EXISTS"));
  Customer a = TestService::Company("甲");
  a.set_grade(Customer::VIP);
  a.set_industry("制造业");
  (*a.mutable_external_ids())["erp"] = "C-1";
  (*a.mutable_custom())["area"].set_number_value(120.5);
  service_.Create(a);
  Customer b = TestService::Company("乙");
  b.set_industry("软件");
  service_.Create(b);

  EXPECT_THAT(FilteredNames("grade = VIP"), ElementsAre("甲"));
  EXPECT_THAT(FilteredNames("industry = \"软件\" OR grade = VIP"),
              UnorderedElementsAre("甲", "乙"));
  EXPECT_THAT(FilteredNames("NOT industry = \"软件\""), ElementsAre("甲"));
  EXPECT_THAT(FilteredNames("external_ids.erp = \"C-1\""), ElementsAre("甲"));
  EXPECT_THAT(FilteredNames("custom.area > 120"), ElementsAre("甲"));
  EXPECT_THAT(FilteredNames("custom.area > 121"), ElementsAre());
  EXPECT_THAT(FilteredNames("displayName = \"乙*\""), ElementsAre("乙"));
  EXPECT_THAT(FilteredNames("create_time > \"2020-01-01T00:00:00Z\" AND grade = VIP"),
              ElementsAre("甲"));
  EXPECT_THAT(FilteredNames("phones = 1")[0], HasSubstr("phones"));
  EXPECT_THAT(FilteredNames("custom.nothing = 1")[0], HasSubstr("nothing"));

  Customer wrong = TestService::Company("丙");
  (*wrong.mutable_custom())["area"].set_string_value("big");
  v1::CreateCustomerRequest create;
  *create.mutable_customer() = wrong;
  EXPECT_THAT(service_.customers->Create<Customer>(service_.call(), create),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("customer.custom.area: want a number")));
}

TEST_F(CustomerReadTest, FiltersOverWhatIsDeeperOrDeleted) {
  const Customer group = service_.Create(TestService::Company("集团"));
  Customer child = TestService::Company("子公司");
  child.set_parent_organization(group.name());
  child.set_city("杭州");
  child.mutable_organization()->set_credit_code("91350100M000100Y43");
  v1::CreateCustomerRequest create;
  *create.mutable_customer() = child;
  const auto created = service_.customers->Create<Customer>(service_.call(), create);
  ASSERT_THAT(created, IsOk());
  const std::string code = created->organization().credit_code();
  for (const std::string& filter :
       {absl::StrCat("parent_organization = \"", group.name(), "\""), std::string("city = 杭州"),
        absl::StrCat("organization.credit_code = ", code), std::string("city:*"),
        absl::StrCat("organization.creditCode = \"", code.substr(0, 6), "*\""),
        std::string("parent_organization:*"), std::string("organization.credit_code:*")}) {
    EXPECT_THAT(FilteredNames(filter), ElementsAre("子公司")) << filter;
  }
  EXPECT_THAT(FilteredNames("NOT organization.credit_code:*"), ElementsAre("集团"));

  v1::DeleteCustomerRequest erase;
  erase.set_name(created->name());
  ASSERT_THAT(service_.customers->Delete<Customer>(service_.call(), erase), IsOk());
  v1::ListCustomersRequest bin;
  bin.set_show_deleted(true);
  for (const char* filter :
       {"delete_time:*", "delete_time > \"2020-01-01T00:00:00Z\"", "city = 杭州 delete_time:*",
        "delete_time:* AND create_time > \"2020-01-01T00:00:00Z\""}) {
    bin.set_filter(filter);
    const auto page = List(bin);
    ASSERT_THAT(page, IsOk()) << filter;
    ASSERT_EQ(page->customers_size(), 1) << filter;
    EXPECT_EQ(page->customers(0).display_name(), "子公司") << filter;
  }
  bin.set_filter("NOT delete_time:*");
  EXPECT_EQ(List(bin)->customers(0).display_name(), "集团");
  bin.set_filter("delete_time > \"2120-01-01T00:00:00Z\"");
  EXPECT_EQ(List(bin)->customers_size(), 0);
  EXPECT_THAT(FilteredNames("delete_time:*"), ElementsAre());
}

TEST_F(CustomerReadTest, TimesOfCustomFieldsAreMomentsThatCanBeStored) {
  using metadata::v1::FieldDefinition;
  for (const auto& [key, type] : {std::pair("signed", FieldDefinition::TIMESTAMP),
                                  std::pair("birthday", FieldDefinition::DATE)}) {
    metadata::v1::CreateFieldDefinitionRequest define;
    define.mutable_field_definition()->set_resource_type("guanxi.dev/Customer");
    define.mutable_field_definition()->set_key(key);
    define.mutable_field_definition()->set_display_name(key);
    define.mutable_field_definition()->set_value_type(type);
    define.mutable_field_definition()->set_filterable(true);
    ASSERT_THAT(service_.definitions->Create<FieldDefinition>(service_.call(), define), IsOk());
  }
  const auto create = [&](const std::string& key, const std::string& value) {
    v1::CreateCustomerRequest request;
    *request.mutable_customer() = TestService::Company(value);
    (*request.mutable_customer()->mutable_custom())[key].set_string_value(value);
    return service_.customers->Create<Customer>(service_.call(), request);
  };
  for (const char* time :
       {"infinite-future", "infinite-past", "10000-01-01T00:00:00Z", "9999-12-31T23:30:00-01:00",
        "0000-12-31T00:00:00Z", "-001-01-01T00:00:00Z", "tomorrow"}) {
    EXPECT_THAT(create("signed", time), StatusIs(absl::StatusCode::kInvalidArgument,
                                                 HasSubstr("customer.custom.signed: want an RFC")))
        << time;
  }
  EXPECT_THAT(create("birthday", "-999-01-01"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("customer.custom.birthday")));
  EXPECT_THAT(create("signed", "0001-01-01T00:00:00Z"), IsOk());
  EXPECT_THAT(create("signed", "9999-12-31T23:59:59.999999Z"), IsOk());
  EXPECT_THAT(create("birthday", "9999-12-31"), IsOk());
  EXPECT_EQ(service_.Number("SELECT COUNT(*) FROM custom_values"), 3);
}

TEST_F(CustomerReadTest, PageTokensBelongToTheirQueryAndCaller) {
  service_.CreateMany(3, [](int, Customer*) {});
  v1::ListCustomersRequest request;
  request.set_page_size(1);
  request.set_page_token(List(request)->next_page_token());
  ASSERT_THAT(List(request), IsOk());
  EXPECT_THAT(service_.customers->List<v1::ListCustomersResponse>(
                  service_.CallOf(service_.other_tenant), request),
              HasReason("INVALID_PAGE_TOKEN"));
  request.set_order_by("display_name");
  EXPECT_THAT(List(request), HasReason("INVALID_PAGE_TOKEN"));
  request.clear_page_token();
  request.set_page_size(-1);
  EXPECT_THAT(List(request), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("page_size")));
  request.clear_page_size();
  request.set_order_by("note");
  EXPECT_THAT(List(request), HasReason("INVALID_ORDER_BY"));
}

TEST_F(CustomerReadTest, AnotherTenantSeesNothing) {
  Customer customer = TestService::Company("云帆");
  customer.add_phones()->set_number("13800138000");
  const Customer created = service_.Create(customer);
  const rpc::Call stranger = service_.CallOf(service_.other_tenant);
  v1::GetCustomerRequest get;
  get.set_name(created.name());
  EXPECT_THAT(service_.customers->Get<Customer>(stranger, get), HasReason("CUSTOMER_NOT_FOUND"));
  v1::BatchGetCustomersRequest batch;
  batch.add_names(created.name());
  EXPECT_THAT(service_.customers->BatchGet<v1::BatchGetCustomersResponse>(stranger, batch),
              HasReason("CUSTOMER_NOT_FOUND"));
  EXPECT_EQ(
      service_.customers->List<v1::ListCustomersResponse>(stranger, v1::ListCustomersRequest())
          ->customers_size(),
      0);
  for (const char* query : {"云帆", "13800138000", "8000"}) {
    v1::SearchCustomersRequest search;
    search.set_query(query);
    EXPECT_EQ(
        service_.customers->Search<v1::SearchCustomersResponse>(stranger, search)->customers_size(),
        0);
  }
  v1::UpdateCustomerRequest update;
  update.mutable_customer()->set_name(created.name());
  update.mutable_customer()->set_industry("x");
  EXPECT_THAT(service_.customers->Update<Customer>(stranger, update),
              HasReason("CUSTOMER_NOT_FOUND"));
  v1::DeleteCustomerRequest erase;
  erase.set_name(created.name());
  EXPECT_THAT(service_.customers->Delete<Customer>(stranger, erase),
              HasReason("CUSTOMER_NOT_FOUND"));
}

TEST_F(CustomerReadTest, OnlyListsByADeclaredPathRunInThePointLane) {
  const auto lane = [&](const std::string& filter, const std::string& order_by) {
    v1::ListCustomersRequest request;
    request.set_filter(filter);
    request.set_order_by(order_by);
    return service_.customers->reader().ListLane(request);
  };
  EXPECT_EQ(lane("", ""), rpc::Lane::kPoint);
  EXPECT_EQ(lane("lifecycle_stage = DEAL", "update_time desc"), rpc::Lane::kPoint);
  EXPECT_EQ(lane("lifecycle_stage = DEAL", "display_name"), rpc::Lane::kScan);
  EXPECT_EQ(lane("industry = \"x\"", ""), rpc::Lane::kScan);
  // None that is live has one, which only a look at all of them tells.
  EXPECT_EQ(lane("delete_time:*", ""), rpc::Lane::kScan);
  v1::ListCustomersRequest deleted;
  deleted.set_show_deleted(true);
  EXPECT_EQ(service_.customers->reader().ListLane(deleted), rpc::Lane::kScan);
}

// The table is locked for longer than a statement may run: what a scan of very many rows does.
TEST_F(CustomerReadTest, AScanThatTakesTooLongNamesTheDeclaredPaths) {
  db::Options options{SharedMariaDb()->CreateSchema("customer-svc/schema").value()};
  options.scan.statement_limit = absl::Milliseconds(200);
  const auto database = db::Database::Create(options).value();
  const resource::Engine engine(database.get(), service_.environment.get());
  const resource::Methods customers(&engine, service_.resources->customers.get());
  v1::ListCustomersRequest request;
  request.set_filter("industry = \"x\"");
  rpc::Call call = service_.call();
  call.lane = rpc::Lane::kScan;
  const auto list = [&] { return customers.List<v1::ListCustomersResponse>(call, request); };
  ASSERT_THAT(list(), IsOk());
  const db::Query lock{"test.lock", "LOCK TABLES customers WRITE", true};
  const db::Query unlock{"test.unlock", "UNLOCK TABLES", true};
  EXPECT_THAT(database->ReadWrite({},
                                  [&](db::Transaction& tx) {
                                    EXPECT_THAT(tx.Execute(lock, {}), IsOk());
                                    EXPECT_THAT(list(), HasReason("SCAN_TOO_EXPENSIVE"));
                                    return tx.Execute(unlock, {}).status();
                                  }),
              IsOk());
  EXPECT_THAT(list(), IsOk());
}

}  // namespace
}  // namespace guanxi::customer
