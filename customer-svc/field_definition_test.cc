// Definitions of custom fields that change while records have values of them.
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/resource/custom_field_cache.h"
#include "common/resource/page_reads.h"
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
using ::testing::UnorderedElementsAre;
using v1::Customer;

class FieldDefinitionTest : public ::testing::Test {
 protected:
  absl::StatusOr<FieldDefinition> Define(FieldDefinition definition) {
    definition.set_resource_type("guanxi.dev/Customer");
    definition.set_display_name("字段");
    definition.set_filterable(true);
    metadata::v1::CreateFieldDefinitionRequest request;
    *request.mutable_field_definition() = definition;
    return Settled(service_.definitions->Create<FieldDefinition>(service_.call(), request));
  }
  static FieldDefinition Area() {
    FieldDefinition area;
    area.set_key("area");
    area.set_value_type(FieldDefinition::NUMBER);
    return area;
  }
  absl::StatusOr<FieldDefinition> Retire(const std::string& name) {
    metadata::v1::DeleteFieldDefinitionRequest request;
    request.set_name(name);
    return Settled(service_.definitions->Delete<FieldDefinition>(service_.call(), request));
  }
  absl::StatusOr<FieldDefinition> BringBack(const std::string& name) {
    metadata::v1::UndeleteFieldDefinitionRequest request;
    request.set_name(name);
    return Settled(service_.definitions->Undelete<FieldDefinition>(service_.call(), request));
  }
  // Waits until every process would know of the change.
  absl::StatusOr<FieldDefinition> Settled(absl::StatusOr<FieldDefinition> result) {
    service_.clock.Advance(resource::CustomFieldCache::kMaxAge);
    return result;
  }

  absl::StatusOr<Customer> TryCreate(const std::string& display_name, double area) {
    v1::CreateCustomerRequest request;
    *request.mutable_customer() = TestService::Company(display_name);
    (*request.mutable_customer()->mutable_custom())["area"].set_number_value(area);
    return service_.customers->Create<Customer>(service_.call(), request);
  }
  // Replaces all custom values, or one.
  absl::StatusOr<Customer> Update(const Customer& customer, const std::string& path = "custom") {
    v1::UpdateCustomerRequest request;
    *request.mutable_customer() = customer;
    request.mutable_customer()->clear_etag();
    request.mutable_update_mask()->add_paths(path);
    return service_.customers->Update<Customer>(service_.call(), request);
  }
  absl::Status Delete(const std::string& name) {
    v1::DeleteCustomerRequest request;
    request.set_name(name);
    return service_.customers->Delete<Customer>(service_.call(), request).status();
  }
  absl::Status Undelete(const std::string& name) {
    v1::UndeleteCustomerRequest request;
    request.set_name(name);
    return service_.customers->Undelete<Customer>(service_.call(), request).status();
  }
  std::vector<std::string> Names(const std::string& filter) {
    v1::ListCustomersRequest request;
    request.set_filter(filter);
    const auto page = service_.customers->List<v1::ListCustomersResponse>(service_.call(), request);
    if (!page.ok()) return {std::string(page.status().message())};
    std::vector<std::string> names;
    for (const Customer& customer : page->customers()) names.push_back(customer.display_name());
    return names;
  }

  TestService service_;
};

