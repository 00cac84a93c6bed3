// How what names a customer is found, so that what a merge costs does not grow with the tenant.
#include <string>

#include "absl/strings/str_cat.h"
#include "common/merge/reference_map.h"
#include "common/testing/status_matchers.h"
#include "customer-svc/test_service.h"
#include "gtest/gtest.h"

namespace guanxi::customer {
namespace {

TEST(MergePlacesTest, EachIsFoundByAnIndex) {
  TestService service;
  const auto map = merge::ReferenceMap::Create("customers", service.resources->all());
  ASSERT_THAT(map, IsOk());
  ASSERT_FALSE((*map)->places().empty());
  for (const merge::Place& place : (*map)->places()) {
    const std::string column = place.is_parent() ? "parent_id" : place.column->name;
    // Behind the tenant, and whether it is live.
    EXPECT_GT(service.Number(absl::StrCat(
                  "SELECT COUNT(*) FROM information_schema.statistics WHERE table_schema = "
                  "DATABASE() AND table_name = '",
                  place.resource->type().table(), "' AND column_name = '", column,
                  "' AND seq_in_index = 3")),
              0)
        << place.resource->type().table() << "." << column;
  }
}

}  // namespace
}  // namespace guanxi::customer
