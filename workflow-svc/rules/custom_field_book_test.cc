#include "workflow-svc/rules/custom_field_book.h"

#include <string>

#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "workflow-svc/rules/custom_keys.h"
#include "workflow-svc/rules/custom_rules_testing.h"
#include "workflow-svc/rules/rule_book.h"

namespace guanxi::workflow {
namespace {

using metadata::v1::FieldDefinition;
using ::testing::IsEmpty;
using ::testing::SizeIs;

using CustomFieldBookTest = CustomRulesTest;

// A process that has just begun.
TEST_F(CustomFieldBookTest, RulesAreReadWithTheFieldsThatTheyName) {
  const Uuid tenant = world_.service.call().principal.tenant;
  const auto read = [&](CustomFieldBook* custom) {
    RuleBook rules(world_.service.database.get(), world_.service.resources->automation_rules.get(),
                   custom);
    return rules.Of(tenant);
  };
  const auto token = [](const Uuid&, absl::string_view) { return std::string("a"); };
  CustomFieldBook first(world_.service.customer_server.target(), token);
  CustomFieldBook second(world_.service.customer_server.target(), token);
  world_.Enabled(Rule("grade = VIP"));
  world_.Enabled(Rule("custom.area = \"华东\""));
  const auto page = read(&first);
  ASSERT_THAT(page, IsOk());
  EXPECT_THAT((*page)->index->rules(), SizeIs(2));
  EXPECT_THAT((*page)->invalid, IsEmpty());
  world_.service.customer_server.Stop();
  EXPECT_THAT(read(&first), IsOk());  // known for good
  EXPECT_THAT(read(&second), HasReason("CUSTOMER_SVC_DOWN"));
}

// A replica that has read the fields before one of them was added.
TEST_F(CustomFieldBookTest, FieldsThatAreNewAreReadWhereARuleAsksForThem) {
  CustomFieldBook book(world_.service.customer_server.target(),
                       [](const Uuid&, absl::string_view) { return std::string("a"); });
  const Uuid tenant = world_.service.call().principal.tenant;
  ASSERT_THAT(book.Read(tenant), IsOk());
  Define("tier", FieldDefinition::STRING);
  const auto keys = CustomKeysOf(Rule("custom.tier = \"x\""));
  EXPECT_FALSE(HasAll(*book.Known(tenant), keys));
  const auto read = book.Of(tenant, keys);
  ASSERT_THAT(read, IsOk());
  EXPECT_TRUE(HasAll(**read, keys));
  // Nobody is asked for what is known, nor for nothing.
  world_.service.customer_server.Stop();
  EXPECT_THAT(book.Of(tenant, keys), IsOk());
  EXPECT_EQ(book.Of(tenant, {}).value(), nullptr);
  EXPECT_THAT(book.Of(tenant, CustomKeysOf(Rule("custom.other = 1"))),
              HasReason("CUSTOMER_SVC_DOWN"));
}

}  // namespace
}  // namespace guanxi::workflow