// Nothing waits for the cache's time here: the engine forgets what a unit of work wrote.
TEST_F(FieldDefinitionTest, ChangesActAtOnceInTheProcessThatMakesThem) {
  EXPECT_THAT(TryCreate("甲", 1), HasReason("INVALID_FIELD"));
  metadata::v1::CreateFieldDefinitionRequest create;
  FieldDefinition& area = *create.mutable_field_definition();
  area = Area();
  area.set_resource_type("guanxi.dev/Customer");
  area.set_display_name("面积");
  const auto created = service_.definitions->Create<FieldDefinition>(service_.call(), create);
  ASSERT_THAT(created, IsOk());
  EXPECT_THAT(TryCreate("乙", 1), IsOk());

  metadata::v1::DeleteFieldDefinitionRequest retire;
  retire.set_name(created->name());
  ASSERT_THAT(service_.definitions->Delete<FieldDefinition>(service_.call(), retire), IsOk());
  EXPECT_THAT(TryCreate("丙", 1), HasReason("INVALID_FIELD"));
  metadata::v1::UndeleteFieldDefinitionRequest bring_back;
  bring_back.set_name(created->name());
  ASSERT_THAT(service_.definitions->Undelete<FieldDefinition>(service_.call(), bring_back), IsOk());
  EXPECT_THAT(TryCreate("丁", 1), IsOk());

  metadata::v1::UpdateFieldDefinitionRequest update;
  update.mutable_field_definition()->set_name(created->name());
  update.mutable_field_definition()->set_required(true);
  update.mutable_update_mask()->add_paths("required");
  ASSERT_THAT(service_.definitions->Update<FieldDefinition>(service_.call(), update), IsOk());
  v1::CreateCustomerRequest without;
  *without.mutable_customer() = TestService::Company("戊");
  EXPECT_THAT(service_.customers->Create<Customer>(service_.call(), without),
              HasReason("INVALID_FIELD"));
}

TEST_F(FieldDefinitionTest, ARetiredOneKeepsItsKeyAndCanBeBroughtBack) {
  const std::string name = Define(Area())->name();
  ASSERT_THAT(TryCreate("甲", 1), IsOk());
  EXPECT_THAT(BringBack(name), HasReason("FIELD_DEFINITION_NOT_DELETED"));
  ASSERT_THAT(Retire(name), IsOk());
  EXPECT_THAT(Retire(name), HasReason("FIELD_DEFINITION_NOT_FOUND"));
  EXPECT_THAT(Define(Area()), HasReason("FIELD_DEFINITION_ALREADY_EXISTS"));
  EXPECT_THAT(Define(Area()), StatusIs(absl::StatusCode::kAlreadyExists, HasSubstr(name)));
  EXPECT_THAT(TryCreate("乙", 2), StatusIs(absl::StatusCode::kInvalidArgument,
                                           HasSubstr("there is no such custom field")));
  EXPECT_THAT(Names("custom.area > 0"), ElementsAre(HasSubstr("no filterable field")));
  const auto back = BringBack(name);
  ASSERT_THAT(back, IsOk());
  EXPECT_FALSE(back->has_delete_time());
  EXPECT_THAT(TryCreate("丙", 3), IsOk());
  EXPECT_THAT(Names("custom.area > 0"), UnorderedElementsAre("甲", "丙"));
}

TEST_F(FieldDefinitionTest, ARetiredRequiredOneIsNotMissed) {
  FieldDefinition area = Area();
  area.set_required(true);
  const std::string name = Define(area)->name();
  ASSERT_THAT(Retire(name), IsOk());
  service_.Create(TestService::Company("甲"));
}

TEST_F(FieldDefinitionTest, FiltersAreRightAboutWhatHappenedWhileItWasRetired) {
  const std::string name = Define(Area())->name();
  Customer emptied = *TryCreate("甲", 1);
  const Customer restored = *TryCreate("乙", 2);
  const Customer gone = *TryCreate("丙", 3);
  ASSERT_THAT(Delete(restored.name()), IsOk());

  ASSERT_THAT(Retire(name), IsOk());
  emptied.clear_custom();
  ASSERT_THAT(Update(emptied, "custom.area"), IsOk());
  ASSERT_THAT(Undelete(restored.name()), IsOk());
  ASSERT_THAT(Delete(gone.name()), IsOk());

  ASSERT_THAT(BringBack(name), IsOk());
  EXPECT_THAT(Names("custom.area > 0"), ElementsAre("乙"));
  ASSERT_THAT(Undelete(gone.name()), IsOk());
  EXPECT_THAT(Names("custom.area > 0"), UnorderedElementsAre("乙", "丙"));
  (*emptied.mutable_custom())["area"].set_number_value(4);
  EXPECT_THAT(Update(emptied), IsOk());
  EXPECT_EQ(service_.Number("SELECT COUNT(*) FROM custom_values"), 3);
}

