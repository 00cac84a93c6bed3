// What lies below customers and names them, as this service's descriptors say.
#include "common/merge/reference_map.h"

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/testing/status_matchers.h"
#include "customer-svc/resources.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::customer {
namespace {

using ::testing::UnorderedElementsAre;

class ReferenceMapTest : public ::testing::Test {
 protected:
  const std::unique_ptr<const Resources> resources_ = Resources::Create().value();
};

TEST_F(ReferenceMapTest, ChildrenAndDeclaredReferencesTakePartAndWhatTellsOfMergesDoesNot) {
  const auto map = merge::ReferenceMap::Create("customers", resources_->all());
  ASSERT_THAT(map, IsOk());
  EXPECT_EQ((*map)->target(), resources_->customers.get());
  std::vector<std::string> places;
  for (const merge::Place& place : (*map)->places()) {
    places.push_back(absl::StrCat(place.resource->type().singular(), ".", place.field()));
  }
  EXPECT_THAT(
      places,
      UnorderedElementsAre(
          "contact.", "interaction.", "order.", "customer_share.", "ownership_record.",
          "attribute_claim.", "enrichment.", "finding.", "risk_signal.", "segment_membership.",
          "lifecycle_record.", "relationship.", "stakeholder.", "customer.parent_organization",
          "interaction.contact", "behavior_event.customer", "visitor.customer",
          "customer_distinction.first", "customer_distinction.second", "service_ticket.customer",
          "service_ticket.contact", "survey_response.customer", "relationship.source_contact",
          "relationship.target_customer", "relationship.target_contact", "stakeholder.contact"));
  // Children come first: what they say of each other has moved with them then.
  EXPECT_TRUE((*map)->places().front().is_parent());
  EXPECT_FALSE((*map)->places().back().is_parent());
  EXPECT_NE((*map)->Find("visitor", "customer"), nullptr);
  EXPECT_EQ((*map)->Find("customer_merge", "survivor"), nullptr);
  const merge::Place* const calls = (*map)->Find("interaction", "");
  ASSERT_NE(calls, nullptr);
  ASSERT_EQ(calls->below.size(), 1u);
  EXPECT_EQ(calls->below[0].resource, resources_->attachments.get());
}

TEST_F(ReferenceMapTest, WhatCouldNotFollowAMergeStopsTheService) {
  // Customers have sets of tags.
  const auto map = merge::ReferenceMap::Create("tags", resources_->all());
  EXPECT_THAT(map, StatusIs(absl::StatusCode::kInternal));
}

}  // namespace
}  // namespace guanxi::customer