TEST_F(FieldDefinitionTest, ValuesOfARetiredOneOutliveClientsThatDoNotKnowIt) {
  const std::string name = Define(Area())->name();
  FieldDefinition floor;
  floor.set_key("floor");
  floor.set_value_type(FieldDefinition::NUMBER);
  ASSERT_THAT(Define(floor), IsOk());
  Customer customer = *TryCreate("甲", 1);
  ASSERT_THAT(Retire(name), IsOk());
  customer.clear_custom();
  (*customer.mutable_custom())["floor"].set_number_value(3);
  for (const char* path : {"custom", "*", "custom.floor"}) {
    const auto updated = Update(customer, path);
    ASSERT_THAT(updated, IsOk());
    EXPECT_EQ(updated->custom().size(), 2u) << path;
  }
  customer.clear_custom();
  EXPECT_EQ(Update(customer)->custom().count("floor"), 0u) << "a live one goes when left out";
  EXPECT_THAT(Names("display_name = \"甲\""), ElementsAre("甲"));
  ASSERT_THAT(BringBack(name), IsOk());
  EXPECT_THAT(Names("custom.area = 1"), ElementsAre("甲"));
}

TEST_F(FieldDefinitionTest, AValueWhoseOptionIsGoneCanBeReplaced) {
  FieldDefinition color;
  color.set_key("color");
  color.set_value_type(FieldDefinition::CHOICE);
  color.add_options("red");
  color.add_options("blue");
  color = *Define(color);
  Customer customer = TestService::Company("甲");
  (*customer.mutable_custom())["color"].set_string_value("red");
  customer = service_.Create(customer);

  metadata::v1::UpdateFieldDefinitionRequest update;
  update.mutable_field_definition()->set_name(color.name());
  update.mutable_field_definition()->add_options("blue");
  update.mutable_update_mask()->add_paths("options");
  ASSERT_THAT(Settled(service_.definitions->Update<FieldDefinition>(service_.call(), update)),
              IsOk());
  EXPECT_THAT(Names("custom.color = \"red\""), ElementsAre("甲"));
  (*customer.mutable_custom())["color"].set_string_value("blue");
  ASSERT_THAT(Update(customer), IsOk());
  EXPECT_THAT(Names("custom.color = \"red\""), ElementsAre());
  EXPECT_THAT(Names("custom.color = \"blue\""), ElementsAre("甲"));
}

TEST_F(FieldDefinitionTest, ListsReadTheirPageAlone) {
  for (int i = 0; i < 400; ++i) {
    metadata::v1::CreateFieldDefinitionRequest request;
    FieldDefinition& field = *request.mutable_field_definition();
    field.set_resource_type(i % 2 == 0 ? "guanxi.dev/Customer" : "guanxi.dev/Contact");
    field.set_key(absl::StrCat("field_", i));
    field.set_display_name("x");
    field.set_value_type(FieldDefinition::STRING);
    ASSERT_THAT(service_.definitions->Create<FieldDefinition>(service_.call(), request), IsOk());
  }
  for (const char* filter : {"", "resource_type = \"guanxi.dev/Customer\""}) {
    metadata::v1::ListFieldDefinitionsRequest request;
    request.set_filter(filter);
    request.set_order_by("create_time");
    resource::ExpectReadsItsPage<metadata::v1::ListFieldDefinitionsResponse>(
        service_.database.get(), *service_.definitions, service_.call(), request, 130, 1);
  }
}

}  // namespace
}  // namespace guanxi::customer
